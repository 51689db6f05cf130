"""Documents that are fine, and values that seldom stand where they are put."""

from pathlib import Path
from typing import Any

from paydrill.openapi.reading import parse, read_bytes

ROOT = Path(__file__).parents[3]
ODD: list[Any] = [None, 1, 1.5, "", "x", True, [], {}, [1], ["x"], {"a": 1}, [{}], "true", -1]
ODD += [{"$ref": each} for each in ("#/nowhere", 1, "#", "", "#/components", "lost.yaml")]
OLD = """swagger: '2.0'
info: {title: A, version: '1'}
basePath: /v2
consumes: [application/json]
securityDefinitions: {basic: {type: basic}}
parameters: {Pet: {name: pet, in: body, schema: {$ref: '#/definitions/Pet'}}}
responses: {Lost: {description: Lost., schema: {$ref: '#/definitions/Pet'}}}
definitions: {Pet: {type: object, properties: {name: {type: string, default: x}}}}
paths:
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, type: string}]
    put:
      security: [{basic: []}]
      parameters: [{$ref: '#/parameters/Pet'}]
      responses: {200: {description: d, examples: {a/b: c}}, 404: {$ref: '#/responses/Lost'}}
    post:
      parameters: [{name: a, in: formData, type: array, items: {type: string}}]
      responses: {204: {description: d, headers: {X-A: {type: integer}}}}
"""


def whole(text: bytes) -> Any:
    return parse(text, is_json=False, twice=lambda *_: None)


DOCUMENTS = [whole(OLD.encode()), whole(read_bytes(ROOT / "openapi" / "pix.yaml"))]
