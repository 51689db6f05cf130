"""Stripe's test cards decide by their number, and by each name that stands for it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest

from paydrill.stripe.test_cards import NUMBERS, WITHOUT_TOKEN
from tests.server_process import ROOT

RULES = (ROOT / "scenarios" / "stripe.yaml").read_text(encoding="utf-8").partition("examples:")[0]
KEY = ("sk_test_cards", "")
ORDER = {
    "amount": "2000",
    "currency": "usd",
    "payment_method_types[]": "card",
    "confirm": "true",
    "return_url": "https://shop.example/done",
    "expand[]": "latest_charge",
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


def ways(number: str) -> Iterator[tuple[str, dict[str, str]]]:
    """How a request presents a card: by its number, and by the names of methods and tokens."""
    card = {"number": number, "exp_month": "12", "exp_year": "2035"}
    typed = {f"payment_method_data[card][{name}]": value for name, value in card.items()}
    new = {"payment_method_data[type]": "card"}
    yield number, new | typed
    for name in (each for each, its in NUMBERS.items() if its == number):
        yield f"pm_card_{name}", {"payment_method": f"pm_card_{name}"}
        if name not in WITHOUT_TOKEN:
            yield f"tok_{name}", new | {"payment_method_data[card][token]": f"tok_{name}"}


def every_way(cards: Mapping[str, Any]) -> list[Any]:
    """The parameters of a test: how each card is presented, and what is said of it."""
    return [
        pytest.param(form, said, id=name)
        for number, said in cards.items()
        for name, form in ways(number)
    ]


def post(api: httpx.Client, path: str, form: dict[str, str]) -> httpx.Response:
    return api.post(f"/v1{path}", data=form, auth=KEY)


def get(api: httpx.Client, path: str, **query: str) -> Any:
    answer = api.get(f"/v1{path}", params=query, auth=KEY)
    assert answer.status_code == 200, answer.text
    return answer.json()


def pay(api: httpx.Client, form: dict[str, str]) -> Any:
    """The payment intent of a card that is not declined."""
    answer = post(api, "/payment_intents", ORDER | form)
    assert answer.status_code == 200, answer.text
    return answer.json()


def control(api: httpx.Client, path: str, body: dict[str, str]) -> None:
    answer = api.post(f"/_control{path}", json=body)
    assert answer.status_code == 200, answer.text


def told(api: httpx.Client) -> list[Any]:
    """The events so far, oldest first."""
    return get(api, "/events", limit="100")["data"][::-1]


def types(events: list[Any]) -> list[str]:
    return [each["type"] for each in events]


def codes(error: Any) -> tuple[str | None, ...]:
    return error["code"], error.get("decline_code"), error.get("param")


@pytest.mark.parametrize(("form", "expected"), every_way(DECLINING | ONLY_STORED))
def test_a_card_that_declines(api: httpx.Client, form: dict[str, str], expected: Any):
    answer = post(api, "/payment_intents", ORDER | form)
    error = answer.json()["error"]
    assert (answer.status_code, error["type"], codes(error)) == (402, "card_error", expected)
    intent = get(api, f"/payment_intents/{error['payment_intent']['id']}")
    assert (intent["status"], intent["payment_method"]) == ("requires_payment_method", None)
    assert codes(intent["last_payment_error"]) == expected
    events = told(api)
    assert types(events) == DECLINED
    charge = events[1]["data"]["object"]
    assert (charge["id"], charge["status"]) == (error["charge"], "failed")
    assert (charge["failure_code"], charge["failure_message"]) == (expected[0], error["message"])
    assert events[2]["data"]["object"] == intent


@pytest.mark.parametrize(("form", "expected"), every_way(DECLINING))
def test_a_card_that_declines_is_not_stored(api: httpx.Client, form: dict[str, str], expected: Any):
    answer = post(api, "/setup_intents", {"confirm": "true", **form})
    assert (answer.status_code, codes(answer.json()["error"])) == (402, expected)
    assert types(told(api)) == ["setup_intent.created", "setup_intent.setup_failed"]


@pytest.mark.parametrize(("form", "expected"), every_way(ONLY_STORED))
def test_a_card_that_is_stored_and_then_declines(
    api: httpx.Client, form: dict[str, str], expected: Any
):
    customer = post(api, "/customers", {"name": "Ada"}).json()["id"]
    setup = {"confirm": "true", "customer": customer}
    stored = post(api, "/setup_intents", setup | form).json()
    assert stored["status"] == "succeeded"
    again = {"customer": customer, "payment_method": stored["payment_method"]}
    answer = post(api, "/payment_intents", ORDER | again)
    assert (answer.status_code, codes(answer.json()["error"])) == (402, expected)


@pytest.mark.parametrize(
    ("form", "network"), every_way({"4100000000000019": "not_sent_to_network"})
)
def test_a_card_that_is_blocked_is_not_sent_to_the_network(
    api: httpx.Client, form: dict[str, str], network: str
):
    error = post(api, "/payment_intents", ORDER | form).json()["error"]
    outcome = get(api, f"/charges/{error['charge']}")["outcome"]
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
def test_a_token_declines_without_an_intent(api: httpx.Client, name: str, expected: Any):
    form = {"amount": "2000", "currency": "usd", "source": f"tok_{name}"}
    answer = post(api, "/charges", form)
    assert (answer.status_code, codes(answer.json()["error"])) == (402, expected)
    assert types(told(api)) == ["charge.failed"]


@pytest.mark.parametrize(("form", "expected"), every_way(AUTHENTICATED))
def test_a_card_that_is_authenticated(api: httpx.Client, form: dict[str, str], expected: Any):
    waiting = pay(api, form)
    assert (waiting["status"], waiting["latest_charge"]) == ("requires_action", None)
    assert types(told(api)) == WAITS
    challenge = waiting["next_action"]["redirect_to_url"]["url"].rpartition("/")[2]
    control(api, f"/challenges/{challenge}", {"result": "authenticated"})
    intent = get(api, f"/payment_intents/{waiting['id']}")
    if expected == (None,):
        assert intent["status"] == "succeeded"
        assert types(told(api)) == WAITS + PAID[1:]
    else:
        assert intent["status"] == "requires_payment_method"
        assert codes(intent["last_payment_error"]) == expected
        assert types(told(api)) == WAITS + DECLINED[1:]


@pytest.mark.parametrize(("form", "result"), every_way(dict.fromkeys(AUTHENTICATED, "failed")))
def test_a_card_that_is_not_authenticated_is_not_charged(
    api: httpx.Client, form: dict[str, str], result: str
):
    waiting = pay(api, form)
    challenge = waiting["next_action"]["redirect_to_url"]["url"].rpartition("/")[2]
    control(api, f"/challenges/{challenge}", {"result": result})
    intent = get(api, f"/payment_intents/{waiting['id']}")
    code = intent["last_payment_error"]["code"]
    assert (intent["status"], code) == (
        "requires_payment_method",
        "payment_intent_authentication_failure",
    )
    assert types(told(api)) == [*WAITS, "payment_intent.payment_failed"]
    assert get(api, "/charges")["data"] == []


@pytest.mark.parametrize(("form", "expected"), every_way({FRICTIONLESS: "frictionless"}))
def test_a_card_that_is_authenticated_without_a_challenge(
    api: httpx.Client, form: dict[str, str], expected: str
):
    card = pay(api, form)["latest_charge"]["payment_method_details"]["card"]
    assert card["three_d_secure"]["authentication_flow"] == expected
    assert types(told(api)) == PAID


@pytest.mark.parametrize(("form", "expected"), every_way(CHECKED))
def test_a_card_whose_checks_fail(
    api: httpx.Client, form: dict[str, str], expected: dict[str, str]
):
    if "payment_method_data[card][number]" in form:
        address = "payment_method_data[billing_details][address]"
        sent = {f"{address}[line1]": "1 Rua", f"{address}[postal_code]": "12345"}
        form = form | sent | {"payment_method_data[card][cvc]": "123"}
    intent = pay(api, form)
    checks = intent["latest_charge"]["payment_method_details"]["card"]["checks"]
    assert intent["status"] == "succeeded"
    assert {name: checks[name] for name in expected} == expected
    assert "fail" not in {checks[name] for name in checks.keys() - expected.keys()}


@pytest.mark.parametrize(("form", "risk"), every_way(RISKY))
def test_a_card_of_risk_pays(api: httpx.Client, form: dict[str, str], risk: str):
    intent = pay(api, form)
    assert intent["status"] == "succeeded"
    assert intent["latest_charge"]["outcome"]["risk_level"] == risk


@pytest.mark.parametrize(("form", "expected"), every_way(FOLLOWED))
def test_a_card_whose_payment_is_followed(api: httpx.Client, form: dict[str, str], expected: Any):
    said, following = expected
    intent = pay(api, form)
    assert (intent["status"], types(told(api))) == ("succeeded", PAID)
    control(api, "/clock/advance", {"by": "2s"})
    first, *others = told(api)[len(PAID) :]
    assert types([first, *others]) == following
    found = first["data"]["object"]
    assert found["charge"] == intent["latest_charge"]["id"]
    assert {name: found[name] for name in said} == said


@pytest.mark.parametrize(("form", "expected"), every_way(REFUNDED))
def test_a_card_whose_refunds_change(api: httpx.Client, form: dict[str, str], expected: Any):
    first, last, changing = expected
    refund = post(api, "/refunds", {"payment_intent": pay(api, form)["id"]}).json()
    assert refund["status"] == first
    before = told(api)
    assert "refund.created" in types(before)
    control(api, "/clock/advance", {"by": "2s"})
    assert get(api, f"/refunds/{refund['id']}")["status"] == last
    after = told(api)[len(before) :]
    assert types(after) == changing
    of_refunds = [each for each in after if "refund." in each["type"]]
    assert {each["data"]["object"]["id"] for each in of_refunds} == {refund["id"]}


@pytest.mark.parametrize(("form", "last4"), every_way({each: each[-4:] for each in ORDINARY}))
def test_any_other_card_pays(api: httpx.Client, form: dict[str, str], last4: str):
    intent = pay(api, form)
    assert intent["status"] == "succeeded"
    card = intent["latest_charge"]["payment_method_details"]["card"]
    assert (card["last4"], card["three_d_secure"]) == (last4, None)
    assert types(told(api)) == PAID


@pytest.mark.parametrize(
    ("changed", "code", "param"),
    [
        ({"number": "4242424242424241"}, "incorrect_number", "number"),
        ({"exp_month": "13"}, "invalid_expiry_month", "exp_month"),
        ({"exp_year": "2020"}, "invalid_expiry_year", "exp_year"),
        ({"cvc": "99"}, "invalid_cvc", "cvc"),
    ],
)
def test_a_card_no_bank_printed(api: httpx.Client, changed: dict[str, str], code: str, param: str):
    printed = {"number": "4242424242424242", "exp_month": "12", "exp_year": "2035"} | changed
    form = {f"card[{name}]": value for name, value in printed.items()}
    answer = post(api, "/payment_methods", {"type": "card", **form})
    assert (answer.status_code, codes(answer.json()["error"])) == (402, (code, None, param))


def test_every_card_of_the_scenario_is_here():
    assert set(re.findall(r'number: "(\d+)"', RULES)) == SPECIAL
