"""The page to pay as the bank, in a browser; and what pages of other origins can do to it."""

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.visits import Visits, too_wide
from tests.journeys.pix_charges import charged, confirm, shown

pytestmark = pytest.mark.xdist_group("browser")

PAGE = "/payments/pix/1"
BANK = "/payments/pix/1/bank"
UNREADABLE = {
    "when": {"operation": "pix.confirm_payment"},
    "then": {"fault": {"malformed": True, "effect": "committed"}},
}

REFUSED = {
    "when": {"operation": "pix.refund_payment"},
    "then": {"declined": "card_declined", "message": "The payer's account is closed"},
}


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button).click()


def test_its_button_confirms_and_the_payers_page_turns(api: httpx.Client, visits: Visits):
    charge = charged(api, 1254.3, description="Pedido 12345")
    payers = visits.listen(PAGE)
    with payers.context.expect_page() as opened:
        payers.get_by_role("link", name="Pay as the bank").click()
    bank = opened.value
    expect(bank.get_by_text("Simulator", exact=True)).to_be_visible()
    press(bank, "Confirm R$ 1.254,30")
    expect(bank.get_by_role("status")).to_contain_text("The payment has been confirmed")
    expect(bank.locator("pre")).to_contain_text(
        f'{{"bank_payment_id": "{charge["bank_payment_id"]}", "value": 1254.30}}'
    )
    expect(bank.locator("#status")).to_have_text("confirmed")
    heading = payers.get_by_role("heading", level=1)
    expect(heading).to_have_text("Payment confirmed")
    assert shown(api, charge)["paid"] is True
    assert not too_wide(bank)


def test_a_charge_that_is_paid_already_is_not_paid_again(api: httpx.Client, visits: Visits):
    confirm(api, charged(api)["bank_payment_id"])
    bank = visits.open(BANK)
    press(bank, "Confirm")
    expect(bank.locator(".refused")).to_have_text("Not done: Payment already confirmed")
    visits.forgive("409 (Conflict)")


def test_a_charge_that_expired_on_the_open_page_is_not_paid(api: httpx.Client, visits: Visits):
    charged(api)
    bank = visits.open(BANK)
    api.post("/_control/clock/advance", json={"by": "30m"})
    press(bank, "Confirm")
    expect(bank.locator(".refused")).to_have_text("Not done: Payment expired")
    expect(bank.locator("#status")).to_have_text("expired")
    visits.forgive("409 (Conflict)")


def test_a_part_is_given_back_then_too_much_then_all_the_rest(api: httpx.Client, visits: Visits):
    charge = charged(api)
    confirm(api, charge["bank_payment_id"])
    bank = visits.open(BANK)
    value = bank.get_by_label("Value to give back, in reais")
    value.fill("54,30")
    press(bank, "Give it back")
    expect(bank.locator(".done")).to_have_text("The payment has been returned")
    assert shown(api, charge)["amount_returned"] == 54.3
    value.fill("200.01")
    press(bank, "Give it back")
    expect(bank.locator(".refused")).to_contain_text("more than what is left")
    visits.forgive("400 (Bad Request)")
    value.fill("")
    press(bank, "Give it back")
    expect(bank.locator("#status")).to_have_text("returned")


def test_a_return_that_the_bank_refuses_is_not_done(api: httpx.Client, visits: Visits):
    confirm(api, charged(api)["bank_payment_id"])
    api.post("/_control/outcomes", json=REFUSED)
    bank = visits.open(BANK)
    press(bank, "Give it back")
    expect(bank.locator(".refused")).to_have_text("Not done: The payer's account is closed")
    expect(bank.locator("#status")).to_have_text("confirmed")


def test_a_value_that_is_none_gives_nothing_back(api: httpx.Client, visits: Visits):
    charge = charged(api)
    confirm(api, charge["bank_payment_id"])
    bank = visits.open(BANK)
    for typed in ("nothing much", "0", "-1", "1.005"):
        bank.get_by_label("Value to give back, in reais").fill(typed)
        with bank.expect_response("**/refund") as answered:
            press(bank, "Give it back")
        assert answered.value.status == 400
        expect(bank.locator(".refused")).to_have_text("Not done: Invalid value")
    visits.forgive("400 (Bad Request)")
    assert shown(api, charge)["amount_returned"] == 0


def test_when_the_answer_cannot_be_read_the_status_tells(api: httpx.Client, visits: Visits):
    charged(api)
    assert api.post("/_control/outcomes", json=UNREADABLE).status_code == 201
    bank = visits.open(BANK)
    press(bank, "Confirm")
    expect(bank.locator(".refused")).to_have_text(
        "No answer came that can be read. The status says whether it was done."
    )
    expect(bank.locator("#status")).to_have_text("confirmed")


def test_without_scripts_it_tells_what_to_send(api: httpx.Client, visits: Visits):
    charge = charged(api)
    bank = visits.open(BANK, java_script_enabled=False)
    expect(bank.get_by_role("button")).to_have_count(0)
    expect(bank.locator("pre")).to_contain_text(charge["bank_payment_id"])


def test_a_page_of_another_origin_can_neither_confirm_nor_frame(api: httpx.Client, visits: Visits):
    charge = charged(api)
    foreign = visits.tab()
    confirmation = {"bank_payment_id": charge["bank_payment_id"], "value": charge["value"]}
    for media_type in ("application/json", "text/plain"):
        sent = foreign.evaluate(
            """async ([url, type, body]) => {
                 const headers = {"Content-Type": type};
                 try { return (await fetch(url, {method: "POST", headers, body})).status; }
                 catch { return "refused"; }
               }""",
            [f"{api.base_url}payments/pix/confirmation", media_type, str(confirmation)],
        )
        assert sent == "refused"
    foreign.set_content(f'<iframe src="{api.base_url}payments/pix/1/bank"></iframe>')
    expect(foreign.frame_locator("iframe").get_by_role("button")).to_have_count(0)
    assert shown(api, charge) == charge
    visits.forgive("CORS policy")
    visits.forgive("net::ERR_FAILED")
    visits.forgive("frame-ancestors")
