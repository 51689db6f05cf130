"""The payment page in a browser: it turns by itself, whatever gets through to it."""

import re
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from tests.browser.visits import Visits, too_wide
from tests.certificates import Certificates, trusting
from tests.journeys.pix_charges import charged, confirm
from tests.journeys.shopping import stand_still
from tests.server_process import IN_MEMORY, Server, running

pytestmark = pytest.mark.xdist_group("browser")

PAGE = "/payments/pix/1"
PATIENCE_MS = 15_000


def turned(page: Page, heading: str) -> None:
    """The page says that, without anybody having touched it.

    It does so before it would ask by itself, which it does every half a minute while it listens.
    """
    expect(page.get_by_role("heading", level=1)).to_have_text(heading, timeout=PATIENCE_MS)


def test_two_tabs_turn_when_the_bank_confirms(api: httpx.Client, visits: Visits):
    charge = charged(api)
    tabs = [visits.listen(PAGE), visits.listen(PAGE)]
    for tab in tabs:
        turned(tab, "Waiting for payment")
    assert confirm(api, charge["bank_payment_id"]).status_code == 200
    for tab in tabs:
        turned(tab, "Payment confirmed")
    turned(visits.open(PAGE), "Payment confirmed")


def test_the_default_sandbox_has_pages_that_turn_too(server: Server, visits: Visits):
    with httpx.Client(base_url=server.url) as api:
        charge = charged(api)
        page = visits.tab()
        with page.expect_response(lambda answer: answer.request.resource_type == "fetch"):
            page.goto(f"{server.url}/payments/pix/{charge['id']}")
        confirm(api, charge["bank_payment_id"])
        turned(page, "Payment confirmed")


def test_a_page_turns_by_tls(browser: Browser, tmp_path: Path):
    certificates = Certificates(tmp_path)
    cert, key = certificates.issued("127.0.0.1")
    shown = ("--tls-port", "0", "--tls-cert", str(cert), "--tls-key", str(key))
    with (
        running(*IN_MEMORY, *shown) as server,
        httpx.Client(base_url=server.told("TLS"), verify=trusting(certificates.ca)) as api,
    ):
        visits = Visits(browser, str(api.base_url).rstrip("/"))
        charge = charged(api)
        page = visits.tab(ignore_https_errors=True)
        with page.expect_websocket() as listening:
            page.goto(f"{visits.base_url}{PAGE}")
        assert listening.value.url.startswith("wss:")
        turned(page, "Waiting for payment")
        confirm(api, charge["bank_payment_id"])
        turned(page, "Payment confirmed")
        visits.close("by-tls")
    assert visits.errors == []
    assert visits.hosts() == {urlsplit(visits.base_url).netloc}


def test_a_page_that_was_on_its_way_when_the_bank_confirmed_turns(
    api: httpx.Client, visits: Visits
):
    charge = charged(api)
    page = visits.tab()

    def overtaken(socket: WebSocketRoute) -> None:
        confirm(api, charge["bank_payment_id"])
        socket.connect_to_server()

    page.route_web_socket("**/ws/**", overtaken)
    page.goto(f"{api.base_url}payments/pix/1")
    turned(page, "Payment confirmed")


def test_the_page_turns_when_the_charge_expires(api: httpx.Client, visits: Visits):
    charged(api)
    page = visits.listen(PAGE)
    expect(page.locator("#countdown")).to_have_text(re.compile("in (30:00|29:5[0-9])"))
    api.post("/_control/clock/advance", json={"by": "30m"})
    turned(page, "This charge has expired")
    expect(page.locator("figure")).to_have_count(0)


def test_where_time_stands_still_the_page_does_not_count(api: httpx.Client, visits: Visits):
    stand_still(api, "2030-01-01T12:00:00Z")
    charged(api)
    page = visits.listen(PAGE)
    expect(page.get_by_text("Expires")).to_have_text("Expires at 2030-01-01 12:30:00 UTC")


def test_an_open_page_follows_a_clock_that_is_moved(api: httpx.Client, visits: Visits):
    stand_still(api, "2030-01-01T12:00:00Z")
    charged(api)
    page = visits.listen(PAGE)
    api.put("/_control/clock", json={"frozen": False})
    api.post("/_control/clock/advance", json={"by": "20m"})
    # As when its tester comes back from the window in which the clock was moved.
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator("#countdown")).to_have_text(re.compile("^in (10:00|09:5[0-9])$"))
    stand_still(api, "2030-01-01T12:25:00Z")
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator("#countdown")).to_have_text("at 2030-01-01 12:30:00 UTC")


def test_the_page_turns_when_the_charge_is_withdrawn(api: httpx.Client, visits: Visits):
    charged(api)
    page = visits.listen(PAGE)
    api.patch(PAGE, json={"status": "removed"})
    turned(page, "This charge was withdrawn")


def test_the_page_turns_when_a_return_is_decided_later(api: httpx.Client, visits: Visits):
    api.put("/_control/scenarios/active", json={"name": "review-desk"})
    confirm(api, charged(api, 600)["bank_payment_id"], 600)
    page = visits.listen(PAGE)
    assert api.post(f"{PAGE}/refund").json()["status"] == "returning"
    turned(page, "Payment confirmed")
    api.post("/_control/clock/advance", json={"by": "30s"})
    turned(page, "Payment returned")


def test_a_confirmed_page_goes_on_to_what_is_given_back(api: httpx.Client, visits: Visits):
    charge = charged(api)
    page = visits.listen(PAGE)
    confirm(api, charge["bank_payment_id"])
    turned(page, "Payment confirmed")
    api.post("/payments/pix/1/refund", json={"value": 54.3})
    expect(page.get_by_text("R$ 54,30 of it has been returned to you.")).to_be_visible()
    api.post("/payments/pix/1/refund")
    turned(page, "Payment returned")


def test_an_open_page_learns_of_a_reset(api: httpx.Client, visits: Visits):
    charged(api)
    page = visits.listen(PAGE)
    api.post("/_control/reset")
    turned(page, "Payment not found")
    visits.forgive("404 (Not Found)")


def test_where_the_websocket_is_refused_the_page_asks(api: httpx.Client, visits: Visits):
    charge = charged(api)
    page = visits.tab()
    page.route_web_socket("**/ws/**", lambda socket: socket.close(code=1013))
    page.goto(f"{api.base_url}payments/pix/1")
    confirm(api, charge["bank_payment_id"])
    turned(page, "Payment confirmed")
    api.post("/payments/pix/1/refund")
    turned(page, "Payment returned")


def test_a_page_that_cannot_reach_the_server_says_so_and_asks_again(
    api: httpx.Client, visits: Visits
):
    charge = charged(api)
    page = visits.tab()
    page.add_init_script("delete window.WebSocket")  # a browser that has none asks as well
    page.goto(f"{api.base_url}payments/pix/1")
    page.route("**/*", lambda route: route.abort())
    expect(page.locator("#notice")).to_have_text("The server cannot be reached; trying again.")
    page.unroute("**/*")
    expect(page.locator("#notice")).to_have_text("")
    confirm(api, charge["bank_payment_id"])
    turned(page, "Payment confirmed")
    visits.forgive("net::ERR_FAILED")


def test_without_scripts_the_page_reloads_by_itself(api: httpx.Client, visits: Visits):
    charge = charged(api)
    page = visits.open(PAGE, java_script_enabled=False)
    expect(page.get_by_label("PIX copy and paste")).to_have_value(charge["br_code"])
    expect(page.get_by_role("button")).to_have_count(0)
    confirm(api, charge["bank_payment_id"])
    turned(page, "Payment confirmed")


@pytest.mark.parametrize("clipboard", ["the browser's", "none, as over plain http"])
def test_the_button_copies_the_code(api: httpx.Client, visits: Visits, clipboard: str):
    charge = charged(api)
    page = visits.tab(permissions=["clipboard-read", "clipboard-write"])
    if clipboard != "the browser's":
        page.add_init_script("delete Navigator.prototype.clipboard")
    page.goto(f"{api.base_url}payments/pix/1")
    page.get_by_role("button", name="Copy the code").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    reader = visits.open(PAGE, permissions=["clipboard-read", "clipboard-write"])
    reader.bring_to_front()
    assert reader.evaluate("navigator.clipboard.readText()") == charge["br_code"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_qr_code_on_the_page_scans_to_the_br_code(
    api: httpx.Client, visits: Visits, scheme: str
):
    charge = charged(api, 1254.3, description="Pedido 12345")
    page = visits.open(PAGE, color_scheme=scheme)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", ground))) < 3 * 128) == (scheme == "dark")
    [code] = zxingcpp.read_barcodes(Image.open(BytesIO(page.screenshot(full_page=True))))
    assert code.text == charge["br_code"]


def test_on_a_phone_nobody_scrolls_sideways(api: httpx.Client, visits: Visits):
    lasting = charged(api, 1_234_567.89, description="Pedido-" + "0123456789" * 13)
    page = visits.listen(PAGE)
    assert not too_wide(page)
    confirm(api, lasting["bank_payment_id"], 1_234_567.89)
    turned(page, "Payment confirmed")
    assert not too_wide(page)
    api.post("/payments/pix/1/refund")
    turned(page, "Payment returned")
    assert not too_wide(page)


def test_what_is_not_there_is_a_page_as_well(visits: Visits):
    page = visits.open("/payments/pix/9")
    turned(page, "Payment not found")
    visits.forgive("404 (Not Found)")
