"""Stripe's test cards decide by their number, and by each name that stands for it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from paydrill.stripe.test_cards import NUMBERS, WITHOUT_TOKEN
from tests.journeys.services.stripe import Merchant, merchant
from tests.server_process import ROOT

__all__ = ["merchant"]

RULES = (ROOT / "scenarios" / "stripe.yaml").read_text(encoding="utf-8").partition("examples:")[0]
ORDER = {
    "amount": 2000,
    "currency": "usd",
    "payment_method_types": ["card"],
    "confirm": True,
    "return_url": "https://shop.example/done",
    "expand": ["latest_charge"],
}
CREATED = "payment_intent.created"
PAID = [CREATED, "charge.succeeded", "payment_intent.succeeded"]
DECLINED = [CREATED, "charge.failed", "payment_intent.payment_failed"]
WAITS = [CREATED, "payment_intent.requires_action"]

GENERIC = ("card_declined", "generic_decline", None)
NO_FUNDS = ("card_declined", "insufficient_funds", None)
DECLINING = {
    "4000000000000002": GENERIC,
    "4000000000009995": NO_FUNDS,
    "4000000000009987": ("card_declined", "lost_card", None),
    "4000000000009979": ("card_declined", "stolen_card", None),
    "4000000000000069": ("expired_card", None, "exp_month"),
    "4000000000000127": ("incorrect_cvc", None, "cvc"),
    "4000000000000119": ("processing_error", None, None),
    "4000000000006975": ("card_declined", "card_velocity_exceeded", None),
    "4000008400001280": GENERIC,
}
"""The code, decline code and parameter of the error, of cards that cannot be stored either."""
ONLY_STORED = {
    "4000000000000341": GENERIC,
    "4100000000000019": ("card_declined", "fraudulent", None),
}
AUTHENTICATED: dict[str, tuple[str | None, ...]] = {
    "4000002500003155": (None,),
    "4000003800000446": (None,),
    "4000002760003184": (None,),
    "4000000000003220": (None,),
    "4000008400000027": (None,),
    "4000008400001629": GENERIC,
    "4000008260003178": NO_FUNDS,
}
"""The error after 3-D Secure; no code for cards that then pay."""
FRICTIONLESS = "4000000032200000"
CHECKED = {
    "4000000000000101": {"cvc_check": "fail"},
    "4000058400307872": {"cvc_check": "fail"},
    "4000000000000036": {"address_postal_code_check": "fail"},
    "4000058400306072": {"address_postal_code_check": "fail"},
    "4000000000000010": {"address_line1_check": "fail", "address_postal_code_check": "fail"},
    "4000000000000028": {"address_line1_check": "fail"},
    "4000000000000044": {
        "address_line1_check": "unavailable",
        "address_postal_code_check": "unavailable",
    },
}
DISPUTED = ["charge.dispute.created", "charge.dispute.funds_withdrawn"]
FOLLOWED = {
    "4000000000000259": ({"reason": "fraudulent", "status": "needs_response"}, DISPUTED),
    "4000000000002685": ({"reason": "product_not_received", "status": "needs_response"}, DISPUTED),
    "4000000000001976": ({"status": "warning_needs_response"}, ["charge.dispute.created"]),
    "4000000000005423": (
        {"fraud_type": "made_with_stolen_card"},
        ["radar.early_fraud_warning.created"],
    ),
}
"""What the first event says that follows a payment, and the types of all."""
FAILED = ["refund.updated", "refund.failed", "charge.refund.updated"]
REFUNDED = {
    "4000000000007726": ("pending", "succeeded", ["refund.updated", "charge.refunded"]),
    "4000000000005126": ("succeeded", "failed", FAILED),
}
"""The status of a refund at first and at last, and the types of the events that tell of it."""
RISKY = {
    "4000000000004954": "highest",
    "4000000000009235": "elevated",
    "4000058400307872": "elevated",
    "4000058400306072": "elevated",
}
SPECIAL = {
    *DECLINING,
    *ONLY_STORED,
    *AUTHENTICATED,
    FRICTIONLESS,
    *CHECKED,
    *FOLLOWED,
    *REFUNDED,
}
ORDINARY = sorted(set(NUMBERS.values()) - SPECIAL - set(RISKY))


def ways(number: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """How a request presents a card: by its number, and by the names of methods and tokens."""
    yield number, new({"number": number, "exp_month": 12, "exp_year": 2035})
    for name in (each for each, its in NUMBERS.items() if its == number):
        yield f"pm_card_{name}", {"payment_method": f"pm_card_{name}"}
        if name not in WITHOUT_TOKEN:
            yield f"tok_{name}", new({"token": f"tok_{name}"})


def new(card: dict[str, Any]) -> dict[str, Any]:
    """A card in the fields of a request."""
    return {"payment_method_data": {"type": "card", "card": card}}


def every_way(cards: Mapping[str, Any]) -> list[Any]:
    """The parameters of a test: how each card is presented, and what is said of it."""
    return [
        pytest.param(form, said, id=name)
        for number, said in cards.items()
        for name, form in ways(number)
    ]


def pay(merchant: Merchant, form: dict[str, Any], status: int = 200) -> Any:
    """The answer to a payment with a card."""
    return merchant.post("payment_intents", status, **ORDER, **form)


def challenged(merchant: Merchant, form: dict[str, Any], result: str) -> Any:
    """The payment intent of a card, after a challenge that ends with this result."""
    waiting = pay(merchant, form)
    assert (waiting["status"], waiting["latest_charge"]) == ("requires_action", None)
    assert merchant.told() == WAITS
    challenge = waiting["next_action"]["redirect_to_url"]["url"].rpartition("/")[2]
    merchant.control(f"challenges/{challenge}", {"result": result})
    return merchant.get(f"payment_intents/{waiting['id']}")


def events(merchant: Merchant) -> list[Any]:
    """The events so far, oldest first."""
    return merchant.get("events", limit=100)["data"][::-1]


def codes(error: Any) -> tuple[str | None, ...]:
    return error["code"], error.get("decline_code"), error.get("param")


@pytest.mark.parametrize(("form", "expected"), every_way(DECLINING | ONLY_STORED))
def test_a_card_that_declines(merchant: Merchant, form: dict, expected: Any):
    error = pay(merchant, form, 402)["error"]
    assert (error["type"], codes(error)) == ("card_error", expected)
    intent = merchant.get(f"payment_intents/{error['payment_intent']['id']}")
    assert (intent["status"], intent["payment_method"]) == ("requires_payment_method", None)
    assert codes(intent["last_payment_error"]) == expected
    assert merchant.told() == DECLINED
    _, failed, told = (each["data"]["object"] for each in events(merchant))
    assert (failed["id"], failed["status"]) == (error["charge"], "failed")
    assert (failed["failure_code"], failed["failure_message"]) == (expected[0], error["message"])
    assert told == intent


@pytest.mark.parametrize(("form", "expected"), every_way(DECLINING))
def test_a_card_that_declines_is_not_stored(merchant: Merchant, form: dict, expected: Any):
    answer = merchant.post("setup_intents", 402, confirm=True, **form)
    assert codes(answer["error"]) == expected
    assert merchant.told() == ["setup_intent.created", "setup_intent.setup_failed"]


@pytest.mark.parametrize(("form", "expected"), every_way(ONLY_STORED))
def test_a_card_that_is_stored_and_then_declines(merchant: Merchant, form: dict, expected: Any):
    customer = merchant.post("customers")["id"]
    stored = merchant.post("setup_intents", confirm=True, customer=customer, **form)
    assert stored["status"] == "succeeded"
    again = {"customer": customer, "payment_method": stored["payment_method"]}
    assert codes(pay(merchant, again, 402)["error"]) == expected


@pytest.mark.parametrize(
    ("form", "network"), every_way({"4100000000000019": "not_sent_to_network"})
)
def test_a_card_that_is_blocked_is_not_sent_to_the_network(
    merchant: Merchant, form: dict, network: str
):
    error = pay(merchant, form, 402)["error"]
    outcome = merchant.get(f"charges/{error['charge']}")["outcome"]
    assert (outcome["type"], outcome["network_status"]) == ("blocked", network)
    assert "network_decline_code" not in error


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (name, expected)
        for name, number in NUMBERS.items()
        if (expected := (DECLINING | ONLY_STORED).get(number)) and name not in WITHOUT_TOKEN
    ],
)
def test_a_token_declines_without_an_intent(merchant: Merchant, name: str, expected: Any):
    answer = merchant.post("charges", 402, amount=2000, currency="usd", source=f"tok_{name}")
    assert codes(answer["error"]) == expected
    assert merchant.told() == ["charge.failed"]


@pytest.mark.parametrize(("form", "expected"), every_way(AUTHENTICATED))
def test_a_card_that_is_authenticated(merchant: Merchant, form: dict, expected: Any):
    intent = challenged(merchant, form, "authenticated")
    if expected == (None,):
        assert intent["status"] == "succeeded"
        assert merchant.told() == WAITS + PAID[1:]
    else:
        assert intent["status"] == "requires_payment_method"
        assert codes(intent["last_payment_error"]) == expected
        assert merchant.told() == WAITS + DECLINED[1:]


@pytest.mark.parametrize(("form", "result"), every_way(dict.fromkeys(AUTHENTICATED, "failed")))
def test_a_card_that_is_not_authenticated_is_not_charged(
    merchant: Merchant, form: dict, result: str
):
    intent = challenged(merchant, form, result)
    assert intent["status"] == "requires_payment_method"
    assert intent["last_payment_error"]["code"] == "payment_intent_authentication_failure"
    assert merchant.told() == [*WAITS, "payment_intent.payment_failed"]
    assert merchant.get("charges")["data"] == []


@pytest.mark.parametrize(("form", "flow"), every_way({FRICTIONLESS: "frictionless"}))
def test_a_card_that_is_authenticated_without_a_challenge(
    merchant: Merchant, form: dict, flow: str
):
    card = pay(merchant, form)["latest_charge"]["payment_method_details"]["card"]
    assert card["three_d_secure"]["authentication_flow"] == flow
    assert merchant.told() == PAID


@pytest.mark.parametrize(("form", "expected"), every_way(CHECKED))
def test_a_card_whose_checks_fail(merchant: Merchant, form: dict, expected: dict[str, str]):
    data = form.get("payment_method_data")
    if data and "number" in data["card"]:
        address = {"line1": "1 Rua", "postal_code": "12345"}
        form = new({**data["card"], "cvc": "123"})
        form["payment_method_data"]["billing_details"] = {"address": address}
    intent = pay(merchant, form)
    checks = intent["latest_charge"]["payment_method_details"]["card"]["checks"]
    assert intent["status"] == "succeeded"
    assert {name: checks[name] for name in expected} == expected
    assert "fail" not in {checks[name] for name in checks.keys() - expected.keys()}


@pytest.mark.parametrize(("form", "risk"), every_way(RISKY))
def test_a_card_of_risk_pays(merchant: Merchant, form: dict, risk: str):
    intent = pay(merchant, form)
    assert intent["status"] == "succeeded"
    assert intent["latest_charge"]["outcome"]["risk_level"] == risk


@pytest.mark.parametrize(("form", "expected"), every_way(FOLLOWED))
def test_a_card_whose_payment_is_followed(merchant: Merchant, form: dict, expected: Any):
    said, following = expected
    intent = pay(merchant, form)
    assert (intent["status"], merchant.told()) == ("succeeded", PAID)
    merchant.advance("2s")
    assert merchant.told() == PAID + following
    found = events(merchant)[len(PAID)]["data"]["object"]
    assert found["charge"] == intent["latest_charge"]["id"]
    assert {name: found[name] for name in said} == said


@pytest.mark.parametrize(("form", "expected"), every_way(REFUNDED))
def test_a_card_whose_refunds_change(merchant: Merchant, form: dict, expected: Any):
    first, last, changing = expected
    refund = merchant.post("refunds", payment_intent=pay(merchant, form)["id"])
    before = merchant.told()
    assert (refund["status"], "refund.created" in before) == (first, True)
    merchant.advance("2s")
    assert merchant.get(f"refunds/{refund['id']}")["status"] == last
    assert merchant.told() == before + changing
    of_refunds = [each for each in events(merchant) if "refund." in each["type"]]
    assert {each["data"]["object"]["id"] for each in of_refunds} == {refund["id"]}


@pytest.mark.parametrize(("form", "last4"), every_way({each: each[-4:] for each in ORDINARY}))
def test_any_other_card_pays(merchant: Merchant, form: dict, last4: str):
    intent = pay(merchant, form)
    card = intent["latest_charge"]["payment_method_details"]["card"]
    assert (intent["status"], card["last4"]) == ("succeeded", last4)
    assert card["three_d_secure"] is None
    assert merchant.told() == PAID


def test_every_card_of_the_scenario_is_here():
    asked_for = NUMBERS["threeDSecureOptional"]  # by itself it pays like any other
    assert set(re.findall(r'number: "(\d+)"', RULES)) == SPECIAL | {asked_for}
