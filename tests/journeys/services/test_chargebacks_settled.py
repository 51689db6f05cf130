"""Over HTTP: disputes days after the capture, in every file, to the cent, and paid out."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from lxml import etree

from tests.journeys.shopping import authorize, problem, stand_still
from tests.server_process import IN_MEMORY, running
from tests.settlement_files import READERS, SCHEMA

MORNING = "2026-01-27T09:00:00.000Z"
SCENARIO = """
scenario: 1
name: chargebacks
rules:
  - id: approved
    when: {operation: [acquirer.authorize_payment, acquirer.refund_payment]}
    then: {approved: true}
settlement:
  refunds_return_fees: true
  fees: [{markup: {percent: 1}}]
  dispute_fee: 15.00
  won_disputes_return_fee: true
  payouts: [{currency: EUR, failed: account_closed}, {paid: true}]
"""
PAYMENT = [("payment", "100.00", "1.00"), ("refund", "-25.50", "-0.25")]
WITHDRAWN = [("chargeback", "-74.50", "0.00"), ("dispute_fee", "0.00", "15.00")]
WON = [("chargeback_reversal", "74.50", "0.00"), ("dispute_fee", "0.00", "-15.00")]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    file: Path = tmp_path_factory.mktemp("scenarios") / "chargebacks.yaml"
    file.write_text(SCENARIO, encoding="utf-8")
    with running(*IN_MEMORY, "--scenario", str(file)) as started:
        yield started.url


@pytest.fixture
def merchant(shop: str, request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    name = request.node.name.replace("_", "-").translate({ord(each): "-" for each in "[]"})
    with httpx.Client(base_url=f"{shop}/~{name[-50:].strip('-')}", timeout=30) as client:
        stand_still(client, MORNING)
        yield client


def done(answer: httpx.Response):
    assert answer.status_code in {200, 201}, answer.text
    return answer.json()


def advance(api: httpx.Client, by: str) -> None:
    done(api.post("/_control/clock/advance", json={"by": by}))


def disputed(api: httpx.Client, currency: str = "USD") -> str:
    """The id of a dispute, three days after a payment of which a part was refunded."""
    payment = done(authorize(api, "100.00", currency=currency))["payment_id"]
    done(api.post(f"/refund/{payment}", json={"amount": 25.5}))
    advance(api, "3d")
    wanted = {"payment": payment, "reason": "fraudulent"}
    opened = done(api.post("/_control/disputes", json=wanted))
    assert opened["amount"] == 74.5
    assert problem(api.post(f"/refund/{payment}"))[1] == "payment_disputed"
    return str(opened["dispute_id"])


def files(api: httpx.Client, currency: str = "USD") -> list[tuple[str, str, str]]:
    """Kind, gross and fees of all lines, oldest first, once all formats have said the same."""
    lines = []
    listed = done(api.get("/settlements", params={"currency": currency, "limit": 100}))["batches"]
    for batch in reversed(listed):
        read = {}
        for name, reader in READERS.items():
            url = f"/settlements/{batch['batch_id']}/file"
            content = api.get(url, params={"format": name}).content
            read[name] = reader(content)
            if name == "camt053":
                SCHEMA.assertValid(etree.fromstring(content))
        assert all(each == read["csv"] for each in read.values())
        key = done(api.get(f"/_control/settlements/{batch['batch_id']}/answer-key"))
        assert key["breaks"] == []
        net = sum(line.net for line in read["csv"].lines)
        assert float(net) == batch["net"]
        lines += [(line.kind, f"{line.gross}", f"{line.markup}") for line in read["csv"].lines]
    return lines


def proven(api: httpx.Client, currency: str = "USD"):
    figures = done(api.get("/_control/invariants"))["figures"]
    return next(each for each in figures if each["currency"] == currency)


def test_a_dispute_that_is_lost(merchant: httpx.Client):
    disputed(merchant)
    dispute = done(merchant.get("/disputes"))["disputes"][0]["dispute_id"]
    done(merchant.post(f"/_control/disputes/{dispute}/decide", json={"result": "lost"}))
    advance(merchant, "2d")
    assert files(merchant) == PAYMENT + WITHDRAWN
    figures = proven(merchant)
    withdrawn, lost = figures["disputes_withdrawn"], figures["disputes_lost"]
    assert (withdrawn, lost, figures["disputes_won_back"]) == (74.5, 74.5, 0)


def test_a_dispute_that_is_won(merchant: httpx.Client):
    dispute = disputed(merchant)
    won = merchant.post(f"/disputes/{dispute}/evidence", json={"text": "winning_evidence"})
    assert done(won)["status"] == "won"
    advance(merchant, "2d")
    assert files(merchant) == PAYMENT + WITHDRAWN + WON
    figures = proven(merchant)
    assert (figures["disputes_withdrawn"], figures["disputes_won_back"]) == (74.5, 74.5)
    assert figures["paid_out"] == 73.75  # what was not refunded, less 1 percent of it


def test_payouts_are_told_and_one_that_fails_comes_back(merchant: httpx.Client):
    done(authorize(merchant, "10.00", currency="EUR"))
    closed = done(merchant.post("/settlements", json={"currency": "EUR"}))["batches"][0]
    payout = f"/payouts/{closed['payout_id']}"
    assert done(merchant.get(payout))["status"] == "in_transit"
    advance(merchant, "1d")
    failed = done(merchant.get(payout))
    assert (failed["status"], failed["failure_code"]) == ("failed", "account_closed")
    assert failed["amount"] == closed["payout"] == 9.9
    advance(merchant, "1d")
    assert files(merchant, "EUR")[:2] == [
        ("payment", "10.00", "0.10"),
        ("payout_reversal", "9.90", "0.00"),
    ]
    listed = done(merchant.get("/payouts", params={"status": "failed", "currency": "EUR"}))
    assert closed["payout_id"] in {each["payout_id"] for each in listed["payouts"]}
    events = done(merchant.get("/_control/events", params={"limit": 100}))["events"]
    told = [each["type"] for each in events if each["subject"] == closed["payout_id"]]
    assert sorted(told) == ["payout.created", "payout.failed"]
    proven(merchant, "EUR")
