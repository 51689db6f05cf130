"""The page of a 3-D Secure challenge, in a browser: without scripts, on a phone, in the dark."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.visits import Visits, too_wide
from tests.journeys.shopping import authorize

pytestmark = pytest.mark.xdist_group("browser")

CHALLENGED = {
    "when": {"operation": "acquirer.authorize_payment"},
    "then": {"challenge": "required"},
}


def challenged(api: httpx.Client, **more: Any) -> dict[str, Any]:
    """A payment that waits for its cardholder."""
    api.post("/_control/outcomes", json=CHALLENGED).raise_for_status()
    payment: dict[str, Any] = authorize(api, "1254.30", **more).json()
    assert payment["status"] == "requires_action"
    return payment


def path_of(payment: dict[str, Any]) -> str:
    return f"/3ds/challenges/{payment['next_action']['challenge_id']}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_cardholder_confirms_without_scripts(api: httpx.Client, visits: Visits, scheme: str):
    payment = challenged(api)
    page = visits.open(path_of(payment), color_scheme=scheme, java_script_enabled=False)
    assert not too_wide(page)
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
    shown = api.get(f"/status/{payment['payment_id']}").json()
    assert (shown["status"], shown["three_d_secure"]["trans_status"]) == ("captured", "Y")


def test_its_ground_is_dark_in_the_dark(api: httpx.Client, visits: Visits):
    page = visits.open(path_of(challenged(api)), color_scheme="dark")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert sum(map(int, re.findall(r"\d+", ground))) < 3 * 128


@pytest.mark.parametrize(
    ("button", "result"), [("Fail the authentication", "failed"), ("Cancel", "abandoned")]
)
def test_the_cardholder_is_sent_back_to_the_shop(
    api: httpx.Client, visits: Visits, button: str, result: str
):
    payment = challenged(api, return_url=f"{visits.base_url}/?order=7")
    page = visits.open(path_of(payment))
    page.get_by_role("button", name=button).click()
    page.wait_for_url("**/?order=7**")
    query = parse_qs(urlsplit(page.url).query)
    assert (query["order"], query["result"]) == (["7"], [result])
    shown = api.get(f"/status/{payment['payment_id']}").json()
    assert (shown["status"], shown["decline_code"]) == ("declined", "authentication_failed")
