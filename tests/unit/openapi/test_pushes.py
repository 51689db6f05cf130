"""What a contract pushes is found wherever it says so, in every version that can."""

from pathlib import Path

from paydrill.openapi.documents import ContractFile, load_contracts
from paydrill.openapi.pushes import Push, pushes_of

SHOP = """
openapi: 3.0.3
info: {title: Shop, version: "1"}
paths:
  /orders:
    post:
      operationId: createOrder
      responses: {'201': {description: Made.}}
      callbacks:
        onMade: {$ref: '#/components/callbacks/Made'}
        onSeveral:
          x-note: {post: {}}
          '{$request.body#/a}':
            get: {responses: {'200': {description: Thanks.}}}
            post: {requestBody: {$ref: '#/components/requestBodies/Order'}, responses: {}}
          '{$request.body#/b}':
            put: {requestBody: {$ref: '#/components/requestBodies/Order'}, responses: {}}
components:
  requestBodies:
    Order:
      content: {application/json: {schema: {type: object, nullable: true}}}
  callbacks:
    Made:
      '$request.query.url': {post: {responses: {}}}
"""

HOOKS = """
openapi: 3.1.0
info: {title: Hooks, version: "1"}
webhooks:
  one: {$ref: '#/components/pathItems/Hook'}
  two: {$ref: '#/components/pathItems/Hook'}
  none: {description: Nothing is sent.}
components:
  pathItems:
    Hook: {post: {responses: {'200': {description: Thanks.}}}}
"""


def pushes(folder: Path, text: str) -> list[Push]:
    """The pushes of a contract."""
    file = folder / "shop.yaml"
    file.write_text(text, encoding="utf-8")
    [contract] = load_contracts((), [ContractFile(file)])
    return list(pushes_of(contract))


def test_callbacks_belong_to_their_operation(tmp_path: Path):
    found = pushes(tmp_path, SHOP)
    told = [(each.name, each.expression, each.operation.method, each.cause) for each in found]
    assert told == [
        ("onMade", "$request.query.url", "post", "createOrder"),
        ("onSeveral", "{$request.body#/a}", "post", "createOrder"),
        ("onSeveral", "{$request.body#/b}", "put", "createOrder"),
    ]
    assert len({each.place for each in found}) == len(found)
    assert list(found[1].operation.body_content) == ["application/json"]


def test_webhooks_belong_to_none(tmp_path: Path):
    found = pushes(tmp_path, HOOKS)
    assert [(each.name, each.expression, each.cause) for each in found] == [
        ("one", "", ""),
        ("two", "", ""),
    ]
