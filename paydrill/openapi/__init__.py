"""Read OpenAPI documents: what they say of operations, compiled for whoever serves them.

`documents` reads and merges files with the help of `bundling`, `operation` says what one operation
documents, `validators` compiles schemas, `wording` puts what they refuse into words, `strict_json`
reads JSON. No request, sandbox or server is known here.
"""
