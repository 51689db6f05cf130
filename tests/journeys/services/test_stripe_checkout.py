"""Sessions of Checkout: made, paid on their page, expired."""

import httpx
import pytest

from tests.journeys.services.stripe import Merchant, merchant

__all__ = ["merchant"]

SHIRTS = {
    "price_data": {"currency": "usd", "unit_amount": 1500, "product_data": {"name": "Shirt"}},
    "quantity": 2,
}
THANKS = "https://shop.example/thanks?session={CHECKOUT_SESSION_ID}"


def session_of(merchant: Merchant, **fields: object) -> dict:
    order = {"success_url": THANKS, "cancel_url": "https://shop.example/cart"}
    return merchant.post("checkout/sessions", **{**order, "line_items": [SHIRTS], **fields})


def press(session: dict, button: str) -> httpx.Response:
    return httpx.post(session["url"], data={"button": button})


def test_a_session_is_paid_on_its_page(merchant: Merchant):
    session = session_of(merchant, payment_intent_data={"description": "Two shirts"})
    assert (session["amount_total"], session["payment_intent"]) == (3000, None)
    declined = press(session, "decline")
    assert (declined.status_code, "Your card was declined." in declined.text) == (402, True)
    thanks = f"https://shop.example/thanks?session={session['id']}"
    assert press(session, "pay").headers["Location"] == thanks
    done = merchant.get(f"checkout/sessions/{session['id']}", expand=["payment_intent"])
    assert (done["status"], done["payment_status"], done["url"]) == ("complete", "paid", None)
    paid = done["payment_intent"]
    assert (paid["status"], paid["amount"]) == ("succeeded", 3000)
    assert paid["description"] == "Two shirts"
    assert "checkout.session.completed" in merchant.told()
    assert press(session, "pay").status_code == 409
    assert httpx.get(session["url"]).headers["Location"] == thanks


def test_a_challenge_is_left_for_another_card(merchant: Merchant):
    session = session_of(merchant)
    challenge = press(session, "authenticate").headers["Location"]
    assert "/3ds/challenges/" in challenge
    assert press(session, "cancel").headers["Location"] == "https://shop.example/cart"
    assert press(session, "pay").status_code == 303
    assert httpx.post(challenge, data={"result": "authenticated"}).status_code == 409
    assert merchant.get(f"checkout/sessions/{session['id']}")["status"] == "complete"


def test_a_challenge_completes_the_session(merchant: Merchant):
    session = session_of(merchant)
    challenge = press(session, "authenticate").headers["Location"]
    back = httpx.post(challenge, data={"result": "authenticated"}).headers["Location"]
    assert back.startswith(session["url"])
    assert httpx.get(back).status_code == 303
    assert merchant.get(f"checkout/sessions/{session['id']}")["payment_status"] == "paid"


def test_a_session_expires_by_itself_and_when_told(merchant: Merchant):
    waiting, other = session_of(merchant), session_of(merchant)
    assert merchant.post(f"checkout/sessions/{other['id']}/expire")["status"] == "expired"
    merchant.post(f"checkout/sessions/{other['id']}/expire", 400)
    merchant.advance("24h")
    assert merchant.get(f"checkout/sessions/{waiting['id']}")["status"] == "expired"
    assert merchant.told().count("checkout.session.expired") == 2
    assert press(waiting, "pay").status_code == 409


def test_a_card_is_stored_without_a_payment(merchant: Merchant):
    customer = merchant.post("customers", email="ada@shop.example")["id"]
    order = {"success_url": THANKS, "mode": "setup", "customer": customer}
    session = merchant.post("checkout/sessions", **order)
    assert press(session, "decline").status_code == 402
    assert press(session, "pay").status_code == 303
    done = merchant.get(f"checkout/sessions/{session['id']}", expand=["setup_intent"])
    assert (done["status"], done["payment_status"]) == ("complete", "no_payment_required")
    assert done["setup_intent"]["status"] == "succeeded"
    assert done["customer_details"]["email"] == "ada@shop.example"
    assert len(merchant.get(f"customers/{customer}/payment_methods")["data"]) == 1


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"line_items": []}, "line_items"),
        ({"line_items": [{"quantity": 1}]}, "line_items[0][price]"),
        ({"line_items": [{"price": "price_none"}]}, "line_items[0][price]"),
        ({"expires_at": 1}, "expires_at"),
    ],
)
def test_a_session_that_cannot_be_is_refused(merchant: Merchant, fields: dict, param: str):
    body = {"success_url": THANKS, "line_items": [SHIRTS], **fields}
    assert merchant.post("checkout/sessions", 400, **body)["error"]["param"] == param
    assert merchant.get("products")["data"] == []
