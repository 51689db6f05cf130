"""Stored cards over HTTP, in both services: what a client sends, reads, and is told."""

import re
from typing import Any

import httpx
import pytest

from tests.journeys.shopping import authorize, problem, refused, stand_still, tokenization, tokenize

MANDATE = r"mdt_[0-9a-f]{32}"


class Service:
    """One of the two card services, for one card."""

    def __init__(self, api: httpx.Client, name: str) -> None:
        self.api = api
        self.is_cards = name == "cards"
        self.base = "/api/v1" if self.is_cards else ""
        self.field = "transaction_id" if self.is_cards else "payment_id"
        self.token = tokenize(api, card_number="4000002760003184") if self.is_cards else ""

    def pay(self, amount: float = 10.0, **more: Any) -> httpx.Response:
        if self.is_cards:
            body = {"token": self.token, "customer_id": "cust_123", "amount": amount, **more}
            return self.api.post("/api/v1/payments", json=body)
        return authorize(self.api, str(amount), card_number="4000002760003184", **more)

    def look(self, payment: dict[str, Any]) -> dict[str, Any]:
        at = "/api/v1/transactions" if self.is_cards else "/status"
        body: dict[str, Any] = self.api.get(f"{at}/{payment[self.field]}").json()
        return body

    def stored(self, **more: Any) -> dict[str, Any]:
        """A payment that stored its card."""
        answer = self.pay(store_card=True, **more)
        assert answer.status_code == 201, answer.text
        body: dict[str, Any] = answer.json()
        return body

    def mandate(self, id_: str) -> httpx.Response:
        return self.api.get(f"{self.base}/mandates/{id_}")


@pytest.fixture(params=["cards", "acquirer"])
def service(api: httpx.Client, request: pytest.FixtureRequest) -> Service:
    stand_still(api, "2026-01-27T12:00:00Z")
    return Service(api, request.param)


def events(api: httpx.Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api.get("/_control/events").json()["events"]
    return found


def test_the_merchant_pays_by_a_card_that_the_customer_stored(api: httpx.Client, service: Service):
    first = service.stored()
    assert re.fullmatch(MANDATE, first["mandate_id"])
    assert "initiated_by" not in first
    mandate = service.mandate(first["mandate_id"]).json()
    assert mandate == {
        "mandate_id": first["mandate_id"],
        service.field: first[service.field],
        "status": "active",
        "card_type": "Visa",
        "last_four_digits": "3184",
        "expiry": "12/99" if service.is_cards else None,
        "network_transaction_id": first["network_transaction_id"],
        "created_at": "2026-01-27T12:00:00.000Z",
    }
    api.post("/_control/clock/advance", json={"by": "40d"}).raise_for_status()
    by_mandate = {"initiated_by": "merchant", "mandate_id": first["mandate_id"]}
    again = service.pay(**by_mandate).json()
    assert (again["initiated_by"], again["mandate_id"]) == ("merchant", first["mandate_id"])
    assert again["initial_network_transaction_id"] == first["network_transaction_id"]
    assert again["network_transaction_id"] != first["network_transaction_id"]
    shown = service.look(again)
    assert shown.items() >= {name: again[name] for name in (*by_mandate, service.field)}.items()
    told = [event for event in events(api) if event["type"].startswith("mandate.")]
    assert told == [
        {
            "sequence": 2,
            "type": "mandate.created",
            "at": "2026-01-27T12:00:00.000Z",
            "subject": first["mandate_id"],
            "status": "active",
        }
    ]
    assert api.get("/_control/invariants").status_code == 200


def test_ordinary_payments_say_nothing_of_it(service: Service):
    body = service.pay(initiated_by=None, store_card=None, mandate_id=None).json()
    assert body.keys() & {"initiated_by", "mandate_id", "network_transaction_id"} == set()


def test_a_mandate_is_of_one_service(api: httpx.Client, service: Service):
    mandate = service.stored()["mandate_id"]
    other = "/mandates" if service.is_cards else "/api/v1/mandates"
    assert problem(api.get(f"{other}/{mandate}")) == (404, "mandate_not_found")
    assert problem(service.mandate("mdt_unknown")) == (404, "mandate_not_found")


@pytest.mark.parametrize(
    ("how", "pointer"),
    [
        ({"initiated_by": "merchant"}, "/mandate_id"),
        ({"mandate_id": "mdt_unknown"}, "/mandate_id"),
        ({"initiated_by": "nobody"}, "/initiated_by"),
    ],
)
def test_what_no_mandate_allows_is_refused(service: Service, how: dict[str, Any], pointer: str):
    code = "invalid_request" if pointer == "/initiated_by" else "invalid_mandate"
    assert refused(service.pay(**how), code).keys() == {pointer}
    assert events(service.api) == []


def test_a_soft_decline_is_followed_by_the_customers_challenge(api: httpx.Client, service: Service):
    mandate = service.stored()["mandate_id"]
    api.put("/_control/scenarios/active", json={"name": "stored-cards"}).raise_for_status()
    declined = service.pay(initiated_by="merchant", mandate_id=mandate).json()
    assert declined["decline_code"] == "authentication_required"
    challenged = service.pay(mandate_id=mandate).json()
    assert challenged["status"] == "requires_action"
    id_ = challenged["next_action"]["challenge_id"]
    api.post(f"/_control/challenges/{id_}", json={"result": "authenticated"}).raise_for_status()
    assert service.look(challenged)["status"] in {"success", "captured"}


@pytest.mark.parametrize("amount", [40.03, 40.04, 40.05])
def test_the_scenarios_card_updates_come_after_thirty_days(service: Service, amount: float):
    api = service.api
    api.put("/_control/scenarios/active", json={"name": "stored-cards"}).raise_for_status()
    stored = service.stored(amount=amount)
    id_ = stored.get("next_action", {}).get("challenge_id")
    api.post(f"/_control/challenges/{id_}", json={"result": "authenticated"}).raise_for_status()
    mandate = service.look(stored)["mandate_id"]
    before = service.mandate(mandate).json()
    api.post("/_control/clock/advance", json={"by": "30d"}).raise_for_status()
    after = service.mandate(mandate).json()
    changed = {name for name in after if after[name] != before[name]}
    expected = {
        40.03: {"expiry"} if service.is_cards else set(),
        40.04: {"last_four_digits"},
        40.05: {"status"},
    }
    assert changed == expected[amount]


def test_a_card_is_updated_by_call_until_it_is_closed(api: httpx.Client, service: Service):
    mandate = service.stored()["mandate_id"]
    at = f"/_control/mandates/{mandate}/card"
    renewed = api.post(at, json={"update": "new_number"})
    assert renewed.status_code == 200, renewed.text
    paid = service.pay(initiated_by="merchant", mandate_id=mandate)
    assert paid.status_code == 201
    closed = api.post(at, json={"update": "closed"}).json()
    assert (closed["status"], closed["mandate_id"]) == ("inactive", mandate)
    assert problem(api.post(at, json={"update": "closed"})) == (409, "mandate_inactive")
    refusal = refused(service.pay(initiated_by="merchant", mandate_id=mandate), "invalid_mandate")
    assert "inactive" in refusal["/mandate_id"]
    unknown = api.post("/_control/mandates/mdt_0/card", json={"update": "closed"})
    assert problem(unknown) == (404, "mandate_not_found")


def test_the_acquirer_takes_the_networks_id_of_a_card_stored_elsewhere(api: httpx.Client):
    first = "MCC1A2B3C0127"
    body = authorize(api, "10.00", initiated_by="merchant", network_transaction_id=first).json()
    assert (body["status"], body["initial_network_transaction_id"]) == ("captured", first)
    assert "mandate_id" not in body


def test_one_key_stores_one_card(api: httpx.Client):
    key = {"Idempotency-Key": "store-1"}
    body = {"card_number": "4111111111111111", "amount": 5, "currency": "USD"}
    sent = body | {"customer_name": "Ada", "store_card": True}
    answers = [api.post("/payment", json=sent, headers=key).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert [event["type"] for event in events(api)] == ["payment.approved", "mandate.created"]


JUDGED = """
scenario: 1
name: judged
rules:
  - id: wrong-code
    when: {operation: cards.tokenize_card, card: {cvv: "200"}}
    then: {checks: {cvv: fail}}
  - id: wrong-address
    when: {operation: cards.tokenize_card, card: {postal_code: "10001"}}
    then: {checks: {postal_code: fail}}
  - id: declined
    when: {operation: cards.create_payment, checks: {cvv: fail}}
    then: {declined: incorrect_cvc}
"""


def test_a_tokens_code_and_address_are_judged_when_it_is_made(api: httpx.Client):
    api.put("/_control/scenarios/judged", json={"source": JUDGED}).raise_for_status()
    api.put("/_control/scenarios/active", json={"name": "judged"}).raise_for_status()
    wrong = api.post("/api/v1/tokenize", json=tokenization(cvv="200")).json()
    checks = {"cvv": "fail", "address_line1": "pass", "postal_code": "pass"}
    assert wrong["checks"].items() >= checks.items()
    assert (wrong["checks"]["cvv_code"], wrong["checks"]["avs_code"]) == ("N", "Y")
    shown = api.get(f"/api/v1/tokens/{wrong['token']}").json()
    assert shown["checks"] == wrong["checks"]
    paid = {"token": wrong["token"], "amount": 5, "customer_id": "cust_123"}
    declined = api.post("/api/v1/payments", json=paid).json()
    assert (declined["decline_code"], declined["checks"]) == ("incorrect_cvc", wrong["checks"])


def test_a_token_that_no_rule_judges_shows_no_checks(api: httpx.Client):
    made = api.post("/api/v1/tokenize", json=tokenization(cvv="200")).json()
    assert "checks" not in made


def test_an_explanation_knows_that_no_cardholder_is_there(api: httpx.Client):
    api.put("/_control/scenarios/active", json={"name": "stored-cards"}).raise_for_status()
    given = {"operation": "acquirer.authorize_payment", "amount": 10, "currency": "USD"}
    given |= {"card": {"number": "4000002760003184"}}
    asked = api.post("/_control/scenarios/explain", json=given).json()
    assert (asked["challenge"], asked["outcome"]["verdict"]) == ("required", "approved")
    by_merchant = api.post(
        "/_control/scenarios/explain", json=given | {"initiated_by": "merchant"}
    ).json()
    assert "challenge" not in by_merchant
    assert by_merchant["outcome"]["reason"] == "authentication_required"


def test_what_becomes_of_mandates_is_sent_to_webhooks(api: httpx.Client):
    endpoint = {"url": "http://127.0.0.1:9/hooks", "types": ["mandate.*", "fraud_warning.created"]}
    api.post("/_control/webhooks/endpoints", json=endpoint).raise_for_status()
    first = authorize(api, "5.00", store_card=True).json()
    at = f"/_control/mandates/{first['mandate_id']}/card"
    for update in ("new_expiry", "closed"):
        api.post(at, json={"update": update}).raise_for_status()
    warning = {"payment": first["payment_id"], "type": "misc"}
    api.post("/_control/fraud_warnings", json=warning).raise_for_status()
    deliveries = api.get("/_control/webhooks/deliveries").json()["deliveries"]
    assert {each["type"] for each in deliveries} == {
        "mandate.created",
        "mandate.card_updated",
        "mandate.closed",
        "fraud_warning.created",
    }
