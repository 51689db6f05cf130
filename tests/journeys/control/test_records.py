"""Records of all kinds in one form, the ledger, and what falls due."""

import httpx
import pytest

from tests.journeys.pix_charges import charged
from tests.journeys.shopping import authorize, paid, problem, refused, stand_still

NOON = "2026-01-27T12:00:00Z"


def records(api: httpx.Client, kind: str, **query: str | int) -> list[dict[str, object]]:
    answer = api.get("/_control/records", params={"kind": kind, **query})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, object]] = answer.json()["records"]
    return found


def test_the_kinds_are_those_of_which_there_are_records(api: httpx.Client):
    assert api.get("/_control/record-kinds").json()["kinds"] == []
    payment = paid(api, "99.99")
    paid(api, "20.00")
    api.post(f"/api/v1/transactions/{payment}/refund", json={"amount": 9.99})
    charged(api)
    kinds = api.get("/_control/record-kinds").json()["kinds"]
    assert {each["kind"]: each["count"] for each in kinds} == {
        "cards.payment": 2,
        "refund": 1,
        "pix.charge": 1,
        "token": 2,
    }


def test_a_record_is_shown_with_what_it_is_about(api: httpx.Client):
    stand_still(api, NOON)
    payment = paid(api, "99.99")
    made = api.post(f"/api/v1/transactions/{payment}/refund", json={"amount": 9.99}).json()
    [refund] = records(api, "refund")
    assert refund.pop("number") == 4
    assert refund.pop("fields")["payment"] == payment
    assert refund == {
        "kind": "refund",
        "id": made["refund_id"],
        "status": "captured",
        "amount": 9.99,
        "currency": "USD",
        "created_at": "2026-01-27T12:00:00.000Z",
        "about": {"kind": "cards.payment", "id": payment},
    }
    [card] = records(api, "cards.payment", id=payment)
    fields = card["fields"]
    assert (fields["captured"], fields["refunded"]) == (99.99, 9.99)
    assert (fields["brand"], fields["last4"]) == ("Visa", "0366")
    assert not {"fingerprint", "bin_marks"} & fields.keys()
    assert records(api, "cards.payment", id="nothing") == []


def test_records_can_be_those_about_another(api: httpx.Client):
    payment, other = paid(api, "99.99"), paid(api, "20.00")
    for each in (payment, other, payment):
        api.post(f"/api/v1/transactions/{each}/refund", json={"amount": 1})
    refunds = records(api, "refund", about=payment)
    assert [each["about"] for each in refunds] == [{"kind": "cards.payment", "id": payment}] * 2
    first = str(refunds[1]["id"])
    assert records(api, "refund", about=payment, id=first) == [refunds[1]]
    assert records(api, "refund", about=other, id=first) == []
    assert records(api, "cards.payment", about=payment) == []


def test_records_are_paged_newest_first(api: httpx.Client):
    made = [charged(api)["id"] for _ in range(3)]
    first = api.get("/_control/records?kind=pix.charge&limit=2").json()
    rest = api.get(f"/_control/records?kind=pix.charge&cursor={first['next_cursor']}").json()
    shown = [int(each["id"]) for each in first["records"] + rest["records"]]
    assert shown == [int(each) for each in reversed(made)]
    assert rest["next_cursor"] is None


def test_objects_of_stripe_are_records_as_well(api: httpx.Client):
    key = {"Authorization": "Bearer sk_test_anything"}
    made = api.post("/v1/customers", data={"name": "<b>Ada</b>"}, headers=key).json()
    [customer] = records(api, "stripe.customer")
    assert (customer["id"], customer["fields"]["name"]) == (made["id"], "<b>Ada</b>")
    assert not any(name.startswith("_") for name in customer["fields"])


def test_an_intent_is_shown_as_it_stands_and_its_charge_is_about_it(api: httpx.Client):
    key = {"Authorization": "Bearer sk_test_anything"}
    asked = {"amount": 2200, "currency": "usd", "capture_method": "manual", "confirm": "true"}
    sent = {**asked, "payment_method": "pm_card_visa", "return_url": "https://example.com"}
    made = api.post("/v1/payment_intents", data=sent, headers=key).json()
    [intent] = records(api, "stripe.payment_intent")
    assert (intent["status"], intent["amount"], intent["currency"]) == (
        "requires_capture",
        22.0,
        "USD",
    )
    assert intent["fields"]["amount_capturable"] == 22.0
    assert intent["fields"]["latest_charge"] == made["latest_charge"]
    assert not {"amount", "currency", "created", "object"} & intent["fields"].keys()
    [charge] = records(api, "stripe.charge", about=made["id"])
    assert charge["id"] == made["latest_charge"]
    assert charge["about"] == {"kind": "stripe.payment_intent", "id": made["id"]}
    assert records(api, "stripe.payment_intent", id=charge["id"]) == []
    assert records(api, "stripe.payment_method", id=made["id"]) == []


def test_a_charge_without_an_intent_is_about_nothing(api: httpx.Client):
    key = {"Authorization": "Bearer sk_test_anything"}
    sent = {"amount": 500, "currency": "jpy", "source": "tok_visa"}
    made = api.post("/v1/charges", data=sent, headers=key).json()
    [charge] = records(api, "stripe.charge", id=made["id"])
    assert (charge["amount"], charge["about"]) == (500, None)


def test_a_kind_that_there_is_not_is_refused(api: httpx.Client):
    answer = api.get("/_control/records?kind=cards.paymnt")
    assert "did you mean 'cards.payment'?" in refused(answer, "unknown_name")["/query/kind"]


def test_events_can_be_those_of_one_record(api: httpx.Client):
    payment = paid(api, "99.99")
    paid(api, "20.00")
    api.post(f"/api/v1/transactions/{payment}/refund", json={"amount": 9.99})
    events = api.get("/_control/events", params={"subject": payment}).json()["events"]
    assert [each["type"] for each in events] == ["payment.approved", "payment.refunded"]


def test_the_ledger_balances(api: httpx.Client):
    payment = paid(api, "99.99")
    api.post(f"/api/v1/transactions/{payment}/refund", json={"amount": 9.99})
    authorize(api, "20.00")
    page = api.get("/_control/ledger?limit=2").json()
    assert page["balances"] == [
        {
            "account": "acquirer_receivable",
            "currency": "USD",
            "debits": 119.99,
            "credits": 9.99,
            "balance": 110.0,
        },
        {
            "account": "merchant_balance",
            "currency": "USD",
            "debits": 9.99,
            "credits": 119.99,
            "balance": -110.0,
        },
    ]
    assert [each["amount"] for each in page["entries"]] == [20.0, 9.99]
    assert page["entries"][1]["debit"] == "merchant_balance"
    rest = api.get(f"/_control/ledger?cursor={page['next_cursor']}").json()
    assert [each["subject"] for each in rest["entries"]] == [payment]


def test_what_falls_due_is_listed_and_the_clock_goes_there(api: httpx.Client):
    answer = api.post("/_control/clock/advance", json={"to": "next_due"})
    assert problem(answer) == (409, "nothing_due")
    stand_still(api, NOON)
    charge = charged(api)
    due = api.get("/_control/clock/due?limit=1").json()
    assert (due["now"], due["frozen"]) == ("2026-01-27T12:00:00.000Z", True)
    [first] = due["due"]
    assert first == {
        "at": "2026-01-27T12:30:00.000Z",
        "action": "charge_expiry",
        "kind": "pix.charge",
        "id": str(charge["id"]),
    }
    clock = api.post("/_control/clock/advance", json={"to": "next_due"}).json()
    assert (clock["now"], clock["frozen"]) == (first["at"], True)
    [expired] = records(api, "pix.charge")
    assert expired["status"] == "expired"


@pytest.mark.parametrize("body", [{}, {"to": "later"}, {"by": "1h", "to": "next_due"}])
def test_the_clock_advances_by_one_thing_alone(api: httpx.Client, body: dict[str, str]):
    answer = api.post("/_control/clock/advance", json=body)
    assert problem(answer) == (400, "invalid_request")
