"""The page of Checkout in a browser: without scripts, on a phone, through a challenge and back."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.visits import Visits, too_wide

pytestmark = pytest.mark.xdist_group("browser")

SHIRTS = {
    "line_items[0][price_data][currency]": "usd",
    "line_items[0][price_data][unit_amount]": "1500",
    "line_items[0][price_data][product_data][name]": "Shirt with long sleeves",
    "line_items[0][quantity]": "2",
}


class Shop:
    """A merchant whose customers go to Checkout, and come back to a page of this server."""

    def __init__(self, api: httpx.Client, base_url: str) -> None:
        self._api = api
        self._base_url = base_url

    def session(self) -> dict[str, Any]:
        """A session of two shirts."""
        back = {
            "success_url": f"{self._base_url}/?paid=1",
            "cancel_url": f"{self._base_url}/?left=1",
        }
        return self._said(self._api.post("/v1/checkout/sessions", data=SHIRTS | back))

    def status(self, session: dict[str, Any]) -> str:
        """The status of a session by now."""
        return str(self._said(self._api.get(f"/v1/checkout/sessions/{session['id']}"))["status"])

    @staticmethod
    def _said(answer: httpx.Response) -> dict[str, Any]:
        said: dict[str, Any] = answer.raise_for_status().json()
        return said


@pytest.fixture
def shop(api: httpx.Client, visits: Visits) -> Iterator[Shop]:
    """The shop of the test's sandbox."""
    api.headers["Authorization"] = "Bearer sk_test_shop"
    yield Shop(api, visits.base_url)
    del api.headers["Authorization"]


def path_of(session: dict[str, Any]) -> str:
    return f"/checkout/{session['id']}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_customer_pays_without_scripts(shop: Shop, visits: Visits, scheme: str):
    session = shop.session()
    page = visits.open(path_of(session), color_scheme=scheme, java_script_enabled=False)
    expect(page.get_by_role("listitem")).to_contain_text("Shirt with long sleeves 30.00 USD")
    assert not too_wide(page)
    page.get_by_role("button", name="Pay 30.00 USD").click()
    page.wait_for_url("**/?paid=1")
    assert shop.status(session) == "complete"


def test_a_declined_card_can_be_followed_by_another(shop: Shop, visits: Visits):
    session = shop.session()
    page = visits.open(path_of(session))
    page.get_by_role("button", name="Decline").click()
    expect(page.get_by_role("alert")).to_have_text("Your card was declined.")
    visits.forgive("402")
    page.get_by_role("button", name="Pay").click()
    page.wait_for_url("**/?paid=1")
    assert shop.status(session) == "complete"


def test_a_customer_confirms_at_the_issuer_and_comes_back(shop: Shop, visits: Visits):
    session = shop.session()
    page = visits.open(path_of(session))
    page.get_by_role("button", name="3-D Secure").click()
    page.wait_for_url("**/3ds/challenges/*")
    page.get_by_role("button", name="Confirm 30.00 USD").click()
    page.wait_for_url("**/?paid=1")
    assert shop.status(session) == "complete"


def test_a_customer_leaves(shop: Shop, visits: Visits):
    session = shop.session()
    page = visits.open(path_of(session))
    page.get_by_role("button", name="Cancel").click()
    page.wait_for_url("**/?left=1")
    assert shop.status(session) == "open"
