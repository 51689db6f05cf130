"""Contracts and requests that are hard on a stand-in: nothing leaks, and nothing is a 500."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.in_process import Answered, Asked, InProcess, as_json, only

CONTRACT = """
openapi: 3.1.0
info: {title: Shop, version: 1.0.0}
paths:
  /users:
    post:
      operationId: sign_up
      requestBody:
        content: &user {application/json: {schema: {$ref: '#/components/schemas/User'}}}
      responses: {'201': {description: Made., content: *user}}
  /examples:
    get:
      operationId: example_of_a_user
      responses:
        '200':
          description: Fine.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/User'}
              example: {name: Ada, password: hunter2, friends: [{name: Bo, password: hunter2}]}
  /cards:
    post:
      operationId: add_card
      requestBody:
        content: &card {application/json: {schema: {$ref: '#/components/schemas/Card'}}}
      responses: {'201': {description: Made., content: *card}}
  /shops/{shop-id}/{class}/orders:
    parameters:
      - {name: shop-id, in: path, required: true, schema: {type: string}}
      - {name: class, in: path, required: true, schema: {type: string}}
    post:
      operationId: order
      responses: {'201': &made {
        description: Made.,
        headers: {Location: {required: true, schema: {type: string}}},
        content: {application/json: {schema: {
          type: object, required: [id, shop-id], properties: {
            id: {type: string, example: o/1}, shop-id: {type: string}}}}}}}
  /linked/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {operationId: linked, responses: {'200': {description: Fine.}}}
    put:
      operationId: put_linked
      responses:
        '201': {<<: *made, links: {self: {operationId: linked, parameters: {id: $request.query.x}}}}
  /linked:
    post:
      operationId: link
      responses:
        '201':
          <<: *made
          links: {a: {operationId: linked, parameters: {id: $response.body#/id}}}
  /own-location/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    post:
      operationId: own_location
      responses:
        '201': {<<: *made, headers: {Location: {schema: {type: string}, example: /there}}}
  /strict-location/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    post:
      operationId: strict_location
      responses:
        '201': {<<: *made, headers: {Location: {schema: {type: string, pattern: '^/strict'}}}}
  /names:
    get:
      operationId: names
      parameters:
        - {name: self, in: query, schema: {type: string}}
        - {name: 'page[size]', in: query, schema: {type: integer}}
      responses:
        '200': {description: F., content: {application/json: {schema: {type: array, items: {}}}}}
  /preferences:
    get:
      operationId: preferences
      responses:
        '200':
          description: Fine.
          content:
            application/json:
              examples: {'say "hi" \\': {value: {a: 1}}, "a\\tb": {value: {a: 2}}}
        '204': {description: Nothing.}
        default: {description: Any.}
  /payments:
    post:
      operationId: pay
      parameters: [{name: Idempotency-Key, in: header, schema: {type: string}}]
      responses:
        '200':
          description: Fine.
          content:
            application/json:
              schema: {properties: {at: {type: string, format: date-time}}}
              examples: {one: {value: {n: 1}}, two: {value: {n: 2}}}
        '202': {description: Taken., content: {image/png: {}}}
        '404': {description: Never.}
  /refusals:
    get:
      operationId: refusals
      parameters: [{name: limit, in: query, required: true, schema: {type: integer}}]
      responses:
        '400':
          description: Wrong.
          content:
            application/json:
              schema:
                required: [error]
                additionalProperties: false
                properties:
                  error:
                    oneOf: [{$ref: '#/components/schemas/Wrong'}, {type: integer}]
              example: {error: 5}
  /media/multipart:
    get: {operationId: parts, responses: {'200': {description: M., content: {multipart/*: {}}}}}
  /media/font:
    get: {operationId: font, responses: {'200': {description: F., content: {font/*: {}}}}}
  /media/word:
    get: {operationId: word, responses: {'200': {description: W., content: {json: {}}}}}
  /media/any:
    get:
      operationId: any
      responses: {'200': {description: A., content: {'*': &any {example: {a: 1}}}}}
  /media/application:
    get: {operationId: apps, responses: {'200': {description: A., content: {application/*: *any}}}}
components:
  schemas:
    Wrong:
      type: object
      required: [inner]
      properties: {inner: {type: object, properties: {message: {type: string}}}}
    User:
      type: object
      required: [name, password]
      properties:
        name: {type: string}
        password: {type: string, writeOnly: true}
        friends: {type: array, items: {$ref: '#/components/schemas/User'}}
    Card:
      type: object
      required: [number, cvc, holder]
      properties:
        number: {type: [integer, string, number]}
        cvc: {type: string}
        holder: {type: string}
        optional_secret: {type: string}
"""
CARD = 4111111111111111


server = only(CONTRACT, unknown_ids="sample")


def ask(server: InProcess, method: str, target: str, **headers: str) -> Answered:
    lines = ((name.replace("_", "-"), value) for name, value in headers.items())
    return server.ask(Asked(method, target, headers=tuple(lines)))


def test_fields_that_only_requests_have_are_not_sent_back(server: InProcess) -> None:
    sent = {"name": "Ada", "password": "hunter2", "friends": [{"name": "B", "password": "s3cret"}]}
    answer = server.ask(as_json("POST", "/users", sent))
    assert answer.json() == {"name": "Ada", "friends": [{"name": "B"}]}
    shown = ask(server, "GET", "/examples").json()
    assert shown == {"name": "Ada", "friends": [{"name": "Bo"}]}


@pytest.mark.parametrize("number", [CARD, str(CARD), float(CARD), "4111 1111 1111 1111"])
def test_cards_are_not_sent_back(server: InProcess, number: Any) -> None:
    sent = {"number": number, "cvc": "123", "holder": "Ada", "optional_secret": "hunter2"}
    answer = server.ask(as_json("POST", "/cards", sent))
    found = answer.json()
    assert (answer.status, found["holder"]) == (201, "Ada")
    assert found["number"] != number
    assert found["cvc"] != "123"
    assert "optional_secret" not in found


HOST = "http://localhost"


@pytest.mark.parametrize(
    ("method", "path", "location"),
    [
        ("POST", "/shops/s_1/a/orders", f"{HOST}/shops/s_1/a/orders/{{id}}"),
        ("POST", "/shops/a%0Ab/%C3%BC/orders", f"{HOST}/shops/a%0Ab/%C3%BC/orders/{{id}}"),
        (
            "POST",
            "/shops/%E6%B1%89/a%2Fb%3F/orders",
            f"{HOST}/shops/%E6%B1%89/a%2Fb%3F/orders/{{id}}",
        ),
        ("POST", "/linked", f"{HOST}/linked/{{id}}"),
        ("PUT", "/linked/7", f"{HOST}/linked/7"),
        ("POST", "/own-location/7", "/there"),
        ("POST", "/strict-location/o_7", "/strict-location/o_7/o_7"),
    ],
)
def test_a_location_leads_to_what_was_made(
    server: InProcess, method: str, path: str, location: str
) -> None:
    answer = ask(server, method, path)
    made = quote(answer.json()["id"], safe="") if "{id}" in location else ""
    assert (answer.status, answer.headers["location"]) == (201, location.format(id=made))


def test_parameters_are_known_by_the_names_of_the_contract(server: InProcess) -> None:
    assert ask(server, "POST", "/shops/s_1/a/orders").json()["shop-id"] == "s_1"
    assert ask(server, "GET", "/names?self=me").status == 200
    assert len(ask(server, "GET", "/names?page%5Bsize%5D=2").json()) == 2


@pytest.mark.parametrize("path", [f"/shops/{CARD}/a/orders", f"/own-location/{CARD}"])
def test_a_card_number_in_the_path_goes_no_further(server: InProcess, path: str) -> None:
    answer = ask(server, "POST", path)
    assert answer.status == 201
    assert str(CARD) not in f"{answer.headers}{answer.body!r}"


@pytest.mark.parametrize(
    ("prefer", "status", "applied"),
    [
        ("code=409", 409, "code=409"),
        ("code=100", 400, None),
        ("code=600", 400, None),
        ("code=999", 400, None),
        ("code=000", 400, None),
        ("code=abc", 400, None),
        ('example="say \\"hi\\" \\\\"', 200, 'example="say \\"hi\\" \\\\"'),
        ('example="a\tb"', 200, None),
        ('code=204, example="a\xa0b"', 204, "code=204"),
        (f"code=204, example={CARD}, dynamic", 204, "code=204"),
        ('dynamic=true, example="a\tb"', 200, "dynamic=true"),
    ],
)
def test_only_what_was_applied_is_said_to_be(
    server: InProcess, prefer: str, status: int, applied: str | None
) -> None:
    answer = ask(server, "GET", "/preferences", Prefer=prefer)
    assert (answer.status, answer.headers.get("preference-applied")) == (status, applied)


@pytest.mark.parametrize("first", ["example=two", "code=202", "dynamic=true"])
@pytest.mark.parametrize("then", ["", "example=one", "code=404"])
def test_a_replay_is_the_first_response(server: InProcess, first: str, then: str) -> None:
    key = f"{first}/{then}"
    made = ask(server, "POST", "/payments", Idempotency_Key=key, Prefer=first)
    server.ask(as_json("POST", "/_control/clock/advance", {"by": "3h"}))
    again = ask(server, "POST", "/payments", Idempotency_Key=key, Prefer=then, Host="elsewhere")
    assert again.headers.pop("idempotency-replayed") == "true"
    for answer in (made, again):
        del answer.headers["x-request-id"]
    assert again == made


def test_an_error_is_not_replayed(server: InProcess) -> None:
    assert ask(server, "POST", "/payments", Idempotency_Key="e", Prefer="code=404").status == 404
    again = ask(server, "POST", "/payments", Idempotency_Key="e")
    assert (again.status, "idempotency-replayed" in again.headers) == (200, False)


def test_a_refusal_whose_example_has_another_shape(server: InProcess) -> None:
    answer = ask(server, "GET", "/refusals?limit=x")
    assert answer.status == 400
    assert answer.json()["error"]["inner"]["message"]


@pytest.mark.parametrize(
    ("kind", "accept", "status", "media_type"),
    [
        ("multipart", "*/*", 200, "multipart/mixed"),
        ("word", "*/*", 501, "application/problem+json"),
        ("font", "*/*", 200, "font/woff2"),
        ("any", "*/*", 200, "application/json"),
        ("any", "application/pdf", 406, "application/problem+json"),
        ("application", "application/xml", 200, "application/xml"),
        ("application", "application/pdf", 406, "application/problem+json"),
    ],
)
def test_the_media_type_is_one_that_can_be_sent(
    server: InProcess, kind: str, accept: str, status: int, media_type: str
) -> None:
    answer = ask(server, "GET", f"/media/{kind}", Accept=accept)
    assert (answer.status, answer.media_type) == (status, media_type)
