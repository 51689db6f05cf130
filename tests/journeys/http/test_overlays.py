"""A contract of others that is wrong, put right by an overlay: what a client notices."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from paydrill.app import build
from paydrill.openapi.sources import Source
from paydrill.settings import Settings
from tests.in_process import DRIVERS, Asked, InProcess, as_json

CONTRACT = """
openapi: 3.0.3
info: {title: Shop, version: 1.0.0}
paths:
  /orders:
    post:
      operationId: create_order
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [amount, coupon]
              properties: {amount: {type: integer}, coupon: {type: string}}
      responses:
        '201':
          description: Made.
          content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
  /orders/{id}:
    get:
      operationId: get_order
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200':
          description: Fine.
          content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
components:
  schemas:
    Order: {type: object, required: [id], properties: {id: {type: integer}}}
"""
OVERLAY = """
overlay: 1.0.0
info: {title: What the provider really does, version: 1.0.0}
extends: https://provider.example/shop.yaml
actions:
  - target: $.paths['/orders'].post.requestBody.content.*.schema.required[?@ == 'coupon']
    description: Nobody has to have a coupon.
    remove: true
  - target: $.components.schemas.Order.properties.id
    update: {type: string, pattern: '^ord_[a-z0-9]{8}$'}
  - target: $.paths['/orders/{id}'].get.responses
    update:
      '404':
        description: There is no such order.
        content: {application/json: {example: {error: order_not_found}}}
"""


@pytest.fixture(scope="module", params=sorted(DRIVERS))
def servers(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[InProcess, InProcess]]:
    """A server of the contract as it is written, and one with the overlay."""
    folder = tmp_path_factory.mktemp("overlays")
    (folder / "shop.yaml").write_text(CONTRACT, encoding="utf-8")
    (folder / "fix.yaml").write_text(OVERLAY, encoding="utf-8")
    both = tuple(served(folder, overlay, request.param) for overlay in ((), ("fix.yaml",)))
    yield both
    for each in both:
        each.close()


def served(folder: Path, overlays: tuple[str, ...], driver: str) -> InProcess:
    settings = Settings(
        store="memory:",
        contracts=(),
        sources=(Source(str(folder / "shop.yaml")),),
        overlay=tuple(str(folder / each) for each in overlays),
    )
    return InProcess(build(settings).application, driver)


def test_a_field_that_is_not_required_can_be_left_out(servers: tuple[InProcess, InProcess]):
    before, after = [each.ask(as_json("POST", "/orders", {"amount": 5})) for each in servers]
    assert before.status == 400
    assert after.status == 201
    assert after.json()["id"].startswith("ord_")
    assert servers[1].ask(as_json("POST", "/orders", {"amount": "5"})).status == 400


def test_a_missing_response_is_answered(servers: tuple[InProcess, InProcess]):
    asked = Asked("GET", "/orders/ord_00000000", headers=(("Prefer", "code=404"),))
    before, after = [each.ask(asked) for each in servers]
    assert before.status == 400
    assert (after.status, after.json()) == (404, {"error": "order_not_found"})


@pytest.mark.parametrize("path", ["/openapi/shop.yaml", "/openapi/shop.json"])
def test_the_published_contract_has_it(servers: tuple[InProcess, InProcess], path: str):
    before, after = [yaml.safe_load(each.ask(Asked("GET", path)).body) for each in servers]
    statuses = [
        each["paths"]["/orders/{id}"]["get"]["responses"].keys() for each in (before, after)
    ]
    assert statuses == [{"200"}, {"200", "404"}]
    body = after["paths"]["/orders"]["post"]["requestBody"]["content"]["application/json"]
    assert body["schema"]["required"] == ["amount"]


def test_the_control_api_tells_of_no_finding(servers: tuple[InProcess, InProcess]):
    found = servers[1].ask(Asked("GET", "/_control/contracts/shop")).json()
    assert found["findings"] == []
