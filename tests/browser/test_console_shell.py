"""The frame of the console: login, sandboxes, theme, and a server that goes away and comes back."""

import re

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.consoles import PATIENCE_MS, findings, opened, pressed
from tests.browser.visits import Visits
from tests.server_process import IN_MEMORY, running

pytestmark = pytest.mark.xdist_group("browser")

PAYMENT = {"card_number": "4111111111111111", "amount": 9, "currency": "USD", "customer_name": "A"}
DESK = {"viewport": {"width": 1280, "height": 800}, "is_mobile": False}


def state(page: Page, wanted: str) -> None:
    expect(page.locator(".link-state")).to_have_attribute("data-state", wanted, timeout=PATIENCE_MS)


def test_a_server_with_a_token_wants_it_first(browser: Browser):
    with running(*IN_MEMORY, "--control-token", "sesame") as server:
        visits = Visits(browser, server.url)
        page = visits.tab(**DESK)
        page.goto(f"{server.url}/")
        box = page.get_by_role("dialog", name="This server wants its control token")
        expect(box).to_be_visible()
        assert findings(page) == []
        pressed(page, "Escape")
        page.keyboard.type("guess")
        pressed(page, "Enter")
        expect(box).to_contain_text("The server does not know this token.")
        box.get_by_label("Control token").fill("sesame")
        pressed(page, "Enter")
        state(page, "live")
        httpx.post(f"{server.url}/payment", json=PAYMENT)
        expect(page.get_by_role("row").filter(has_text="captured")).to_be_visible()
        page.reload()
        state(page, "live")
        visits.close("with-a-token")
    assert {re.sub(r".*status of (\d+).*", r"\1", each) for each in visits.errors} <= {"401"}


def test_an_address_of_no_view_says_so(visits: Visits):
    page = opened(visits, "nosuchview")
    expect(page.get_by_role("status").filter(has_text="no view nosuchview")).to_be_visible()
    expect(page).to_have_url(re.compile("#/traffic$"))
    page.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_text("no view nosuchview")).to_have_count(0)


def test_another_sandbox_is_chosen_and_named_by_the_address(api: httpx.Client, visits: Visits):
    page = opened(visits)
    name = visits.base_url.partition("/~")[2]
    api.post("/payment", json=PAYMENT)
    expect(page.get_by_role("row").filter(has_text="captured")).to_be_visible()
    page.get_by_label("Sandbox", exact=True).select_option("Another, by name…")
    page.get_by_label("Name").fill("No Such Name")
    pressed(page, "Enter")
    expect(page.get_by_role("dialog")).to_contain_text("Use 1 to 63 small letters")
    page.get_by_label("Name").fill(f"{name}-other")
    pressed(page, "Enter")
    expect(page).to_have_url(re.compile(f"/~{name}-other/#"))
    expect(page.get_by_role("heading", name="No request yet")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("row").filter(has_text="captured")).to_be_visible()


def test_on_a_phone_the_view_that_is_open_is_in_sight_in_the_navigation(visits: Visits):
    page = opened(visits, "contracts", width=360)
    views = page.get_by_label("Views", exact=True)
    expect(views.get_by_role("link", name="Contracts")).to_be_in_viewport(ratio=1)
    pressed(page, "g", "t")
    expect(views.get_by_role("link", name="Traffic")).to_be_in_viewport(ratio=1)


def test_the_help_names_the_keys_of_lists_and_of_other_views(visits: Visits):
    page = opened(visits, "traffic", width=360)
    pressed(page, "?")
    box = page.get_by_role("dialog", name="Keys")
    lists = box.get_by_role("table", name="In a list")
    expect(lists).to_contain_text(["The next line"])
    expect(lists).to_contain_text("Open the line")
    expect(box.get_by_role("table", name="In Clock")).to_contain_text("Advance by an hour")
    expect(box.get_by_role("table", name="In Traffic")).to_have_count(0)
    chord = box.get_by_role("row", name="Go to Traffic").locator("kbd")
    first, second = (each.bounding_box() for each in chord.all())
    assert first
    assert second
    assert first["y"] == second["y"]
    assert findings(page) == []


def test_it_is_below_the_control_api_too(visits: Visits):
    page = visits.open("/_control/console", **DESK)
    state(page, "live")
    expect(page.get_by_role("heading", name="No request yet")).to_be_visible()


@pytest.mark.parametrize(("chosen", "presses"), [("light", 1), ("dark", 2)])
def test_a_theme_is_chosen_and_kept(visits: Visits, chosen: str, presses: int):
    page = opened(visits, scheme="dark" if chosen == "light" else "light")
    pressed(page, *["d"] * presses)
    page.reload()
    state(page, "live")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", ground)[:3])) < 3 * 128) == (chosen == "dark")


def test_a_server_that_comes_back_is_listened_to_again(browser: Browser):
    with running(*IN_MEMORY) as server:
        visits, address = Visits(browser, server.url), server.url
        page = visits.open("/", **DESK)
        for _ in range(2):
            httpx.post(f"{address}/payment", json=PAYMENT)
        expect(page.get_by_role("row").filter(has_text="captured")).to_have_count(2)
        page.evaluate("window.here = true")
    state(page, "waiting")
    port = address.rpartition(":")[2]
    with running("--store", "memory:", "--port", port):
        state(page, "live")
        httpx.post(f"{address}/payment", json={**PAYMENT, "amount": 0.01})
        expect(page.get_by_role("row").filter(has_text="declined")).to_have_count(1)
        expect(page.get_by_role("row").filter(has_text="captured")).to_have_count(0)
        assert page.evaluate("window.here")
        visits.close("come-back")


def test_without_a_request_log_it_says_so(browser: Browser):
    with running(*IN_MEMORY, "--request-log", "0") as server:
        visits = Visits(browser, server.url)
        page = visits.open("/", **DESK)
        expect(page.get_by_role("heading", name="keeps no request log")).to_be_visible()
        state(page, "off")
        assert findings(page) == []
        visits.close("no-log")
    assert visits.errors == []
