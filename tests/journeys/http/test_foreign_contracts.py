"""A contract that is not ours, served alone: its paths, its errors, its keys, and what we add."""

import pytest

from tests.in_process import Asked, InProcess, only

CONTRACT = """
openapi: 3.1.0
info: {title: Shop, version: 1.0.0}
paths:
  /:
    get:
      operationId: root
      responses:
        '200': {description: Fine., content: {text/plain: {example: theirs}}}
  /health:
    get: {operationId: health, responses: {'204': {description: Fine.}}}
  /stripe-like:
    get:
      operationId: stripe_like
      parameters: [{name: limit, in: query, schema: {type: integer, maximum: 10}}]
      responses:
        '200': {description: Fine., content: {application/json: {schema: {type: object}}}}
        default:
          description: Wrong.
          content:
            application/json:
              schema:
                type: object
                required: [error]
                additionalProperties: false
                properties:
                  error:
                    type: object
                    required: [type]
                    properties:
                      type: {type: string, enum: [invalid_request_error]}
                      message: {type: string}
  /fastapi-like:
    get:
      operationId: fastapi_like
      parameters: [{name: limit, in: query, schema: {type: integer, maximum: 10}}]
      responses:
        '200': {description: Fine., content: {application/json: {schema: {type: object}}}}
        '422':
          description: Wrong.
          content:
            application/json:
              schema:
                type: object
                required: [detail]
                properties:
                  detail:
                    type: array
                    minItems: 1
                    items:
                      type: object
                      required: [loc, msg, type]
                      properties:
                        loc: {type: array, items: {type: [string, integer]}}
                        msg: {type: string}
                        type: {type: string}
  /xml-like:
    get:
      operationId: xml_like
      parameters: [{name: limit, in: query, schema: {type: integer, maximum: 10}}]
      responses:
        '200': {description: Fine.}
        4XX:
          description: Wrong.
          content:
            application/xml:
              schema:
                type: object
                xml: {name: Fault}
                required: [message]
                properties: {message: {type: string}}
  /undocumented:
    get:
      operationId: undocumented
      parameters: [{name: limit, in: query, required: true, schema: {type: integer, maximum: 10}}]
      responses: {'200': {description: Fine.}, '400': {description: Wrong.}}
  /orders:
    post:
      operationId: make_order
      parameters: [{name: Idempotency-Key, in: header, schema: {type: string}}]
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses:
        '201':
          description: Made.
          content: {application/hal+json: {schema: {$ref: '#/components/schemas/Made'}}}
        '422':
          description: Another.
          content: {application/json: {schema: {$ref: '#/components/schemas/Wrong'}}}
  /invoices:
    post:
      operationId: make_invoice
      parameters: [{name: Idempotency-Key, in: header, schema: {type: string}}]
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses:
        '200':
          description: Made.
          content: {application/xml: {schema: {$ref: '#/components/schemas/Made'}}}
  /own-status:
    get:
      operationId: own_status
      parameters: [{name: limit, in: query, schema: {type: integer}}]
      responses:
        '200': {description: Fine.}
        '404': {description: Not there.}
        '480': {description: Wrong., content: {text/plain: {schema: {type: string}}}}
  /own-status/empty:
    get:
      operationId: own_status_empty
      parameters: [{name: limit, in: query, schema: {type: integer}}]
      responses: {'200': {description: Fine.}, '480': {description: Wrong.}}
  /own-status/problem:
    get:
      operationId: own_status_problem
      parameters: [{name: limit, in: query, schema: {type: integer}}]
      responses:
        '200': {description: Fine.}
        '480': {description: Wrong., content: {application/problem+json: {schema: {type: object}}}}
  /any-body:
    post:
      operationId: any_body
      requestBody: {content: {'*': {schema: {type: object}}}}
      responses:
        '201':
          description: Made.
          links: {self: {operationId: own_status, parameters: null}}
  /odd-body:
    post:
      operationId: odd_body
      requestBody: {content: {json: {schema: {type: object}}}}
      responses: {'204': {description: Fine.}}
  /pages/{page}{suffix}:
    get:
      operationId: page
      parameters:
        - {name: page, in: path, required: true, schema: {type: string}}
        - {name: suffix, in: path, required: true, schema: {type: string, enum: [.json, .xml]}}
      responses: {'204': {description: Fine.}}
  /broken:
    get:
      operationId: broken
      responses: {'200': {$ref: '#/components/responses/Nowhere'}}
components:
  schemas:
    Made: {type: object, required: [id], properties: {id: {type: string}}}
    Wrong: {type: object, required: [message], properties: {message: {type: string}}}
"""


server = only(CONTRACT)


def get(path: str) -> Asked:
    return Asked("GET", path)


def post(path: str, body: bytes, *headers: tuple[str, str]) -> Asked:
    lines = (("Content-Type", "application/json"), *headers)
    return Asked("POST", path, headers=lines, body=body)


def test_its_paths_go_before_ours_which_are_always_below_control(server: InProcess) -> None:
    assert server.ask(get("/")).body == b"theirs"
    assert server.ask(get("/health")).status == 204
    for path in ("/_control/health", "/_control/ready", "/_control/metrics", "/_control/docs"):
        assert server.ask(get(path)).status == 200, path
    for path in ("/ready", "/metrics", "/docs"):
        assert server.ask(get(path)).status == 200, path


SENTENCE = "/query/limit must be an integer."
DETAIL = "limit must be an integer."


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/stripe-like", 400, {"error": {"type": "invalid_request_error", "message": DETAIL}}),
        ("/undocumented", 400, None),
    ],
)
def test_a_refusal_is_that_of_the_contract(
    server: InProcess, path: str, status: int, body: object
) -> None:
    answer = server.ask(get(f"{path}?limit=x"))
    assert answer.status == status
    assert answer.headers.get("paydrill-error") == SENTENCE
    if body is None:  # the contract says nothing of the body: ours says most
        assert answer.headers.get("content-type") == "application/problem+json"
        assert answer.json()["errors"] == [
            {"pointer": "/query/limit", "message": "must be an integer."}
        ]
    else:
        assert answer.json() == body


def test_where_only_422_is_documented_that_is_the_refusal(server: InProcess) -> None:
    answer = server.ask(get("/fastapi-like?limit=x"))
    assert answer.status == 422
    assert answer.json()["detail"][0]["msg"] == DETAIL


def test_a_status_of_its_own_is_that_of_what_is_invalid(server: InProcess) -> None:
    answer = server.ask(get("/own-status?limit=x"))
    assert (answer.status, answer.body) == (480, DETAIL.encode())
    for path in ("/own-status/empty", "/own-status/problem"):
        answer = server.ask(get(f"{path}?limit=x"))
        assert (answer.status, answer.json()["title"]) == (480, "Bad Request")


def test_media_types_that_are_none_stop_nothing(server: InProcess) -> None:
    assert server.ask(post("/any-body", b'{"a": 1}')).status == 201
    assert server.ask(post("/odd-body", b'{"a": 1}')).status == 415


def test_parameters_side_by_side_are_told_apart_by_their_values(server: InProcess) -> None:
    assert server.ask(get("/pages/a.b.json")).status == 204
    assert server.ask(get("/pages/a.txt")).status == 404


def test_a_refusal_can_be_xml(server: InProcess) -> None:
    answer = server.ask(get("/xml-like?limit=x"))
    assert (answer.status, answer.headers.get("content-type")) == (400, "application/xml")
    assert answer.body.startswith(b"<")
    assert DETAIL.encode() in answer.body


def test_a_key_belongs_to_one_operation(server: InProcess) -> None:
    key = ("Idempotency-Key", "k-1")
    made = server.ask(post("/orders", b'{"a": 1}', key))
    again = server.ask(post("/orders", b'{"a": 1}', key))
    other = server.ask(post("/invoices", b'{"a": 1}', key))
    assert (made.status, again.status, other.status) == (201, 201, 200)
    assert made.body == again.body
    assert again.headers.get("content-type") == "application/hal+json"
    assert (
        made.headers.get("idempotency-replayed"),
        again.headers.get("idempotency-replayed"),
    ) == (
        None,
        "true",
    )
    assert other.headers.get("idempotency-replayed") is None
    assert server.ask(post("/invoices", b'{"a": 1}', key)).body == other.body
    refused = server.ask(post("/orders", b'{"a": 2}', key))
    assert (refused.status, [*refused.json()]) == (422, ["message"])


def test_what_is_broken_in_the_contract_is_a_501_that_says_so(server: InProcess) -> None:
    answer = server.ask(get("/broken"))
    assert answer.status == 501
    assert "Nowhere" in answer.json()["detail"]


def test_the_contract_and_its_findings_are_shown(server: InProcess) -> None:
    listed = server.ask(get("/_control/contracts")).json()["contracts"]
    assert [each["name"] for each in listed] == ["shop", "control", "service"]
    shop = server.ask(get("/_control/contracts/shop")).json()
    by = {each["operation_id"]: each["answered_by"] for each in shop["operations"]}
    assert (by["root"], by["make_order"], by["broken"]) == ("example", "sample", "nothing")
    [finding] = [each for each in shop["findings"] if each["code"] == "missing-reference"]
    assert (finding["file"], finding["line"]) == ("shop.yaml", 141)
    control = server.ask(get("/_control/contracts/control")).json()
    assert {each["answered_by"] for each in control["operations"]} == {"handler"}
    unknown = server.ask(get("/_control/contracts/shpo"))
    assert unknown.status == 400
    [error] = unknown.json()["errors"]
    assert error["message"] == "must be one of control, service, shop (did you mean shop?)."


def test_a_token_is_issued_for_any_grant_and_means_the_sandbox(server: InProcess) -> None:
    form = (("Content-Type", "application/x-www-form-urlencoded"),)
    body = b"grant_type=client_credentials&scope=a+b&audience=x"
    asked = Asked("POST", "/~blue/_control/oauth/shop/token", headers=form, body=body)
    assert server.ask(asked).json() == {
        "access_token": "sk_test_blue",
        "token_type": "Bearer",
        "expires_in": 3600,
        "scope": "a b",
    }
    clock = Asked("GET", "/_control/clock", headers=(("Authorization", "Bearer sk_test_blue"),))
    assert server.ask(clock).json()["sandbox"] == "blue"
