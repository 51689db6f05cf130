"""What stood in the way of real contracts, in a contract of ours: it is served all the same."""

import pytest

from tests.in_process import Answered, Asked, InProcess, as_json, only

CONTRACT = """
openapi: 3.0.3
info: {title: Obstacles, version: 1.0, description: no}
servers:
  - {url: 'https://{region}.x/{base}', variables: {region: {default: eu}, base: {default: v2}}}
security: [{scoped: [read, write]}]
paths:
  x-shared: {get: 1}
  /scoped: {get: {operationId: webhooks, responses: &none {204: {description: d}}}}
  /oidc: {get: {operationId: json, security: [{oidc: [x]}], responses: *none}}
  /digest: {get: {operationId: os.path, security: [{digest: []}], responses: *none}}
  /both: {get: {operationId: cards, security: [{key: [], scoped: []}], responses: *none}}
  /either: {get: {operationId: sys, security: [{key: []}, {scoped: []}], responses: *none}}
  /optional: {get: {operationId: re, security: [{}, {key: []}], responses: *none}}
  /empty:
    get: {operationId: empty, security: [], responses: *none}
    post: {operationId: taken, security: [], responses: {202: {description: d}}}
  /media:
    get:
      operationId: media
      security: []
      responses:
        '201': {description: c, content: {application/json: {example: {created: true}}}}
        '204': {description: n}
        '200':
          description: d
          content:
            application/json: {example: {a: 1}}
            text/csv: {example: 'x,y'}
            application/xml: {example: {a: {b: 1}, l: [1, 2]}}
            text/markdown: {example: {a: 1}}
  /anything:
    get:
      operationId: anything
      security: []
      responses: {200: {description: d, content: {'*/*': {example: {z: 1}}}}}
  /headers:
    get:
      operationId: headers
      security: []
      responses:
        200:
          description: d
          headers:
            X-Example: {schema: {type: string}, example: hello}
            X-Made: {required: true, schema: {type: integer}}
            X-List: {schema: {type: array, items: {type: integer}}, example: [1, 2]}
            X-Bare: {required: true}
            Content-Type: {required: true, schema: {type: string}, example: foo/bar}
            Content-Length: {required: true, schema: {type: integer}, example: 7}
            Transfer-Encoding: {required: true, schema: {type: string}, example: chunked}
            Connection: {required: true, schema: {type: string}, example: close}
          content: {application/json: {example: {a: 1}}}
  /numbers:
    post:
      operationId: numbers
      security: []
      requestBody: {content: {application/json: {schema: {properties: {
        n: {type: number}, i: {type: integer, format: int32}, c: {enum: [NO, 22:30, 01310]}}}}}}
      responses: {200: {description: d, content: {application/json: {
        schema: {type: object, required: [n], properties: {n: {type: number}}}}}}}
  /email:
    post:
      operationId: email
      security: []
      requestBody:
        content:
          application/json:
            schema:
              type: string
              pattern: >-
                ^(?:[\\w-.]+(?:\\.[\\w-.!#$%&'*+/=?^]+)*|"(?:[\\x21\\x23-\\x7f ]|\\\\.)*")@[a-z.-]+$
      responses: *none
components:
  securitySchemes:
    scoped: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://x.example/t',
      scopes: {read: r, write: w}}}}
    oidc: {type: openIdConnect, openIdConnectUrl: 'https://x.example/o'}
    digest: {type: http, scheme: digest}
    key: {type: apiKey, in: header, name: X-Key}
"""

server = only(CONTRACT)


def get(server: InProcess, path: str, **headers: str) -> Answered:
    lines = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return server.ask(Asked("GET", f"/v2{path}", headers=lines))


def post(server: InProcess, path: str, body: object) -> Answered:
    return server.ask(as_json("POST", f"/v2{path}", body))


BEARER = {"Authorization": "Bearer any"}


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/scoped", {}, 401),
        ("/scoped", BEARER, 204),
        ("/scoped", {"Authorization": "Bearer sk_live_123456"}, 401),
        ("/oidc", {}, 401),
        ("/oidc", BEARER, 204),
        ("/digest", BEARER, 401),
        ("/digest", {"Authorization": 'Digest username="a"'}, 204),
        ("/both", BEARER, 401),
        ("/both", {"X_Key": "k"}, 401),
        ("/both", {**BEARER, "X_Key": "k"}, 204),
        ("/either", BEARER, 204),
        ("/either", {"X_Key": "k"}, 204),
        ("/either", {}, 401),
        ("/optional", {}, 204),
    ],
)
def test_credentials_are_asked_for_by_presence_and_form(
    server: InProcess, path: str, headers: dict[str, str], status: int
):
    assert get(server, path, **headers).status == status


@pytest.mark.parametrize("path", ["/empty", "/media", "/scoped"])
def test_options_are_told_of_every_path(server: InProcess, path: str):
    answer = server.ask(Asked("OPTIONS", f"/v2{path}"))
    assert (answer.status, answer.body) == (204, b"")
    assert "GET" in answer.headers["allow"]


def test_an_answer_without_content_has_none(server: InProcess):
    taken = server.ask(Asked("POST", "/v2/empty"))
    assert (taken.status, taken.body, taken.headers.get("content-type")) == (202, b"", None)
    assert (get(server, "/empty").status, get(server, "/empty").body) == (204, b"")


@pytest.mark.parametrize(
    ("path", "accept", "media_type", "body"),
    [
        ("/media", "*/*", "application/json", b'{"a":1}'),
        ("/media", "text/csv", "text/csv", b"x,y"),
        ("/media", "text/markdown", "text/markdown", b'{"a": 1}'),
        ("/media", "application/xml", "application/xml", b"<root><a><b>1</b></a><l>1</l><l>2</l>"),
        ("/anything", "*/*", "application/json", b'{"z":1}'),
        ("/anything", "text/csv", "text/csv", b"z\r\n1\r\n"),
        ("/anything", "application/xml", "application/xml", b"<z>1</z>"),
    ],
)
def test_each_media_type_has_its_example(
    server: InProcess, path: str, accept: str, media_type: str, body: bytes
):
    answer = get(server, path, Accept=accept)
    assert (answer.status, answer.media_type) == (200, media_type)
    assert body in answer.body


def test_documented_headers_are_sent_but_for_those_of_the_server(server: InProcess):
    headers = get(server, "/headers").headers
    assert headers["x-example"] == "hello"
    assert headers["x-made"].lstrip("-").isdecimal()
    assert headers["x-list"] == "[1,2]"
    assert headers["x-bare"]
    assert (headers["content-type"], headers["content-length"]) == ("application/json", "7")
    assert headers.keys().isdisjoint({"transfer-encoding", "connection"})


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"n": 1e100}, 200),
        ({"n": -1e-100}, 200),
        ({"i": 2**31 - 1}, 200),
        ({"i": 2**31}, 400),
        ({"c": "NO"}, 200),
        ({"c": "22:30"}, 200),
        ({"c": "01310"}, 200),
        ({"c": False}, 400),
    ],
)
def test_numbers_and_texts_are_those_of_the_contract(
    server: InProcess, body: dict[str, object], status: int
):
    answer = post(server, "/numbers", body)
    assert answer.status == status
    if "n" in body:
        assert answer.json() == body


def test_a_pattern_that_only_javascript_takes_is_checked(server: InProcess):
    assert post(server, "/email", "ada.l@example.org").status == 204
    assert post(server, "/email", '"ada l"@example.org').status == 204
    assert post(server, "/email", "ada l@example.org").status == 400
