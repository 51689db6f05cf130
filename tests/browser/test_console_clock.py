"""The clock in the console: stopped, moved on, set, and what falls due on the way."""

import re

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.consoles import nothing_found, opened, pressed
from tests.browser.visits import Visits
from tests.journeys.pix_charges import charged
from tests.journeys.shopping import authorize, stand_still

pytestmark = pytest.mark.xdist_group("browser")

NOON = "2026-01-27T12:00:00Z"


def time_of(page: Page) -> Locator:
    return page.get_by_role("region", name="Now").get_by_role("time").first


@pytest.fixture
def held(api: httpx.Client) -> str:
    """The id of a payment that is held, at noon of a clock that stands still."""
    stand_still(api, NOON)
    return str(authorize(api, "80.00", capture=False).json()["payment_id"])


def test_an_authorization_runs_out_by_keyboard_alone(api: httpx.Client, held: str, visits: Visits):
    page = opened(visits, "traffic")
    pressed(page, "g", "c")
    due = page.get_by_role("table", name="What falls due").get_by_role("row")
    expect(due.filter(has_text="Authorization expiry")).to_contain_text(held)
    pressed(page, "h", "a")
    expect(time_of(page)).to_have_text("2026-01-28 13:00:00")
    expect(due.filter(has_text="Authorization expiry")).to_contain_text("5 d 23 h")
    expect(due.filter(has_text="Cutoff")).to_be_visible()
    for _ in range(7):
        before = time_of(page).inner_text()
        pressed(page, "u")
        expect(time_of(page)).not_to_have_text(before)
    expect(page.get_by_role("listitem").filter(has_text="payment.expired")).to_contain_text(held)
    assert api.get(f"/status/{held}").json()["status"] == "expired"


def test_the_clock_runs_and_stands_still(visits: Visits):
    page = opened(visits, "clock")
    now = page.get_by_role("region", name="Now")
    expect(now).to_contain_text("runs")
    before = time_of(page).inner_text()
    expect(time_of(page)).not_to_have_text(before)
    pressed(page, "f")
    expect(now).to_contain_text("frozen")
    page.get_by_role("button", name="Let it run").click()
    expect(now).to_contain_text("runs")


def test_any_amount_any_moment_and_any_thing_due(api: httpx.Client, held: str, visits: Visits):
    charged(api, expires_in_s=600)
    page = opened(visits, "clock")
    page.get_by_label("Advance by").fill("90s")
    pressed(page, "Enter")
    expect(time_of(page)).to_have_text("2026-01-27 12:01:30")
    expect(page.get_by_text("Nothing fell due on the way.")).to_be_visible()
    page.get_by_label("Set to").fill("2026-01-27T12:05:00Z")
    pressed(page, "Enter")
    expect(time_of(page)).to_have_text("2026-01-27 12:05:00")
    page.get_by_role("button", name=f"Go there: Authorization expiry of {held}").click()
    expect(time_of(page)).to_have_text("2026-02-03 12:00:00")
    moved = page.get_by_role("region", name="The clock was set").get_by_role("listitem")
    expect(moved).to_contain_text(["pix.expired", "payment.expired"])


def test_what_is_no_time_is_refused_with_the_servers_words(visits: Visits):
    page = opened(visits, "clock")
    page.get_by_label("Advance by").fill("soon")
    pressed(page, "Enter")
    expect(page.get_by_role("alert")).to_have_text(
        re.compile("^The server refuses thisby must be ")
    )
    expect(page.get_by_label("Advance by")).to_have_value("soon")
    expect(page.get_by_label("Advance by")).to_be_focused()
    visits.forgive("400 (Bad Request)")


def test_a_clock_that_a_script_moves_is_followed(api: httpx.Client, visits: Visits):
    stand_still(api, NOON)
    page = opened(visits, "clock")
    api.post("/_control/clock/advance", json={"by": "10m"})
    expect(time_of(page)).to_have_text("2026-01-27 12:10:00", timeout=15_000)


def test_the_line_of_time_leads_to_records(held: str, visits: Visits):
    page = opened(visits, "clock")
    page.locator(f'.clock-dot[title*="{held}"]').click()
    expect(page.get_by_role("region", name=held)).to_contain_text("authorized")


def test_nothing_due_teaches(visits: Visits):
    page = opened(visits, "clock")
    expect(page.get_by_text("nothing in a sandbox has to be waited for")).to_be_visible()


def test_axe_finds_nothing(api: httpx.Client, held: str, visits: Visits):
    charged(api)
    row = {"has_text": held}
    nothing_found(
        visits,
        lambda page: expect(page.get_by_role("row").filter(**row)).to_be_visible(),
        "clock",
    )
