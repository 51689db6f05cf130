"""Contracts in the console: who answers, what was met, and what is wrong with one dropped in."""

from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.consoles import nothing_found, opened
from tests.browser.visits import Visits
from tests.server_process import IN_MEMORY, running

pytestmark = pytest.mark.xdist_group("browser")

PAYMENT = {"card_number": "4111111111111111", "amount": 9, "currency": "USD", "customer_name": "A"}
SHOP = """
openapi: 3.0.3
info: {title: Shop, version: '1'}
paths:
  /orders:
    get:
      responses: {'200': {description: All, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Order'}}}}}}
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
      responses: {'201': {description: Made, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}}
  /orders/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: One, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}}
components:
  schemas:
    Order: {type: object, properties: {id: {type: string}, quantity: {type: integer, default: many}}}
"""  # noqa: E501 - one line an answer


def test_what_was_met_is_counted(api: httpx.Client, visits: Visits):
    page = opened(visits, "contracts/acquirer")
    row = page.get_by_role("row").filter(has_text="acquirer.authorize_payment")
    expect(row.get_by_role("listitem").filter(has_text="201")).to_contain_text("–")
    api.post("/payment", json=PAYMENT)
    api.post("/payment", json=PAYMENT)
    expect(row.get_by_role("listitem").filter(has_text="201")).to_contain_text("2")
    page.get_by_label("Filter the operations").fill("post refund")
    expect(page.get_by_role("row").filter(has_text="acquirer.refund_payment")).to_be_visible()
    expect(row).to_have_count(0)


def test_a_contract_dropped_in_shows_its_resources_and_findings(browser: Browser, tmp_path: Path):
    shop = tmp_path / "shop.yaml"
    shop.write_text(SHOP)
    with running(*IN_MEMORY, str(shop)) as server:
        visits = Visits(browser, server.url)
        page = opened(visits, "contracts")
        expect(page.get_by_label("Contract", exact=True)).to_have_value("shop")
        made = page.get_by_role("row").filter(has_text="POST /orders")
        expect(made).to_contain_text("resource")
        expect(page.get_by_role("region", name="Findings")).to_contain_text("default")
        page.get_by_role("link", name="Swagger UI").click()
        expect(page.get_by_role("heading", name="Shop")).to_be_visible()
        visits.close("a-contract-dropped-in")
        assert visits.errors == []


def test_axe_finds_nothing(visits: Visits):
    nothing_found(
        visits,
        lambda page: expect(page.get_by_role("link", name="Swagger UI")).to_be_visible(),
        "contracts/pix",
    )
