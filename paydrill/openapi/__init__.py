"""Read OpenAPI documents and compile what they say of operations.

`documents` reads files with the help of `bundling`, `operation` says what one operation documents,
`skeleton` and `security` what Connexion needs of all of them, `validators` compiles schemas,
`wording` puts their errors into words, `strict_json` reads JSON. Nothing here knows a request, a
sandbox or a server.
"""
