"""Each status of payments, disputes and mandates: it is reached, and refuses what it forbids."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from paydrill.payments.lifecycle import DISPUTE, MANDATE, PAYMENT
from tests.journeys.shopping import authorize

CREATE = {"operation": "acquirer.authorize_payment"}


def next_outcome(api: httpx.Client, **then: Any) -> None:
    rule = {"when": CREATE, "then": then}
    api.post("/_control/outcomes", json=rule).raise_for_status()


def advance(api: httpx.Client, by: str) -> None:
    api.post("/_control/clock/advance", json={"by": by}).raise_for_status()


def held(api: httpx.Client) -> str:
    return str(authorize(api, "100.00", capture=False).json()["payment_id"])


def captured(api: httpx.Client) -> str:
    return str(authorize(api, "100.00").json()["payment_id"])


def decided(api: httpx.Client, **then: Any) -> str:
    next_outcome(api, **then)
    return captured(api)


def captured_in_part(api: httpx.Client) -> str:
    payment = held(api)
    api.post(f"/capture/{payment}", json={"amount": 40, "final": False}).raise_for_status()
    return payment


def refunded(api: httpx.Client, amount: float) -> str:
    payment = captured(api)
    api.post(f"/refund/{payment}", json={"amount": amount}).raise_for_status()
    return payment


def voided(api: httpx.Client) -> str:
    payment = held(api)
    api.post(f"/void/{payment}").raise_for_status()
    return payment


def expired(api: httpx.Client) -> str:
    payment = held(api)
    advance(api, "7d")
    return payment


REACHED: dict[str, Callable[[httpx.Client], str]] = {
    "requires_action": lambda api: decided(api, challenge="required"),
    "pending": lambda api: decided(api, pending="review"),
    "authorized": held,
    "partially_captured": captured_in_part,
    "captured": captured,
    "partially_refunded": lambda api: refunded(api, 40),
    "refunded": lambda api: refunded(api, 100),
    "declined": lambda api: decided(api, declined="do_not_honor"),
    "voided": voided,
    "expired": expired,
}

PART = {"amount": 10}
CALLS: dict[str, tuple[str, dict[str, Any] | None]] = {
    "capture": ("/capture/{}", PART),
    "void": ("/void/{}", None),
    "increment": ("/increment/{}", PART),
    "decrement": ("/decrement/{}", PART),
    "reverse": ("/reverse/{}", None),
    "refund": ("/refund/{}", PART),
    "dispute": ("/_control/disputes", {"payment": "{}", "reason": "general", **PART}),
    "warn": ("/_control/fraud_warnings", {"payment": "{}", "type": "misc"}),
}

# What each status takes; everything else is refused with the code of its operation.
TAKES = {
    "requires_action": {"void", "reverse"},
    "pending": set[str](),
    "authorized": {"capture", "void", "increment", "decrement", "reverse"},
    "partially_captured": {"capture", "void", "reverse", "dispute", "warn"},
    "captured": {"reverse", "refund", "dispute", "warn"},
    "partially_refunded": {"reverse", "refund", "dispute", "warn"},
    "refunded": {"warn"},
    "declined": set[str](),
    "voided": set[str](),
    "expired": set[str](),
}
CODES = {
    "capture": "not_capturable",
    "void": "not_voidable",
    "increment": "not_adjustable",
    "decrement": "not_adjustable",
    "reverse": "not_refundable",
    "refund": "not_refundable",
    "dispute": "not_disputable",
    "warn": "not_disputable",
}


def call(api: httpx.Client, name: str, payment: str) -> httpx.Response:
    path, body = CALLS[name]
    filled = {key: payment if each == "{}" else each for key, each in (body or {}).items()}
    return api.post(path.format(payment), json=filled) if body else api.post(path.format(payment))


def code_of(answer: httpx.Response) -> str:
    """The code of a refusal; empty for what was done."""
    return "" if answer.is_success else str(answer.json()["code"])


def test_every_status_of_a_payment_is_reached():
    assert REACHED.keys() == PAYMENT.statuses == TAKES.keys()


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("status", REACHED)
def test_a_payment_takes_what_its_status_allows(api: httpx.Client, status: str, name: str):
    payment = REACHED[status](api)
    before = api.get(f"/status/{payment}").json()
    assert before["status"] == status
    assert code_of(call(api, name, payment)) == ("" if name in TAKES[status] else CODES[name])
    if name not in TAKES[status]:
        assert api.get(f"/status/{payment}").json() == before
    assert api.get("/_control/invariants").status_code == 200


def disputed(api: httpx.Client, *steps: tuple[str, dict[str, Any]], stage: str) -> str:
    """A dispute that went through these calls."""
    body = {"payment": captured(api), "reason": "general", "stage": stage}
    dispute = str(api.post("/_control/disputes", json=body).json()["dispute_id"])
    for path, sent in steps:
        api.post(path.format(dispute), json=sent).raise_for_status()
    return dispute


def answering(step: str) -> tuple[str, dict[str, Any]]:
    if step in {"won", "lost", "escalated"}:
        return "/_control/disputes/{}/decide", {"result": step}
    return (
        ("/disputes/{}/accept", {})
        if step == "accept"
        else (
            "/disputes/{}/evidence",
            {"text": "Signed for."},
        )
    )


DISPUTES = {
    "inquiry": ("inquiry", []),
    "needs_response": ("chargeback", []),
    "under_review": ("chargeback", ["evidence"]),
    "won": ("chargeback", ["won"]),
    "lost": ("chargeback", ["lost"]),
    "accepted": ("chargeback", ["accept"]),
}
DISPUTE_TAKES = {
    "inquiry": {"evidence", "won", "escalated"},
    "needs_response": {"evidence", "accept", "won", "lost"},
    "under_review": {"won", "lost"},
    "won": {"escalated"},
    "lost": set[str](),
    "accepted": set[str](),
}


def test_every_status_of_a_dispute_is_reached():
    assert DISPUTES.keys() == DISPUTE.statuses == DISPUTE_TAKES.keys()


@pytest.mark.parametrize("step", ["evidence", "accept", "won", "lost", "escalated"])
@pytest.mark.parametrize("status", DISPUTES)
def test_a_dispute_takes_what_its_status_allows(api: httpx.Client, status: str, step: str):
    stage, steps = DISPUTES[status]
    dispute = disputed(api, *map(answering, steps), stage=stage)
    before = api.get(f"/disputes/{dispute}").json()
    assert before["status"] == status
    path, body = answering(step)
    code = "dispute_not_escalatable" if step == "escalated" else "dispute_not_open"
    answer = api.post(path.format(dispute), json=body)
    assert code_of(answer) == ("" if step in DISPUTE_TAKES[status] else code)
    if step not in DISPUTE_TAKES[status]:
        assert api.get(f"/disputes/{dispute}").json() == before
    assert api.get("/_control/invariants").status_code == 200


@pytest.mark.parametrize("status", sorted(MANDATE.statuses))
def test_a_mandate_takes_updates_while_it_is_active(api: httpx.Client, status: str):
    mandate = authorize(api, "5.00", store_card=True).json()["mandate_id"]
    path = f"/_control/mandates/{mandate}/card"
    if status == "inactive":
        api.post(path, json={"update": "closed"}).raise_for_status()
    expected = "mandate_inactive" if status == "inactive" else ""
    for update in ("new_expiry", "new_number", "closed"):
        assert code_of(api.post(path, json={"update": update})) == expected
