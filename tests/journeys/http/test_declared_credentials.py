"""A contract with credentials of its own: they open its doors, and no log has them."""

import shutil
from collections.abc import Iterator

import httpx
import pytest

from paydrill.shipped import CONTRACTS
from tests.journeys.shopping import JSON
from tests.server_process import Server, running

CONTRACT = """
openapi: 3.0.3
info: {title: Vault, version: 1.0.0}
servers: [{url: /vault}]
paths:
  /query:
    get:
      operationId: vault.by_query
      security: [{in_query: []}]
      responses: &answers
        '200': &fine
          description: Fine.
          content: {application/json: {schema: {type: object}, example: {fine: true}}}
        '4XX': &problem
          description: Wrong.
          content: {application/problem+json: {schema: {type: object}}}
  /header:
    get: {operationId: vault.by_header, security: [{in_header: []}], responses: *answers}
  /cookie:
    get: {operationId: vault.by_cookie, security: [{in_cookie: []}], responses: *answers}
  /open:
    get: {operationId: vault.open, responses: *answers}
  /deposits:
    post:
      operationId: vault.deposit
      parameters: [{name: Idempotency-Key, in: header, schema: {type: string}}]
      requestBody: {content: {application/json: {schema: {}}}}
      responses: {'200': *fine, '422': *problem}
components:
  securitySchemes:
    in_query: {type: apiKey, in: query, name: Pass-Phrase}
    in_header: {type: apiKey, in: header, name: X-Pass-Phrase}
    in_cookie: {type: apiKey, in: cookie, name: passphrase}
"""
CREDENTIAL = "open-sesame-42"
SENT = [
    ("/vault/query?a=1&Pass-Phrase=open-sesame-42", {}, 400),
    ("/vault/query?Pass-Phrase=open-sesame-42", {}, 200),
    ("/vault/query?Pass%2dPhrase=open-sesame-42", {}, 200),
    ("/vault/query", {}, 401),
    ("/vault/header", {"X-Pass-Phrase": "open-sesame-42"}, 200),
    ("/vault/cookie", {"Cookie": "theme=dark; passphrase=open-sesame-42"}, 200),
    # To where they do not belong.
    ("/vault/open?Pass-Phrase=open-sesame-42", {}, 400),
    ("/vault/open", {"x-pass-phrase": "open-sesame-42"}, 200),
    ("/health", {"Cookie": "passphrase=open-sesame-42"}, 200),
    ("/nowhere?pass-phrase=open-sesame-42", {"Proxy-Authorization": "Basic open-sesame-42"}, 404),
    ("/health", {"Referer": "http://localhost/?Pass-Phrase=open-sesame-42"}, 200),
]


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = shutil.copytree(CONTRACTS, tmp_path_factory.mktemp("contracts") / "openapi")
    (folder / "vault.yaml").write_text(CONTRACT, encoding="utf-8")
    options = ("--port", "0", "--store", "memory:", "--contracts", str(folder))
    with running(*options, "--log-level", "debug") as started:
        yield started


def test_declared_credentials_are_taken_and_logged_nowhere(vault: Server):
    with httpx.Client(base_url=f"{vault.url}/~vault", timeout=30) as api:
        answers = [api.get(path, headers=headers) for path, headers, _ in SENT]
        assert [each.status_code for each in answers] == [status for *_, status in SENT]
        logged = [
            api.get(f"/_control/requests/{each.headers['x-request-id']}").json() for each in answers
        ]
        assert CREDENTIAL not in str(logged) + api.get("/_control/requests").text
        question = {"matching": {"path": "/vault/*", "status": 404}, "count": 1}
        assert CREDENTIAL not in api.post("/_control/requests/verify", json=question).text
    assert logged[0]["summary"]["query"] == "a=1&Pass-Phrase=***"
    assert logged[4]["request"]["headers"]["x-pass-phrase"] == "***"
    assert logged[5]["request"]["headers"]["cookie"] == "theme=dark; passphrase=***"
    assert "/vault/query" in vault.log()
    assert CREDENTIAL not in vault.log()


def test_an_operation_without_a_handler_is_done_once_as_well(vault: Server):
    with httpx.Client(base_url=f"{vault.url}/~keys", timeout=30) as api:
        headers = {**JSON, "Idempotency-Key": "key-1"}
        bodies = ['{"value": 10}', '{"value": 10.0}', '{"value": "10"}', "[10]", "[]"]
        answers = [api.post("/vault/deposits", content=body, headers=headers) for body in bodies]
    assert [each.status_code for each in answers] == [200, 200, 422, 422, 422]
    assert answers[1].headers["idempotency-replayed"] == "true"
