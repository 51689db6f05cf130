"""The pages of payers: two columns on a desk, all that counts in sight, nothing for axe to find."""

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.consoles import SCHEMES, WIDTHS, findings
from tests.browser.visits import Visits
from tests.journeys.pix_charges import charged, confirm
from tests.journeys.shopping import authorize

pytestmark = pytest.mark.xdist_group("browser")

PAGE = "/payments/pix/1"
BRAZIL = "pt-BR"
CHALLENGED = {
    "when": {"operation": "acquirer.authorize_payment"},
    "then": {"challenge": "required"},
}
SESSION = {
    "mode": "payment",
    "line_items[0][price_data][currency]": "usd",
    "line_items[0][price_data][unit_amount]": "1500",
    "line_items[0][price_data][product_data][name]": "Shirt with long sleeves",
    "line_items[0][quantity]": "2",
    "success_url": "https://shop.example/paid",
    "cancel_url": "https://shop.example/left",
}
COLUMNS = """() => [...document.querySelectorAll('.about, .paying')].map((it) => {
  const { left, right } = it.getBoundingClientRect();
  return [left, right];
})"""


def opened(
    visits: Visits, path: str, *, width: int = 1280, scheme: str = "light", locale: str = "en-GB"
) -> Page:
    """A page at a width, in a theme, for a reader of a language."""
    return visits.open(
        path,
        viewport={"width": width, "height": WIDTHS[width]},
        color_scheme=scheme,
        locale=locale,
        device_scale_factor=1,
        is_mobile=False,
        has_touch=False,
    )


def paying(api: httpx.Client) -> str:
    charged(api, 1254.3, description="Pedido 12345")
    return PAGE


def paid(api: httpx.Client) -> str:
    confirm(api, charged(api)["bank_payment_id"])
    api.post(f"{PAGE}/refund", json={"value": 54.3}).raise_for_status()
    return PAGE


def banking(api: httpx.Client) -> str:
    return f"{paying(api)}/bank"


def challenged(api: httpx.Client) -> str:
    api.post("/_control/outcomes", json=CHALLENGED).raise_for_status()
    action = authorize(api, "1254.30").json()["next_action"]
    return f"/3ds/challenges/{action['challenge_id']}"


def checking_out(api: httpx.Client) -> str:
    headers = {"Authorization": "Bearer sk_test_shop"}
    made = api.post("/v1/checkout/sessions", data=SESSION, headers=headers).raise_for_status()
    return f"/checkout/{made.json()['id']}"


ALL = (paying, paid, banking, challenged, checking_out)
TWO_COLUMNS = (paying, banking, challenged, checking_out)


@pytest.mark.parametrize("make", ALL)
def test_axe_finds_nothing(api: httpx.Client, visits: Visits, make: Callable[[httpx.Client], str]):
    path = make(api)
    for width in WIDTHS:
        for scheme in SCHEMES:
            page = opened(visits, path, width=width, scheme=scheme, locale=BRAZIL)
            found = findings(page)
            assert not found, (width, scheme, found)
            page.close()


@pytest.mark.parametrize("make", TWO_COLUMNS)
def test_on_a_desk_there_are_two_columns_on_a_phone_one(
    api: httpx.Client, visits: Visits, make: Callable[[httpx.Client], str]
):
    path = make(api)
    [[left, right], [from_, to]] = opened(visits, path, width=360).evaluate(COLUMNS)
    assert (left, right) == (from_, to)
    page = opened(visits, path, width=1280)
    columns = page.evaluate(COLUMNS)
    if page.locator("figure").count():
        box = page.locator("figure").bounding_box()
        assert box
        columns[0] = [box["x"], box["x"] + box["width"]]
    assert columns[0][1] < columns[1][0]


@pytest.mark.parametrize("width", WIDTHS)
def test_what_counts_is_in_sight_without_scrolling(api: httpx.Client, visits: Visits, width: int):
    page = opened(visits, paying(api), width=width)
    for what in (
        page.get_by_text("R$ 1.254,30"),
        page.get_by_role("img", name="QR code of this charge"),
        page.get_by_role("button", name="Copy the code"),
        page.locator("#countdown"),
        page.get_by_role("link", name="Pay as the bank"),
    ):
        expect(what).to_be_in_viewport(ratio=1)


def test_a_payer_from_brazil_reads_portuguese(api: httpx.Client, visits: Visits):
    charge = charged(api, 1254.3)
    page = opened(visits, PAGE, locale=BRAZIL)
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Aguardando pagamento")
    expect(page.locator("#countdown")).to_contain_text("em 29:")
    page.get_by_role("button", name="Copiar o código").click()
    expect(page.get_by_role("button", name="Copiado")).to_be_visible()
    confirm(api, charge["bank_payment_id"], 1254.3)
    expect(heading).to_have_text("Pagamento confirmado")


def test_a_tester_from_brazil_plays_the_bank_by_keyboard(api: httpx.Client, visits: Visits):
    page = opened(visits, banking(api), locale=BRAZIL)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Página do pagador")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".done")).to_have_text("The payment has been confirmed")
    expect(page.locator("#status")).to_have_text("confirmed")
    page.get_by_role("button", name="Confirmar").click()
    expect(page.locator(".refused")).to_have_text("Não foi feito: Payment already confirmed")
    assert page.locator(".refused").evaluate("(it) => it.firstElementChild.lang") == "en"
    visits.forgive("409 (Conflict)")
    assert findings(page) == []
