"""A contract dropped into the folder: every kind of parameter, credentials; no handler."""

import shutil
from collections.abc import Iterator

import pytest

from paydrill.shipped import CONTRACTS
from tests.raw_http import Connection, connection, get, post, refused
from tests.server_process import IN_MEMORY, running

CONTRACT = """
openapi: 3.0.3
info: {title: Parcels, version: 1.0.0}
servers: [{url: /parcels}]
paths:
  /sizes/{sizes}:
    get:
      operationId: parcels.list_sizes
      parameters:
        - {name: sizes, in: path, required: true,
           schema: {type: array, items: {type: integer}, maxItems: 3}}
        - {name: ids, in: query, schema: {type: array, items: {type: integer, maximum: 9}}}
        - {name: tags, in: query, explode: false,
           schema: {type: array, items: {type: string, minLength: 1}, uniqueItems: true}}
        - {name: open, in: query, schema: {type: boolean}}
        - {name: weight, in: query, schema: {type: number, minimum: 0}}
        - {name: X-Count, in: header, schema: {type: integer, minimum: 1}}
        - {name: X-Flags, in: header, schema: {type: array, items: {type: boolean}}}
        - {name: level, in: cookie, schema: {type: integer, maximum: 9}}
        - {name: beta, in: cookie, schema: {type: boolean}}
      responses: &fine
        '200':
          description: Fine.
          content: {application/json: {example: {fine: true}, schema: {type: object}}}
  /odd/{parcel-id}:
    parameters: [{name: parcel-id, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: parcels.name_oddly
      parameters:
        - {name: parcel-id, in: query, schema: {type: integer}}
        - {name: 'filter[status]', in: query, schema: {type: integer}}
        - {name: body, in: query, schema: {type: integer}}
        - {name: library, in: query, schema: {type: integer}}
        - {name: _, in: query, schema: {type: integer}}
        - {name: Authorization, in: header, required: true, schema: {enum: [never]}}
      responses: *fine
  /required:
    get:
      operationId: parcels.need_everything
      parameters:
        - {name: id, in: query, required: true, schema: {type: integer}}
        - {name: X-Count, in: header, required: true, schema: {type: integer}}
        - {name: level, in: cookie, required: true, schema: {type: integer}}
      responses: *fine
  /label:
    post:
      operationId: parcels.upload_label
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [file]
              properties: {file: {type: string, format: binary}}
      responses: *fine
  /form:
    post:
      operationId: parcels.fill_in_form
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema: {type: object, required: [name], properties: {name: {type: string}}}
      responses: *fine
  /pipes:
    get:
      operationId: parcels.use_pipes
      parameters:
        - {name: ids, in: query, style: pipeDelimited, explode: false,
           schema: {type: array, items: {type: integer}}}
      responses: *fine
  /bearer:
    get: {operationId: parcels.ask_bearer, security: [{bearer: []}], responses: *fine}
  /basic:
    get: {operationId: parcels.ask_basic, security: [{basic: []}], responses: *fine}
  /key:
    get: {operationId: parcels.ask_key, security: [{key: []}], responses: *fine}
  /oauth:
    get: {operationId: parcels.ask_oauth, security: [{oauth: [read, write]}], responses: *fine}
  /openid:
    get: {operationId: parcels.ask_openid, security: [{openid: [email]}], responses: *fine}
  /digest:
    get: {operationId: parcels.ask_digest, security: [{digest: []}], responses: *fine}
  /referred:
    get: {operationId: parcels.ask_referred, security: [{referred: []}], responses: *fine}
  /both:
    get: {operationId: parcels.ask_both, security: [{key: [], oauth: [read]}], responses: *fine}
  /undefined:
    get: {operationId: parcels.ask_undefined, security: [{nowhere: []}], responses: *fine}
  /partly:
    get: {operationId: parcels.ask_partly, security: [{nowhere: [], key: []}], responses: *fine}
  /either:
    get: {operationId: parcels.ask_either, security: [{key: []}, {bearer: []}], responses: *fine}
components:
  securitySchemes:
    bearer: {type: http, scheme: bearer}
    basic: {type: http, scheme: basic}
    key: {type: apiKey, in: header, name: X-Key}
    oauth:
      type: oauth2
      flows: {clientCredentials: {tokenUrl: /token, scopes: {read: R, write: W}}}
    openid: {type: openIdConnect, openIdConnectUrl: https://example.com/.well-known/openid}
    digest: {type: http, scheme: Digest}
    referred: {$ref: '#/components/securitySchemes/basic'}
"""

# Query, header lines, and the places that are wrong; none where it is fine.
PARAMETERS: list[tuple[str, tuple[str, ...], set[str]]] = [
    ("", (), set()),
    ("?ids=1", (), set()),
    ("?ids=1&ids=2", (), set()),
    ("?ids=1,2", (), {"/query/ids"}),
    ("?ids=1%2C2", (), {"/query/ids"}),
    ("?ids=1&ids=x", (), {"/query/ids"}),
    ("?ids=1&ids=10", (), {"/query/ids/1"}),
    ("?ids=", (), {"/query/ids"}),
    ("?tags=a", (), set()),
    ("?tags=a,b", (), set()),
    ("?tags=a,,b", (), {"/query/tags/1"}),
    ("?tags=a,a", (), {"/query/tags"}),
    ("?open=true", (), set()),
    ("?open=false", (), set()),
    ("?open=True", (), {"/query/open"}),
    ("?open=1", (), {"/query/open"}),
    ("?open=", (), {"/query/open"}),
    ("?weight=0.50", (), set()),
    ("?weight=7", (), set()),
    ("?weight=-1", (), {"/query/weight"}),
    ("?weight=nan", (), {"/query/weight"}),
    ("?weight=1e3", (), set()),
    ("?weight=1E%2B3", (), set()),
    ("?weight=1e", (), {"/query/weight"}),
    ("?weight=1e400", (), {"/query/weight"}),
    ("?weight=1_0", (), {"/query/weight"}),
    (f"?weight={'9' * 5000}", (), {"/query/weight"}),
    ("", ("X-Count: 5",), set()),
    ("", ("x-count: 5",), set()),
    ("", ("X-Count: 0",), {"/header/X-Count"}),
    ("", ("X-Count: five",), {"/header/X-Count"}),
    ("", ("X-Count: 5.0",), {"/header/X-Count"}),
    ("", ("X-Count: 1_0",), {"/header/X-Count"}),
    ("", ("X-Count:",), {"/header/X-Count"}),
    ("", ("X-Flags: true,false",), set()),
    ("", ("X-Flags: true, false",), set()),
    ("", ("X-Flags: true,maybe",), {"/header/X-Flags"}),
    ("", ("Cookie: level=5",), set()),
    ("", ("Cookie: other=x; level=5; beta=true",), set()),
    ("", ("Cookie: level=10",), {"/cookie/level"}),
    ("", ("Cookie: level=x; beta=maybe",), {"/cookie/level", "/cookie/beta"}),
    ("", ("Cookie: level=",), {"/cookie/level"}),
    ("", ("Cookie: \u00ff;;=;",), set()),
    ("?ids=x&open=x", ("X-Count: x",), {"/query/ids", "/query/open", "/header/X-Count"}),
]


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """A connection to a server whose folder of contracts has one more."""
    folder = tmp_path_factory.mktemp("dropped-in") / "openapi"
    shutil.copytree(CONTRACTS, folder)
    (folder / "parcels.yaml").write_text(CONTRACT, encoding="utf-8")
    with (
        running(*IN_MEMORY, "--contracts", str(folder)) as server,
        connection(server.url) as connected,
    ):
        yield connected
        assert "Traceback" not in server.log()


def is_fine(line: Connection, raw: bytes) -> None:
    answer = line.asks(raw)
    assert answer.status == 200, answer
    assert answer.json() == {"fine": True}
    assert answer.headers["x-request-id"]


@pytest.mark.parametrize(("query", "headers", "wrong"), PARAMETERS)
def test_parameters_of_every_place_and_type_are_checked(
    line: Connection, query: str, headers: tuple[str, ...], wrong: set[str]
):
    raw = get(f"/parcels/sizes/1,2{query}", *headers)
    if not wrong:
        is_fine(line, raw)
        return
    answer = line.asks(raw)
    assert answer.status == 400, answer
    assert {error["pointer"] for error in refused(answer)["errors"]} == wrong


def test_an_example_answers_whatever_the_parameters_are_called(line: Connection):
    is_fine(line, get("/parcels/odd/1?parcel-id=2&filter[status]=3&body=4&library=5&_=6"))
    answer = line.asks(get("/parcels/odd/x?parcel-id=y&_=z"))
    wrong = {error["pointer"] for error in refused(answer)["errors"]}
    assert wrong == {"/path/parcel-id", "/query/parcel-id", "/query/_"}


@pytest.mark.parametrize("sizes", ["x", "1,x", "1,2,3,4", "1,,2", ","])
def test_a_list_in_a_path_is_checked(line: Connection, sizes: str):
    answer = line.asks(get(f"/parcels/sizes/{sizes}"))
    assert answer.status == 400, answer
    assert refused(answer)["errors"][0]["pointer"].startswith("/path/sizes")


def test_what_is_required_is_asked_for(line: Connection):
    answer = line.asks(get("/parcels/required"))
    assert answer.status == 400, answer
    assert refused(answer)["errors"] == [
        {"pointer": "/query/id", "message": "is required."},
        {"pointer": "/header/X-Count", "message": "is required."},
        {"pointer": "/cookie/level", "message": "is required."},
    ]
    is_fine(line, get("/parcels/required?id=1", "X-Count: 1", "Cookie: level=1"))


# Path, header lines, status.
CREDENTIALS = [
    ("bearer", "Authorization: Bearer any", 200),
    ("bearer", "authorization: bearer any", 200),
    ("bearer", "X-Other: 1", 401),
    ("bearer", "Authorization: Basic QTpC", 401),
    ("bearer", "Authorization: Bearer", 401),
    ("bearer", "Authorization: \u00ff\u00ff", 401),
    ("basic", "Authorization: Basic QTpC", 200),
    ("basic", "X-Other: 1", 401),
    ("basic", "Authorization: Basic !!!", 401),
    ("basic", "Authorization: Basic QQ==", 401),
    ("key", "X-Key: any", 200),
    ("key", "X-Other: 1", 401),
    ("either", "X-Key: any", 200),
    ("either", "Authorization: Bearer any", 200),
    ("either", "X-Other: 1", 401),
    ("oauth", "Authorization: Bearer any", 200),
    ("oauth", "X-Other: 1", 401),
    ("oauth", "Authorization: Bearer", 401),
    ("oauth", "Authorization: Basic QTpC", 401),
    ("openid", "Authorization: Bearer any", 200),
    ("openid", "X-Other: 1", 401),
    ("digest", 'Authorization: Digest username="any"', 200),
    ("digest", "Authorization: Bearer any", 401),
    ("digest", "X-Other: 1", 401),
    ("referred", "Authorization: Basic QTpC", 200),
    ("referred", "Authorization: Bearer any", 401),
    ("both", "X-Key: any\r\nAuthorization: Bearer any", 200),
    ("both", "X-Key: any", 401),
    ("both", "Authorization: Bearer any", 401),
    ("undefined", "X-Other: 1", 200),  # its form is not known, so it is not asked for
    ("partly", "X-Key: any", 200),
    ("partly", "X-Other: 1", 401),
]
CHALLENGES = {
    "bearer": ["Bearer"],
    "basic": ["Basic"],
    "key": ["ApiKey"],
    "either": ["ApiKey", "Bearer"],
    "oauth": ["Bearer"],
    "openid": ["Bearer"],
    "digest": ["Digest"],
    "referred": ["Basic"],
    "both": ["ApiKey", "Bearer"],
    "partly": ["ApiKey"],
}


@pytest.mark.parametrize(("scheme", "header", "status"), CREDENTIALS)
def test_credentials_are_asked_for(line: Connection, scheme: str, header: str, status: int):
    raw = get(f"/parcels/{scheme}", header)
    if status == 200:
        is_fine(line, raw)
        return
    answer = line.asks(raw)
    assert answer.status == 401, answer
    challenges = answer.headers["www-authenticate"].split(", ")
    assert [challenge.split()[0] for challenge in challenges] == CHALLENGES[scheme]
    refused(answer)


def test_what_is_shipped_is_served_beside_it(line: Connection):
    assert line.asks(get("/health")).status == 200
    assert line.asks(post("/payments", b'{"value": 5}')).status == 201
