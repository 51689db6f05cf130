"""A contract without handlers: each of its operations is answered by a stand-in, over HTTP."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from paydrill.shipped import CONTRACTS
from tests.raw_http import Answer, Connection, connection, get, post, request
from tests.server_process import IN_MEMORY, running

CONTRACT = """
openapi: 3.0.3
info: {title: Shop, version: 1.0.0}
servers: [{url: /shop}]
paths:
  /orders/{order_id}:
    parameters: [{name: order_id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: shop.get_order
      responses:
        '201': {description: Wrong one., content: {application/json: {example: {wrong: true}}}}
        '200':
          description: Fine.
          headers:
            X-Rate: {required: true, schema: {type: integer, minimum: 1, maximum: 9}}
            ETag: {schema: {type: string}, example: '"abc"'}
            Content-Type: {required: true, schema: {type: integer}}
            X-Json: {required: true, content: {application/json: {schema: {type: object}}}}
          content:
            application/json: {schema: {$ref: '#/components/schemas/Order'}}
            application/xml: {schema: {$ref: '#/components/schemas/Order'}}
        '422':
          description: Wrong.
          content:
            application/json:
              examples: {first: {value: {message: one}}, expired: {value: {message: two}}}
    delete: {operationId: shop.delete_order, responses: {'204': {description: Gone.}}}
  /orders:
    get:
      operationId: shop.list_orders
      parameters: [{name: limit, in: query, schema: {type: integer}}]
      responses:
        '200':
          description: Fine.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Order'}}
    post:
      operationId: shop.create_order
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses:
        '201':
          description: Made.
          content:
            application/json; charset=utf-8: {schema: {$ref: '#/components/schemas/Order'}}
  /notes:
    post:
      operationId: shop.note
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses:
        '200':
          description: Noted.
          content: {application/json: {schema: {$ref: '#/components/schemas/Noted'}}}
  /picture:
    get:
      operationId: shop.picture
      responses: {'200': {description: P., content: {'image/*': {}}}}
  /later: {post: {operationId: shop.later, responses: {'202': {description: Taken.}}}}
  /moved:
    get:
      operationId: shop.moved
      responses: {'302': {description: M., headers: {Location: {schema: {type: string}}}}}
  /only:
    get:
      operationId: shop.only_default
      responses: {default: {description: D., content: {'*/*': {example: {a: 1}}}}}
  /forbidden:
    get: {operationId: shop.forbidden, responses: {'403': {description: Never.}}}
  /never:
    get:
      operationId: shop.never
      responses:
        '200':
          description: Impossible.
          content:
            application/json: {schema: {$ref: '#/components/schemas/Never'}}
components:
  schemas:
    Noted:
      type: object
      required: [note]
      properties: {note: {type: object, additionalProperties: {type: string}}}
    Never: {type: string, minLength: 5, maxLength: 3}
    Order:
      type: object
      required: [id, amount, email, created_at]
      properties:
        id: {type: string}
        amount: {type: integer}
        email: {type: string, format: email}
        created_at: {type: string, format: date-time}
"""

STATELESS = ("--unknown-ids", "sample")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("stand-ins") / "openapi"
    shutil.copytree(CONTRACTS, made)
    (made / "shop.yaml").write_text(CONTRACT, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def line(folder: Path) -> Iterator[Connection]:
    with (
        running(*IN_MEMORY, "--contracts", str(folder), *STATELESS) as server,
        connection(server.url) as connected,
    ):
        yield connected
        assert "Traceback" not in server.log()


def order(line: Connection, *headers: str) -> Answer:
    return line.asks(get("/shop/orders/o_77", *headers))


def test_the_lowest_success_is_answered_with_its_headers(line: Connection):
    answer = order(line)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert answer.json()["id"] == "o_77"
    assert answer.headers["x-rate"] in set("123456789")
    assert answer.headers["etag"] == '"abc"'
    assert answer.headers["x-json"].startswith("{")


def test_values_of_the_request_come_back(line: Connection):
    answer = line.asks(post("/shop/orders", b'{"amount": 1250, "email": "ada@example.org"}'))
    assert answer.status == 201
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert (answer.json()["amount"], answer.json()["email"]) == (1250, "ada@example.org")
    assert len(line.asks(get("/~untouched/shop/orders")).json()) == 3
    assert len(line.asks(get("/~untouched/shop/orders?limit=2")).json()) == 2


def test_an_answer_does_not_depend_on_those_before(line: Connection):
    for sent in (b'{"note": {"a": "1", "b": "2"}}', b'{"note": {"b": "2", "a": "1"}}') * 2:
        note = line.asks(post("/shop/notes", sent)).json()["note"]
        assert list(note.items()) == list(json.loads(sent)["note"].items())


def test_prefer_chooses_the_response(line: Connection):
    answer = order(line, "Prefer: code=422, example=expired")
    assert (answer.status, answer.json()) == (422, {"message": "two"})
    assert answer.headers["preference-applied"] == 'code=422, example="expired"'
    for unknown in ("code=409", "code=999", "code=abc", "code=-1", "example=nope"):
        refused = order(line, f"Prefer: {unknown}")
        assert refused.status == 422  # its contract documents no 400
        assert "documented are: " in refused.json()["message"]
    refused = order(line, "Prefer: code=abc")
    assert "asks for the status 'abc'; documented are: 201, 200, 422" in refused.json()["message"]


def test_accept_chooses_the_media_type(line: Connection):
    as_xml = order(line, "Accept: application/xml")
    assert as_xml.headers["content-type"] == "application/xml"
    assert b"<Order><id>o_77</id>" in as_xml.body
    refused = order(line, "Accept: image/png")
    assert (refused.status, refused.json()["code"]) == (406, "not_acceptable")
    picture = line.asks(get("/shop/picture", "Accept: image/gif"))
    assert (picture.headers["content-type"], picture.body[:4]) == ("image/gif", b"GIF8")


def test_responses_without_content_have_no_body(line: Connection):
    for raw, status in (
        (request("DELETE", "/shop/orders/1"), 204),
        (post("/shop/later", b""), 202),
        (get("/shop/forbidden"), 403),
        (get("/shop/moved"), 302),
    ):
        answer = line.asks(raw)
        assert (answer.status, answer.body) == (status, b"")
    assert answer.headers["location"].startswith("http://")


def test_a_default_answers_where_nothing_else_is_documented(line: Connection):
    answer = line.asks(get("/shop/only"))
    assert (answer.status, answer.json()) == (200, {"a": 1})


def test_a_schema_that_no_body_fits_is_named(line: Connection):
    answer = line.asks(get("/shop/never"))
    assert (answer.status, answer.json()["code"]) == (501, "no_valid_answer")
    assert "#/components/schemas/Never" in answer.json()["detail"]


def test_the_same_request_has_the_same_answer_after_a_restart(folder: Path):
    frozen = request(
        "PUT",
        "/_control/clock",
        "Content-Type: application/json",
        body=b'{"now": "2026-05-01T12:00:00Z", "frozen": true}',
    )
    bodies = []
    for seed in ("1", "1", "2"):
        with (
            running(
                *IN_MEMORY, "--contracts", str(folder), "--seed", seed, *STATELESS, afresh=True
            ) as server,
            connection(server.url) as connected,
        ):
            connected.asks(frozen)
            bodies.append(order(connected).body)
    assert bodies[0] == bodies[1] != bodies[2]
