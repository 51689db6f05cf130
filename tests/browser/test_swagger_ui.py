"""Swagger UI in a browser: every operation can be tried out, twice, in the page's sandbox."""

import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from paydrill.openapi.documents import Contract, load_contracts
from paydrill.openapi.operation import Operation
from tests.browser.visits import Visits

pytestmark = pytest.mark.xdist_group("browser")

CONTRACTS = load_contracts([Path(__file__).parents[2] / "openapi"])
TRY_OUT = Path(__file__).with_name("trying_out.js").read_text("utf-8")
DESK = {"viewport": {"width": 1200, "height": 900}, "device_scale_factor": 1, "is_mobile": False}

DONE = range(200, 300)
RESET = "control.reset_sandbox"
# Where the first click, or the one on the operation before, leaves nothing to do for the next. What
# is not here can be done twice. The acquirer's first payment is captured, then wholly refunded.
NOTHING_LEFT = {
    "acquirer.refund_payment": (200, 400),
    "acquirer.capture_payment": (400, 400),
    "acquirer.void_payment": (400, 400),
    "cards.refund_transaction": (200, 400),
    "cards.capture_transaction": (400, 400),
    "cards.void_transaction": (400, 400),
    "pix.confirm_payment": (200, 409),
    "pix.remove_payment": (409, 409),
    "pix.refund_payment": (200, 400),
    "control.delete_sandbox": (204, 404),
    "control.delete_snapshot": (204, 404),
    "control.delete_scenario": (204, 404),
    "webhooks.remove_endpoint": (204, 404),
    # Nothing has happened since the endpoint was made, and no batch was closed from this contract.
    "webhooks.get_delivery": (404, 404),
    "webhooks.redeliver": (404, 404),
    "control.get_answer_key": (404, 404),
    # This server makes no certificates.
    "service.get_authority": (404, 404),
    # Our own contracts have no webhooks to send.
    "webhooks.send": (400, 400),
}
A_STATE_FORBIDS = re.compile(
    "not_(refundable|capturable|voidable)|already confirmed|Only an? (active|confirmed) payment"
    "|no webhook or callback is called"
)


def shown(page: Page, contract: Contract) -> None:
    """Swagger UI shows that contract."""
    expect(page.locator(".info .title")).to_contain_text(contract.title)
    expect(page.locator(".opblock")).to_have_count(len(contract.operations))


def in_turn(contract: Contract) -> list[Operation]:
    """The operations as they stand there, those last that take away what others need."""
    return sorted(
        contract.operations,
        key=lambda operation: (operation.id == RESET, operation.method == "delete"),
    )


def test_every_operation_works_twice_in_the_sandbox_of_the_page(
    api: httpx.Client, visits: Visits
) -> None:
    page = visits.tab(**DESK)
    for contract in CONTRACTS:
        page.goto(f"{visits.base_url}/docs?urls.primaryName={contract.title}")
        shown(page, contract)
        for operation in in_turn(contract):
            answers = page.evaluate(TRY_OUT, [operation.template, operation.method])
            for url, status, text in answers:
                assert url.startswith(f"{api.base_url}".rstrip("/") + operation.base_path), url
                assert str(status) in operation.responses, (operation.id, status, text)
                if status in {400, 409, 422}:
                    assert A_STATE_FORBIDS.search(text), (operation.id, text)
            statuses = tuple(status for _, status, _ in answers)
            wanted = NOTHING_LEFT.get(operation.id)
            assert statuses == wanted or (wanted is None and {*statuses} <= {*DONE}), (
                operation.id,
                answers,
            )
    visits.forgive("Failed to load resource: the server responded with a status of 4")


def test_another_sandbox_is_a_word_away(visits: Visits) -> None:
    page = visits.open("/docs?urls.primaryName=Paydrill PIX", **DESK)
    server = visits.base_url.rpartition("/~")[0]
    field = page.get_by_role("textbox", name="Sandbox")
    field.fill("somebody-elses")
    field.press("Enter")
    expect(page).to_have_url(f"{server}/~somebody-elses/docs?urls.primaryName=Paydrill%20PIX")
    expect(page.locator("#servers")).to_contain_text(f"{server}/~somebody-elses")
    page.get_by_role("link", name="ReDoc").click()
    expect(page.get_by_role("textbox", name="Sandbox")).to_have_value("somebody-elses")


def test_a_name_that_no_sandbox_can_have_leads_nowhere(visits: Visits) -> None:
    page = visits.open("/redoc", **DESK)
    page.get_by_role("textbox", name="Sandbox").fill("Not/a name")
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.locator("#sandbox input:invalid")).to_have_count(1)
    expect(page).to_have_url(f"{visits.base_url}/redoc")


def test_behind_a_proxy_that_speaks_tls_the_page_calls_the_proxy(visits: Visits) -> None:
    server, prefix, sandbox = visits.base_url.rpartition("/~")
    proxy = "https://mock.test"
    page = visits.tab(**DESK)

    def pass_on(route: Route) -> None:
        headers = route.request.headers | {"host": "mock.test"}
        url = route.request.url.replace(proxy, server, 1)
        route.fulfill(response=route.fetch(url=url, headers=headers))

    page.route(f"{proxy}/**", pass_on)
    page.goto(f"{proxy}{prefix}{sandbox}/docs?urls.primaryName=Paydrill PIX")
    expect(page.locator("#servers")).to_contain_text("http://mock.test")  # for all it knows
    [[url, status, _], _] = page.evaluate(TRY_OUT, ["/payments", "post"])
    assert (url, status) == (f"{proxy}{prefix}{sandbox}/payments", 201)
    assert visits.hosts() == {"mock.test"}
    visits.asked.clear()
