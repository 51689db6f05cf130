"""Disputes over HTTP: raised by rule or call, answered, decided, settled to the cent."""

import csv
from decimal import Decimal
from io import StringIO
from typing import Any

import httpx
import pytest

from tests.journeys.shopping import authorize, paid


def authorized(api: httpx.Client, amount: str, **more: Any) -> dict[str, Any]:
    """A payment of the acquirer, as it was answered."""
    answer: dict[str, Any] = authorize(api, amount, **more).json()
    return answer


def advance(api: httpx.Client, by: str) -> None:
    api.post("/_control/clock/advance", json={"by": by}).raise_for_status()


def dispute(api: httpx.Client, payment: str, **how: object) -> httpx.Response:
    return api.post("/_control/disputes", json={"payment": payment, "reason": "fraudulent", **how})


@pytest.fixture(params=["cards", "acquirer"])
def service(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Where a service has its disputes, and the name of a payment's id there."""
    return {"cards": ("/api/v1", "transaction_id"), "acquirer": ("", "payment_id")}[request.param]


def pay(api: httpx.Client, service: tuple[str, str]) -> str:
    return paid(api, "99.99") if service[0] else authorized(api, "99.99")["payment_id"]


def test_it_is_raised_answered_and_won(api: httpx.Client, service: tuple[str, str]):
    base, field = service
    payment = pay(api, service)
    raised = dispute(api, payment).json()
    assert (raised["status"], raised["amount"], raised["fee"]) == ("needs_response", 99.99, 0)
    [listed] = api.get(f"{base}/disputes", params={field: payment}).json()["disputes"]
    assert (listed["dispute_id"], listed[field]) == (raised["dispute_id"], payment)
    at = f"{base}/disputes/{raised['dispute_id']}"
    answered = api.post(f"{at}/evidence", json={"text": "The parcel was signed for."}).json()
    assert (answered["status"], answered["evidence_due_at"]) == ("under_review", None)
    again = api.post(f"{at}/evidence", json={"text": "More."})
    assert (again.status_code, again.json()["code"]) == (409, "dispute_not_open")
    decided = api.post(f"/_control/disputes/{raised['dispute_id']}/decide", json={"result": "won"})
    assert (decided.status_code, decided.json()["status"]) == (200, "won")
    assert api.get(at).json()["status"] == "won"
    assert api.get("/_control/invariants").status_code == 200


def test_it_is_accepted_and_shown_on_the_payment(api: httpx.Client, service: tuple[str, str]):
    base, _ = service
    payment = pay(api, service)
    shown = f"/api/v1/transactions/{payment}" if base else f"/status/{payment}"
    assert "amount_disputed" not in api.get(shown).json()
    raised = dispute(api, payment, amount=9.99).json()
    accepted = api.post(f"{base}/disputes/{raised['dispute_id']}/accept")
    assert accepted.json()["status"] == "accepted"
    assert api.get(shown).json()["amount_disputed"] == 9.99
    refused = api.post(
        f"/api/v1/transactions/{payment}/refund" if base else f"/refund/{payment}",
        json={"amount": 90.01},
    )
    assert (refused.status_code, refused.json()["code"]) == (400, "payment_disputed")


def test_what_cannot_be_is_refused(api: httpx.Client):
    payment = paid(api, "10.00")
    unknown = dispute(api, "txn_unknown")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "payment_not_found")
    too_much = dispute(api, payment, amount=10.01)
    assert (too_much.status_code, too_much.json()["code"]) == (400, "not_disputable")
    wrong = dispute(api, payment, reason="because")
    assert wrong.status_code == 400
    nobody = api.post("/_control/disputes/dp_0/decide", json={"result": "won"})
    assert (nobody.status_code, nobody.json()["code"]) == (404, "dispute_not_found")
    lost = dispute(api, payment).json()["dispute_id"]
    api.post(f"/_control/disputes/{lost}/decide", json={"result": "lost"})
    over = api.post(f"/_control/disputes/{lost}/decide", json={"result": "escalated"})
    assert (over.status_code, over.json()["code"]) == (409, "dispute_not_escalatable")


def test_a_fraud_warning_is_an_event_of_the_payment(api: httpx.Client):
    payment = paid(api, "10.00")
    warned = api.post("/_control/fraud_warnings", json={"payment": payment, "type": "misc"}).json()
    page = api.get("/_control/events", params={"type": "fraud_warning.*"}).json()
    [event] = page["events"]
    assert (event["sequence"], event["subject"]) == (warned["sequence"], payment)
    declined = paid_none(api)
    refused = api.post("/_control/fraud_warnings", json={"payment": declined, "type": "misc"})
    assert (refused.status_code, refused.json()["code"]) == (400, "not_disputable")


def paid_none(api: httpx.Client) -> str:
    """The id of a declined payment."""
    return str(authorized(api, "0.01")["payment_id"])


STORY = """
scenario: 1
name: chargebacks
settlement: {dispute_fee: 15.50}
rules:
  - id: disputed
    when: {operation: acquirer.authorize_payment, merchant_reference: "disputed-*"}
    then: {later: [{after: 3d, disputed: product_not_received}]}
"""


def test_three_days_after_the_capture_it_is_in_a_settlement_file(api: httpx.Client):
    api.put("/_control/scenarios/chargebacks", json={"source": STORY}).raise_for_status()
    api.put("/_control/scenarios/active", json={"name": "chargebacks"}).raise_for_status()
    held = authorized(api, "80.00", capture=False, merchant_reference="disputed-1")["payment_id"]
    advance(api, "2d")
    api.post(f"/capture/{held}").raise_for_status()
    api.post(f"/refund/{held}", json={"amount": 30.00}).raise_for_status()
    advance(api, "2d")
    assert api.get("/disputes").json()["disputes"] == []
    advance(api, "2d")
    [raised] = api.get("/disputes").json()["disputes"]
    assert (raised["amount"], raised["fee"]) == (50.0, 15.5)
    assert raised["network_reason_code"] == "13.1"
    batches = api.get("/settlements").json()["batches"]
    [batch] = [each for each in batches if "chargebacks" in each]
    assert batch["chargebacks"] == {"count": 1, "amount": 50.0}
    assert batch["dispute_fees"] == {"count": 1, "amount": 0}
    assert (batch["gross"], batch["fees"]["total"], batch["net"]) == (-50.0, 15.5, -65.5)
    file = api.get(f"/settlements/{batch['batch_id']}/file", params={"format": "csv"}).text
    rows = [row for row in csv.DictReader(StringIO(file, newline="")) if row["line"]]
    assert [row["type"] for row in rows] == ["chargeback", "dispute_fee"]
    net = sum(Decimal(row["net_credit"] or 0) - Decimal(row["net_debit"] or 0) for row in rows)
    assert net == Decimal("-65.50")
    key = api.get(f"/_control/settlements/{batch['batch_id']}/answer-key").json()
    assert key["breaks"] == []
    assert api.get("/_control/invariants").status_code == 200
