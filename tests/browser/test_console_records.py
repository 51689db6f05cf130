"""Records in the console: found, acted on, their history read, and the books that add up."""

from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.consoles import nothing_found, opened, pressed
from tests.browser.visits import Visits
from tests.journeys.pix_charges import charged, shown
from tests.journeys.shopping import authorize, paid
from tests.server_process import IN_MEMORY, ROOT, running

pytestmark = pytest.mark.xdist_group("browser")

HOSTILE = "<img src=x onerror=alert(1)>"


def payment(api: httpx.Client, amount: str = "120.50", **more: object) -> str:
    return str(authorize(api, amount, **more).json()["payment_id"])


def pane(page: Page, id_: str) -> Locator:
    return page.get_by_role("region", name=id_)


def press(page: Page, within: Locator, button: str, **fields: str) -> None:
    """Press a button of a record, fill in its dialog, and press its button there as well."""
    within.get_by_role("button", name=f"{button}…").click()
    box = page.get_by_role("dialog")
    for label, value in fields.items():
        field = box.get_by_label(label)
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    box.get_by_role("button", name=button).click()
    expect(box).to_have_count(0)


def test_a_held_payment_is_captured_refunded_and_disputed(api: httpx.Client, visits: Visits):
    id_ = payment(api, capture=False)
    page = opened(visits, f"records/acquirer.payment/{id_}")
    record = pane(page, id_)
    press(page, record, "Increment", Amount="9.5")
    expect(record).to_contain_text("130.00 USD")
    press(page, record, "Capture")
    press(page, record, "Refund", Amount="30.00")
    expect(record).to_contain_text("partially_refunded")
    press(page, record, "Dispute", Reason="duplicate")
    history = record.get_by_role("region", name="History").get_by_role("listitem")
    expect(history).to_contain_text(
        [
            "payment.authorized",
            "payment.adjusted",
            "payment.captured",
            "refund.approved",
            "payment.refunded",
            "dispute.opened",
            "dispute.funds_withdrawn",
            "Evidence deadline",
        ]
    )
    history.filter(has_text="dispute.opened").get_by_role("link").click()
    dispute = page.get_by_role("region", name="Disputes:")
    expect(dispute).to_contain_text("100.00 USD")
    press(page, dispute, "Submit evidence", Evidence="The parcel was signed for.")
    press(page, dispute, "Decide", issuer="won")
    expect(dispute).to_contain_text("dispute.funds_reinstated")
    assert api.get(f"/status/{id_}").json()["status"] == "partially_refunded"


def test_what_is_offered_to_give_back_is_what_was_captured(api: httpx.Client, visits: Visits):
    id_ = payment(api, "50.00", capture=False)
    page = opened(visits, f"records/acquirer.payment/{id_}")
    record, box = pane(page, id_), page.get_by_role("dialog")
    press(page, record, "Capture", Amount="20.00")
    record.get_by_role("button", name="Refund…").click()
    expect(box.get_by_label("Amount")).to_have_value("20.00")
    box.get_by_label("Amount").fill("5.00")
    pressed(page, "Enter")
    expect(record).to_contain_text("partially_refunded")
    record.get_by_role("button", name="Dispute…").click()
    expect(box.get_by_label("Amount")).to_have_value("15.00")


def test_a_payment_is_voided_only_if_that_is_meant(api: httpx.Client, visits: Visits):
    id_ = payment(api, capture=False)
    page = opened(visits, f"records/acquirer.payment/{id_}")
    pane(page, id_).get_by_role("button", name="Void…").click()
    pressed(page, "Escape")
    expect(pane(page, id_)).to_contain_text("authorized")
    press(page, pane(page, id_), "Void")
    expect(pane(page, id_)).to_contain_text("voided")


def test_what_the_contract_refuses_is_told_in_the_dialog(api: httpx.Client, visits: Visits):
    id_ = payment(api)
    page = opened(visits, f"records/acquirer.payment/{id_}")
    pane(page, id_).get_by_role("button", name="Refund…").click()
    box = page.get_by_role("dialog", name="Refund")
    expect(box.get_by_label("Amount")).to_have_value("120.50")
    box.get_by_label("Amount").fill("a lot")
    pressed(page, "Enter")
    expect(box).to_contain_text("Write it with digits and a point")
    box.get_by_label("Amount").fill("500.00")
    pressed(page, "Enter")
    expect(box.get_by_role("alert")).to_be_visible()
    visits.forgive("400 (Bad Request)")


def test_a_challenge_is_ended_as_the_cardholder_would(api: httpx.Client, visits: Visits):
    when = {"operation": "acquirer.authorize_payment"}
    api.post("/_control/outcomes", json={"when": when, "then": {"challenge": "required"}})
    id_ = payment(api)
    page = opened(visits, f"records/acquirer.payment/{id_}")
    expect(pane(page, id_)).to_contain_text("requires_action")
    pane(page, id_).get_by_role("button", name="Authenticate").click()
    expect(pane(page, id_)).to_contain_text("payment.approved")


def test_a_pix_charge_is_confirmed_and_returned(api: httpx.Client, visits: Visits):
    charge = charged(api)
    page = opened(visits, f"records/pix.charge/{charge['id']}")
    record = page.get_by_role("region", name="PIX charges:")
    press(page, record, "Confirm")
    press(page, record, "Return", Amount="54.30")
    expect(record.get_by_role("region", name="History")).to_contain_text("return.approved")
    assert shown(api, charge)["amount_returned"] == 54.3


def intent(api: httpx.Client, **more: str) -> dict[str, Any]:
    key = {"Authorization": "Bearer sk_test_anything"}
    asked = {"amount": 2200, "currency": "usd", "capture_method": "manual", **more}
    made: dict[str, Any] = api.post("/v1/payment_intents", data=asked, headers=key).json()
    return made


def test_an_intent_is_confirmed_captured_and_its_charge_refunded(api: httpx.Client, visits: Visits):
    id_ = intent(api)["id"]
    page = opened(visits, "records/stripe.payment_intent")
    table = page.get_by_role("table", name="Stripe payment intents")
    expect(table.get_by_role("columnheader")).to_contain_text(["Id", "Status", "Amount"])
    expect(table.get_by_role("row").nth(1)).to_contain_text("22.00 USD")
    table.get_by_role("link", name=id_).click()
    record = pane(page, id_)
    expect(record).to_contain_text("requires_payment_method")
    press(page, record, "Confirm")
    expect(record.locator(".records-body > p")).to_contain_text("requires_capture")
    for chip in record.get_by_role("listitem").locator(".chip").all():
        assert chip.evaluate("e => e.getBoundingClientRect().right") <= 1280
    press(page, record, "Capture", Amount="20.00")
    expect(record.locator(".records-body > p")).to_contain_text("succeeded")
    record.get_by_role("region", name="Fields").get_by_role("link", name="ch_").click()
    charge = page.get_by_role("region", name="Stripe charges:")
    press(page, charge, "Refund", Amount="5.50")
    expect(charge).to_contain_text("partially_refunded")
    charge.get_by_role("link", name="stripe.payment_intent").click()
    expect(pane(page, id_)).to_contain_text("succeeded")
    [refund] = api.get("/_control/records?kind=refund").json()["records"]
    assert refund["amount"] == 5.5


def test_an_intent_is_cancelled_and_its_challenge_answered(api: httpx.Client, visits: Visits):
    more = {"confirm": "true", "payment_method": "pm_card_authenticationRequired"}
    asked, held = intent(api, **more), intent(api, **more, return_url="https://example.com/")
    page = opened(visits, f"records/stripe.payment_intent/{asked['id']}")
    pane(page, asked["id"]).get_by_role("button", name="Authenticate").click()
    expect(pane(page, asked["id"]).locator(".records-body > p")).to_contain_text("requires_capture")
    page.goto(f"{visits.base_url}/#/records/stripe.payment_intent/{held['id']}")
    press(page, pane(page, held["id"]), "Cancel the intent")
    expect(pane(page, held["id"]).locator(".records-body > p")).to_contain_text("canceled")


def test_the_kinds_are_as_wide_as_their_names(api: httpx.Client, visits: Visits):
    intent(api, confirm="true", payment_method="pm_card_visa", return_url="https://example.com/")
    page = opened(visits, "records/stripe.payment_method")
    kinds = page.get_by_label("Kinds of records").last
    expect(kinds.get_by_role("link", name="Stripe payment methods")).to_be_visible()
    assert not kinds.evaluate("e => e.scrollWidth > e.clientWidth")
    for each in kinds.locator(".cut").all():
        assert not each.evaluate("e => e.scrollWidth > e.clientWidth"), each.inner_text()


def test_an_id_is_short_to_the_eye_and_copied_whole(api: httpx.Client, visits: Visits):
    id_ = payment(api)
    page = opened(visits, "records/books")
    link = page.get_by_role("group", name="Movements").get_by_role("link", name=id_)
    expect(link.locator("[title]")).to_have_attribute("title", id_)
    assert link.evaluate("e => e.getBoundingClientRect().right") < 1280
    link.evaluate("each => getSelection().selectAllChildren(each)")
    pressed(page, "ControlOrMeta+c")
    assert page.evaluate("navigator.clipboard.readText()") == id_
    offset = link.evaluate("each => parseFloat(getComputedStyle(each).textUnderlineOffset)")
    assert offset > 3, "or the line goes through underscores"


def test_records_are_found_by_keyboard_alone(api: httpx.Client, visits: Visits):
    first = payment(api, "10.00", customer_name="Grace Hopper")
    payment(api, "11.00", customer_name=HOSTILE)
    card = paid(api, "12.00")
    page = opened(visits, "traffic")
    pressed(page, "g", "r")
    page.get_by_label("Kinds of records").get_by_role("link", name="Acquirer payments").focus()
    pressed(page, "Enter")
    table = page.get_by_role("table", name="Acquirer payments")
    expect(table).to_contain_text(HOSTILE)
    pressed(page, "/")
    page.keyboard.type("grace captured")
    expect(table.get_by_role("row")).to_have_count(2)
    table.get_by_role("link").focus()
    pressed(page, "Enter")
    expect(pane(page, first)).to_contain_text("Grace Hopper")
    pressed(page, "Escape")
    expect(pane(page, first)).to_have_count(0)
    page.get_by_label("Id of a record of any kind").fill(card)
    pressed(page, "Enter")
    expect(pane(page, card)).to_contain_text("Card payments")


def test_a_record_appears_as_it_is_made(api: httpx.Client, visits: Visits):
    page = opened(visits, "records")
    expect(page.get_by_role("heading", name="No records yet")).to_be_visible()
    id_ = payment(api)
    expect(page.get_by_role("table").get_by_role("link", name=id_)).to_be_visible()


def test_the_books_add_up(api: httpx.Client, visits: Visits):
    id_ = payment(api, "99.99")
    api.post(f"/refund/{id_}", json={"amount": 9.99})
    page = opened(visits, "records/books")
    expect(page.get_by_role("region", name="Invariants")).to_contain_text("hold")
    balances = page.get_by_role("region", name="Balances")
    receivable = balances.get_by_role("row").filter(has_text="Acquirer receivable")
    expect(receivable).to_contain_text("90.00 debit")
    newest = page.get_by_role("region", name="Movements").get_by_role("row").nth(1)
    expect(newest).to_contain_text("payment.refunded")
    newest.get_by_role("link").click()
    expect(pane(page, id_)).to_contain_text("partially_refunded")


def test_a_contract_dropped_in_shows_its_resources(browser: Browser):
    with running(*IN_MEMORY, str(ROOT / "gallery" / "orders.yaml")) as server:
        visits = Visits(browser, server.url)
        unit = {"reference_id": HOSTILE, "amount": {"currency_code": "EUR", "value": "42.00"}}
        made = httpx.post(
            f"{server.url}/v2/orders",
            json={"intent": "CAPTURE", "purchase_units": [unit]},
            headers={"Authorization": "Bearer sk_test_default"},
        ).json()
        page = opened(visits, "records")
        page.get_by_role("table", name="Order").get_by_role("link", name=made["id"]).click()
        order = pane(page, made["id"])
        expect(order).to_contain_text("CREATED")
        order.get_by_role("button", name="approveOrder…").click()
        page.get_by_role("dialog").get_by_role("button", name="Send").click()
        expect(order.get_by_role("region", name="History")).to_contain_text("APPROVED")
        visits.close("orders")
        assert visits.errors == []


@pytest.mark.parametrize("what", ["list", "record", "books", "intent"])
def test_axe_finds_nothing(api: httpx.Client, visits: Visits, what: str):
    id_ = payment(api, customer_name=HOSTILE)
    api.post(f"/refund/{id_}", json={"amount": 9.99})
    pi = intent(api, confirm="true", payment_method="pm_card_visa")["id"]
    address, text = {
        "list": ("records/acquirer.payment", "partially_refunded"),
        "record": (f"records/acquirer.payment/{id_}", "refund.approved"),
        "books": ("records/books", "payment.refunded"),
        "intent": (f"records/stripe.payment_intent/{pi}", "payment_intent.created"),
    }[what]
    nothing_found(
        visits, lambda page: expect(page.get_by_role("main")).to_contain_text(text), address
    )
