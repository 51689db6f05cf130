"""Contracts of others: of a newer OpenAPI, hostile, nameless, and very large."""

from typing import Any

import yaml

from paydrill.pages.published import PublishedContract

Document = dict[str, Any]

HOSTILE_TITLE = (
    "Ledger <img src=x onerror=alert(1)><script>alert(2)</script> " + "of all books " * 40
)
HOSTILE_TEXT = (
    """[a link](javascript:alert(3)) <script>alert(4)</script>
<img src=x onerror="alert(5)"> <a href="javascript:alert(6)">raw</a>
<style>body { display: none }</style> <svg onload="alert(7)"></svg>

"""
    + "Very long. " * 2_000
)
ODD_NAME = """odd & <name> "é" %2F?#+;{id}.json"""


LEDGER = """
openapi: 3.1.0
jsonSchemaDialect: https://spec.openapis.org/oas/3.1/dialect/base
info:
  version: '2'
  summary: Books
  license: {name: MIT, identifier: MIT}
  x-logo: {url: https://logo.example.com/logo.png}
servers:
  - {url: 'https://{region}.example.com/ledger', variables: {region: {default: eu}}}
  - {url: https://us.example.com/ledger}
paths:
  x-of-the-maker: not a path
  /books/{isbn}:
    get:
      operationId: getBook
      parameters:
        - {name: isbn, in: path, required: true, schema: {type: string, examples: [978-3]}}
      responses:
        '200':
          description: A book
          content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}
components:
  schemas:
    Book:
      type: object
      properties:
        isbn: {type: string, examples: [978-3]}
        translator: {type: [string, 'null']}
        kind: {const: printed-book}
        pages: {type: integer, exclusiveMinimum: 0}
webhooks:
  bookAdded:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}
      responses: {'204': {description: Thanks}}
"""


def ledger(title: str, text: str) -> Document:
    """A document of OpenAPI 3.1 with what is new in it, and two servers of others."""
    document: Document = yaml.safe_load(LEDGER)
    document["info"] |= {"title": title, "description": text}
    operation = document["paths"]["/books/{isbn}"]["get"]
    operation |= {"summary": f"Find a book {text[:60]}", "description": text}
    return document


def huge(title: str, operations: int, step: int = 0) -> Document:
    """A document with so many operations; with a `step`, each schema has all others in it."""
    schemas = {
        f"Thing{number}": {
            "type": "object",
            "properties": {
                **{
                    f"field_{each}": {"type": "string", "description": "Text"} for each in range(20)
                },
                "other": {"$ref": f"#/components/schemas/Thing{number ^ 1}"},
                "far": {"$ref": f"#/components/schemas/Thing{(number + step) % operations}"},
                "next": {"$ref": f"#/components/schemas/Thing{(number + step // 7) % operations}"},
            },
        }
        for number in range(operations)
    }
    paths = {
        f"/things/{number}": {
            "get": {
                "operationId": f"getThing{number}",
                "responses": {
                    "200": {
                        "description": "It",
                        "content": {
                            "application/json": {
                                "schema": {"$ref": f"#/components/schemas/Thing{number}"}
                            }
                        },
                    }
                },
            }
        }
        for number in range(operations)
    }
    info = {"title": title, "version": "1"}
    return {"openapi": "3.0.3", "info": info, "paths": paths, "components": {"schemas": schemas}}


def published() -> dict[str, PublishedContract]:
    """Contracts by name, as a server publishes them."""
    bare = {"openapi": "3.0.3", "info": {"title": "", "version": "1"}, "paths": {}}

    found = [
        PublishedContract("ledger", "Ledger", "/ledger", lambda: ledger("Ledger", "A **text**.")),
        PublishedContract(
            ODD_NAME, HOSTILE_TITLE, "/x", lambda: ledger(HOSTILE_TITLE, HOSTILE_TEXT)
        ),
        PublishedContract("huge", "Huge", "", lambda: huge("Huge", 500)),
        PublishedContract("tangled", "Tangled", "", lambda: huge("Tangled", 500, step=7)),
        PublishedContract("bare", "", "", lambda: bare),
    ]
    return {each.name: each for each in found}
