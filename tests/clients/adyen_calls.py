"""Call a server of Adyen's contract by Adyen's own client for Python, and look at what comes."""

import sys
from collections.abc import Callable
from typing import Any

import Adyen

base = sys.argv[1]
adyen = Adyen.Adyen(xapikey="AQE-example", platform="test")
checkout = adyen.checkout
checkout.payments_api.baseUrl = f"{base}/v71"
checkout.modifications_api.baseUrl = f"{base}/v71"
checkout.payment_links_api.baseUrl = f"{base}/v71"
checkout.orders_api.baseUrl = f"{base}/v71"
checkout.recurring_api.baseUrl = f"{base}/v71"

SHOP = {"merchantAccount": "Shop"}
AMOUNT = {"amount": {"currency": "EUR", "value": 1000}}
CARD = {"type": "scheme", "number": "4111111111111111", "expiryMonth": "03", "expiryYear": "2030"}
ORDER = {**SHOP, **AMOUNT, "reference": "order 1", "returnUrl": "https://example.com"}
PAYMENT = {**ORDER, "paymentMethod": {**CARD, "holderName": "Ada", "cvc": "737"}}


def refusal(call: Callable[[], Any], kind: type[Exception]) -> Any:
    """The error of this kind that a call raises."""
    try:
        call()
    except kind as error:
        return error
    raise AssertionError(kind)


def payments() -> str:
    service = checkout.payments_api
    methods = service.payment_methods({**SHOP, "countryCode": "NL", "channel": "Web"})
    assert {each["type"] for each in methods.message["paymentMethods"]} >= {"scheme"}
    paid = service.payments(PAYMENT, idempotency_key="one")
    assert (paid.status_code, paid.message["resultCode"]) == (200, "Authorised")
    assert paid.psp == paid.message["pspReference"]
    assert service.payments(PAYMENT, idempotency_key="one").psp == paid.psp
    details = service.payments_details({"details": {"redirectResult": "abc"}})
    assert details.message["resultCode"]
    session = service.sessions(ORDER)
    assert (session.status_code, bool(session.message["sessionData"])) == (201, True)
    query = {"sessionResult": "abc"}
    made = session.message["id"]
    result = service.get_result_of_payment_session(made, query_parameters=query)
    assert (result.message["id"], result.message["status"]) == (made, "completed")
    assert service.card_details({**SHOP, "cardNumber": "411111"}).message["brands"]
    return str(paid.psp)


def modifications(reference: str) -> None:
    service = checkout.modifications_api
    done = [
        service.capture_authorised_payment({**SHOP, **AMOUNT}, reference),
        service.refund_captured_payment({**SHOP, **AMOUNT}, reference),
        service.cancel_authorised_payment_by_psp_reference(SHOP, reference),
        service.refund_or_cancel_payment(SHOP, reference),
        service.update_authorised_amount({**SHOP, **AMOUNT}, reference),
    ]
    assert {(each.status_code, each.message["status"]) for each in done} == {(201, "received")}


def links_and_tokens() -> None:
    links = checkout.payment_links_api
    made = links.payment_links(ORDER).message
    assert made["url"]
    assert links.get_payment_link(made["id"]).message["status"] == "active"
    assert links.update_payment_link({"status": "expired"}, made["id"]).status_code == 200
    assert checkout.orders_api.orders({**SHOP, **AMOUNT, "reference": "1"}).message["orderData"]
    shopper = {**SHOP, "shopperReference": "shopper"}
    tokens = checkout.recurring_api.get_tokens_for_stored_payment_details(query_parameters=shopper)
    token = tokens.message["storedPaymentMethods"][0]["id"]
    gone = checkout.recurring_api.delete_token_for_stored_payment_details(
        token, query_parameters=shopper
    )
    assert gone.status_code == 204


def errors(reference: str) -> None:
    without = {name: value for name, value in PAYMENT.items() if name != "amount"}
    wrong = refusal(lambda: checkout.payments_api.payments(without), Adyen.AdyenAPIValidationError)
    assert (wrong.status_code, wrong.message["message"]) == (400, "amount is required.")
    assert (wrong.message["status"], bool(wrong.error_code)) == (400, True)
    capture = checkout.modifications_api.capture_authorised_payment
    refusal(lambda: capture(SHOP, reference), Adyen.AdyenAPIValidationError)
    adyen.client.xapikey, adyen.client.username, adyen.client.password = None, "user", "secret"
    assert checkout.payments_api.payment_methods(SHOP).status_code == 200


paid = payments()
modifications(paid)
links_and_tokens()
errors(paid)
