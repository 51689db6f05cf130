"""Read OpenAPI documents of any version, mend them, and compile what they say of operations.

`documents` loads contracts; `reading` and `bundling` make one document of files, `raising` brings
it to the one form that the rest reads, with the help of `dialects`, `keywords` and `mending`;
`findings` has all that can be wrong. `operation` says what one operation documents, `skeleton` and
`security` what Connexion needs of all of them, `validators` compiles schemas, `wording` puts their
errors into words, `strict_json` reads JSON. Nothing here knows a request, a sandbox or a server.
"""
