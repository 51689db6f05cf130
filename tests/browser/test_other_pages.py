"""Start page and documentation in a browser: complete, without an error, and from here alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.visits import Visits, too_wide

pytestmark = pytest.mark.xdist_group("browser")

CONTRACTS = ["acquirer", "cards", "control", "pix", "service"]
LOGO = "https://cdn.redoc.ly/redoc/logo-mini.svg"


def test_the_start_page_is_complete_and_fits_a_phone(visits: Visits):
    page = visits.open("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Paydrill")
    expect(page.get_by_role("link", name="in Swagger UI")).to_have_count(len(CONTRACTS))
    assert not too_wide(page)
    page.get_by_role("link", name="Paydrill PIX in Swagger UI").click()
    expect(page).to_have_url(re.compile(f"^{visits.base_url}/docs"))
    expect(page.get_by_role("heading", name="Paydrill PIX")).to_be_visible()


def test_redoc_shows_every_contract(visits: Visits):
    page = visits.tab()
    for contract in CONTRACTS:
        # Its menu asks its maker's server for a logo. The policy stops that, and it does without.
        with page.expect_console_message(lambda said: LOGO in said.text):
            page.goto(f"{visits.base_url}/redoc?contract={contract}")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Paydrill")
    visits.forgive(LOGO)


def test_swagger_ui_shows_an_operation_and_tries_it_out(visits: Visits):
    page = visits.open(
        "/docs?urls.primaryName=Paydrill PIX", viewport={"width": 1200, "height": 900}
    )
    page.get_by_text("/payments", exact=True).click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    expect(page.get_by_text("The payment has been created").last).to_be_visible()
