"""`Paydrill-Error` says the reason of a refusal, on one line and without what must not be sent."""

from collections.abc import Iterator

import pytest

from paydrill.app import build
from paydrill.openapi.sources import Source
from paydrill.settings import Settings
from tests.in_process import DRIVERS, Asked, InProcess

CONTRACT = """
openapi: 3.1.0
info: {title: Shop, version: '1'}
paths:
  /orders:
    get:
      operationId: listOrders
      responses: {'200': {description: Orders}, '400': {description: Unknown fields are refused}}
    post:
      operationId: createOrder
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {'204': {description: Made}}
"""


@pytest.fixture(scope="module", params=sorted(DRIVERS))
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[InProcess]:
    file = tmp_path_factory.mktemp("foreign") / "shop.yaml"
    file.write_text(CONTRACT, encoding="utf-8")
    settings = Settings(store="memory:", contracts=None, sources=(Source(str(file)),))
    server = InProcess(build(settings).application, request.param)
    yield server
    server.close()


def test_it_is_one_line_of_ascii(server: InProcess) -> None:
    body = '{"a\\nß": 1, "a\\nß": 2}'.encode()
    json = (("Content-Type", "application/json"),)
    answer = server.ask(Asked("POST", "/orders", headers=json, body=body))
    assert answer.headers["paydrill-error"] == "The body has the key 'a\\n?' twice in one object."


@pytest.mark.parametrize("break_", ["", "%0A"])
def test_it_has_no_card_number(server: InProcess, break_: str) -> None:
    name = break_.join(["4111", "1111", "1111", "1111"])
    answer = server.ask(Asked("GET", f"/orders?{name}=1"))
    assert answer.status == 400
    assert "4111" not in f"{answer.headers}{answer.body!r}".replace("1111 1111", "4111")
