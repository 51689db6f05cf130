"""`Paydrill-Error` says the reason of a refusal, on one line and without what must not be sent."""

from tests.in_process import Asked, InProcess, only

CONTRACT = """
openapi: 3.1.0
info: {title: Shop, version: '1'}
paths:
  /orders:
    get:
      operationId: listOrders
      parameters:
        - name: limit
          in: query
          schema: {type: [integer, 'null'], minimum: 1, maximum: 250}
      responses: {'200': {description: Orders}, '400': {description: Unknown fields are refused}}
    post:
      operationId: createOrder
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {'204': {description: Made}}
"""


server = only(CONTRACT)


def test_it_is_one_line_of_ascii(server: InProcess) -> None:
    body = '{"a\\nß": 1, "a\\nß": 2}'.encode()
    json = (("Content-Type", "application/json"),)
    answer = server.ask(Asked("POST", "/orders", headers=json, body=body))
    assert answer.headers["paydrill-error"] == "The body has the key 'a\\n?' twice in one object."


def test_it_has_no_card_number(server: InProcess) -> None:
    answer = server.ask(Asked("GET", "/orders?4111111111111111=1"))
    assert answer.status == 400
    assert "4111111111111111" not in f"{answer.headers}{answer.body!r}"
    answer = server.ask(Asked("GET", "/orders?4111%0A1111%0A1111%0A1111=1"))
    assert "1111 1111" not in answer.headers["paydrill-error"]


def test_it_tells_of_a_bound_where_null_is_allowed_too(server: InProcess) -> None:
    answer = server.ask(Asked("GET", "/orders?limit=9999"))
    assert answer.headers["paydrill-error"] == "/query/limit must be at most 250."
    answer = server.ask(Asked("GET", "/orders?limit=many"))
    assert answer.headers["paydrill-error"] == "/query/limit must be an integer."


def test_it_names_an_operation_that_is_served(server: InProcess) -> None:
    answer = server.ask(Asked("GET", "/_control/requests?operation=nothing"))
    assert answer.headers["paydrill-error"] == (
        "/query/operation must be an operation of a contract, such as createOrder."
    )
