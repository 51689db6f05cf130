"""The books of a sandbox: proved over HTTP at any moment, and a broken one is told."""

import httpx

from paydrill.app import build
from paydrill.payments.channels import ACQUIRER
from paydrill.settings import Settings
from tests.in_process import Asked, InProcess, as_json
from tests.journeys.shopping import authorize, paid


def test_the_figures_are_what_was_done(api: httpx.Client):
    payment = paid(api, "99.99")
    api.post(f"/api/v1/transactions/{payment}/refund", json={"amount": 9.99})
    authorize(api, "20.00", capture=False)
    api.post("/payments", json={"value": 5})
    answer = api.get("/_control/invariants")
    assert answer.status_code == 200
    proof = answer.json()
    assert "debits_equal_credits" in proof["holds"]
    brl, usd = proof["figures"]
    assert (brl["currency"], brl["pix_paid"]) == ("BRL", 0)
    assert usd == {
        "currency": "USD",
        "authorized": 119.99,
        "captured": 99.99,
        "refunded": 9.99,
        "refunds_pending": 0,
        "pix_paid": 0,
        "pix_returned": 0,
        "debits": 109.98,
        "credits": 109.98,
        "unsettled": 90.0,
        "settled": 0,
        "fees": 0,
        "paid_out": 0,
        "disputes_withdrawn": 0,
        "disputes_won_back": 0,
        "disputes_lost": 0,
        "disputes_open": 0,
    }


def test_records_that_do_not_add_up_are_a_500_that_names_them():
    built = build(Settings(store="memory:"))
    server = InProcess(built.application)
    body = {"card_number": "4111111111111111", "amount": 5, "currency": "USD"}
    made = server.ask(as_json("POST", "/payment", {**body, "customer_name": "Ada"})).json()

    def spoil(tx):
        payment = tx.get(ACQUIRER.table, made["payment_id"])
        tx.put(ACQUIRER.table, payment._replace(captured_minor=400))

    built.store.transact("default", spoil)
    answer = server.ask(Asked("GET", "/_control/invariants"))
    server.close()
    assert (answer.status, answer.json()["code"]) == (500, "invariant_broken")
    assert answer.json()["detail"].startswith("Broken: ledger_agrees. ")
    pointer = f"/acquirer_payments/{made['payment_id']}"
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
