"""A contract of others with a team's own handlers, which change what its stand-ins make."""

from pathlib import Path

CONTRACT = """
openapi: 3.0.3
info: {title: Shop, version: 1.0.0}
paths:
  /orders:
    post:
      operationId: createOrder
      parameters: [{name: Idempotency-Key, in: header, schema: {type: string}}]
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/New'}}}
      responses:
        '201':
          description: Made.
          headers: {X-Review: {schema: {type: string}}}
          content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
        '402':
          description: Refused.
          content: {application/problem+json: {schema: {type: object, required: [why]}}}
    get:
      operationId: orders/list
      parameters: [{name: stand_in, in: query, schema: {type: string}}]
      responses:
        '200':
          description: Fine.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Order'}}
  /orders/{orderId}:
    parameters: [{name: orderId, in: path, required: true, schema: {type: string}}]
    get:
      operationId: get-order
      responses:
        '200':
          description: Fine.
          content:
            application/json; charset=utf-8: {schema: {$ref: '#/components/schemas/Order'}}
            application/xml: {schema: {$ref: '#/components/schemas/Order'}}
        '404':
          description: There is none.
          content: {application/json: {schema: {type: object, properties: {why: {type: string}}}}}
    delete:
      operationId: DeleteOrder
      responses: {'204': {description: Gone.}}
  /prices:
    get:
      operationId: prices
      responses:
        '200':
          description: Any.
          content: {'*/*': {schema: {type: object, properties: {a: {type: integer}}}}}
  /broken:
    get:
      operationId: broken
      responses:
        '200': {description: Fine., content: {application/json: {schema: {type: integer}}}}
  /forgetful:
    get:
      operationId: forgetful
      responses:
        '200': {description: Fine., content: {application/json: {schema: {type: object}}}}
  /failing:
    get:
      operationId: failing
      responses:
        '200': {description: Fine., content: {application/json: {schema: {type: object}}}}
        default:
          description: Not fine.
          content: {application/json: {schema: {$ref: '#/components/schemas/Wrong'}}}
components:
  schemas:
    Wrong:
      type: object
      required: [error]
      properties:
        error: {type: object, required: [message], properties: {message: {type: string}}}
    New: {type: object, required: [amount], properties: {amount: {type: integer}}}
    Order:
      type: object
      required: [id, amount, status]
      properties:
        id: {type: string}
        amount: {type: integer}
        status: {type: string, enum: [open, review]}
"""
SHOP = """
from paydrill.errors import NotFound
from .rules import LIMIT


def create_order(sandbox, body, stand_in):
    if body["amount"] < 0:
        return {"why": "less than nothing"}, 402, "application/problem+json"
    made = stand_in()
    if made.body["amount"] > LIMIT:
        made.body["status"] = "review"
        made.headers["X-Review"] = "by hand"
    return made


def get_order(sandbox, orderId, stand_in):
    try:
        answer = stand_in()
    except NotFound as error:
        return {"why": str(error)}, 404, "application/json"
    return answer if isinstance(answer.body, bytes) else (answer.body, 200)


def delete_order(sandbox, stand_in, **parameters):
    return stand_in()._replace(headers={"X-Gone": parameters["orderId"]})


def prices(sandbox):
    return {"a": 1}, 200


def broken(sandbox):
    return "no number", 200


def forgetful(sandbox):
    return {"its": "status", "is": "forgotten"}


def failing(sandbox):
    raise ValueError("a secret")
"""


def write(folder: Path) -> tuple[Path, Path]:
    """Write both; return the contract's file and the folder of handlers."""
    handlers = folder / "mine"
    handlers.mkdir()
    (handlers / "shop.py").write_text(SHOP, encoding="utf-8")
    (handlers / "rules.py").write_text("LIMIT = 1000\n", encoding="utf-8")
    (folder / "shop.yaml").write_text(CONTRACT, encoding="utf-8")
    return folder / "shop.yaml", handlers
