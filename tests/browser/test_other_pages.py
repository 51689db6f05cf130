"""Start page and documentation in a browser: complete, without an error, and from here alone."""

import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.visits import Visits, too_wide
from tests.journeys.pix_charges import charged

pytestmark = pytest.mark.xdist_group("browser")

CONTRACTS = ["acquirer", "cards", "control", "pix", "service", "stripe"]
FIND_UNREADABLE = Path(__file__).with_name("contrast.js").read_text("utf-8")
UNFOLD = (
    "document.querySelectorAll('#redoc main [aria-expanded=false]').forEach((it) => it.click())"
)
DESK = {"width": 1600, "height": 1000}


def test_the_start_page_is_complete_and_fits_a_phone(visits: Visits):
    page = visits.open("/", java_script_enabled=False)
    expect(page.get_by_role("heading", level=1)).to_have_text("Paydrill")
    expect(page.get_by_role("link", name="in Swagger UI")).to_have_count(len(CONTRACTS))
    assert not too_wide(page)
    link = page.get_by_role("link", name="Paydrill PIX in Swagger UI").get_attribute("href")
    viewer = visits.open(f"/{link}")
    expect(viewer).to_have_url(re.compile(f"^{visits.base_url}/docs"))
    expect(viewer.get_by_role("heading", name="Paydrill PIX")).to_be_visible()


def test_redoc_shows_every_contract(visits: Visits):
    page = visits.tab()
    for contract in CONTRACTS:
        page.goto(f"{visits.base_url}/redoc?contract={contract}")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Paydrill")
        expect(page.get_by_text("API docs by")).to_be_attached()  # where a logo would be
        expect(page.locator("img")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_can_be_read_by_day_and_by_night(api: httpx.Client, visits: Visits, scheme: str):
    charged(api)
    # With scripts, the console is there instead: axe-core looks at that.
    start = visits.open("/", color_scheme=scheme, viewport=DESK, java_script_enabled=False)
    assert_readable(start, 5)
    page = visits.tab(color_scheme=scheme, viewport=DESK)
    for path in ("/payments/pix/1", "/payments/pix/1/bank"):
        page.goto(visits.base_url + path)
        assert_readable(page, 5)
    for contract in CONTRACTS:
        page.goto(f"{visits.base_url}/redoc?contract={contract}")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Paydrill")
        assert_readable(page, 10)
        # Its first operation, with all that can be unfolded there.
        for place in (1, 2):
            page.locator("#redoc [data-component-name='Menu/MenuItem'] a").nth(place).click()
        expect(page.get_by_role("heading", name="Responses").first).to_be_visible()
        page.evaluate(UNFOLD)
        assert_readable(page, 50)


def test_swagger_ui_can_be_read_by_night(visits: Visits):
    # By day it has the colours that its maker gave it.
    page = visits.open(
        "/docs?urls.primaryName=Paydrill PIX", color_scheme="dark", viewport=DESK, is_mobile=False
    )
    for path in ("/payments", "/payments/pix/{id}"):
        page.locator(f"[data-path='{path}']").first.click()
        page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").first.click()
    answer = page.locator(".live-responses-table")
    expect(answer.get_by_text("The payment has been created")).to_be_visible()
    assert_readable(page, 200)


def assert_readable(page: Page, least: int) -> None:
    """All text of the page, so many pieces at least, stands out from its ground."""
    found = page.evaluate(FIND_UNREADABLE)
    assert found["unreadable"] == []
    assert found["seen"] > least


def test_swagger_ui_shows_an_operation_and_tries_it_out(visits: Visits):
    page = visits.open(
        "/docs?urls.primaryName=Paydrill PIX", viewport={"width": 1200, "height": 900}
    )
    page.get_by_text("/payments", exact=True).click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    expect(page.get_by_text("The payment has been created").last).to_be_visible()
