"""PIX as the central bank's API Pix tells it to a receiver."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.journeys.webhooks.hooks import advance, deliveries, freeze, pay, register
from tests.receiver import Answer, Received, Receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver().listening() as listening:
        yield listening


def charge(api: httpx.Client) -> dict[str, Any]:
    made: dict[str, Any] = api.post("/payments", json={"value": 10.0}).json()["payment"]
    return made


def confirm(api: httpx.Client, made: dict[str, Any]) -> None:
    body = {"bank_payment_id": made["bank_payment_id"], "value": made["value"]}
    assert api.post("/payments/pix/confirmation", json=body).status_code == 200


def the_pix(request: Received) -> dict[str, Any]:
    assert request.path == "/hooks/pix"
    assert not [name for name in request.headers if name.startswith("webhook-")]
    [pix] = request.json()["pix"]
    found: dict[str, Any] = pix
    return found


def test_money_that_comes_in_and_goes_back_is_told(api: httpx.Client, receiver: Receiver):
    freeze(api)
    endpoint = register(api, receiver, format="bacen")
    assert endpoint["secrets"] == []
    made = charge(api)
    confirm(api, made)
    paid = the_pix(receiver.next())
    assert re.fullmatch("E99999999202601271200[a-z0-9]{11}", paid["endToEndId"])
    assert re.fullmatch("[a-zA-Z0-9]{26,35}", paid.pop("txid"))
    assert (paid["valor"], paid["horario"]) == ("10.00", "2026-01-27T12:00:00.000Z")
    advance(api, "1h")
    given_back = api.post(f"/payments/pix/{made['id']}/refund", json={"value": 4.0})
    assert given_back.is_success, given_back.text
    returned = the_pix(receiver.next())
    [devolucao] = returned.pop("devolucoes")
    assert returned.items() >= paid.items()
    assert re.fullmatch("D99999999202601271300[a-z0-9]{11}", devolucao["rtrId"])
    assert (devolucao["valor"], devolucao["status"]) == ("4.00", "DEVOLVIDO")
    assert devolucao["horario"]["liquidacao"] == "2026-01-27T13:00:00.000Z"


def test_a_return_is_told_when_it_is_decided_and_not_before(api: httpx.Client, receiver: Receiver):
    freeze(api)
    source = """
scenario: 1
name: slow-bank
rules:
  - id: asks-first
    when: {operation: pix.refund_payment, amount: 4.00}
    then: {pending: bank, later: [{after: 1h, approved: true}]}
  - id: says-no
    when: {operation: pix.refund_payment}
    then: {declined: do_not_honor, message: The account is closed}
"""
    api.put("/_control/scenarios/slow-bank", json={"source": source}).raise_for_status()
    api.put("/_control/scenarios/active", json={"name": "slow-bank"}).raise_for_status()
    made = charge(api)
    confirm(api, made)
    register(api, receiver, format="bacen")
    api.post(f"/payments/pix/{made['id']}/refund", json={"value": 4.0}).raise_for_status()
    assert deliveries(api) == []
    api.post(f"/payments/pix/{made['id']}/refund", json={"value": 1.0}).raise_for_status()
    under_way, refused = the_pix(receiver.next())["devolucoes"]
    assert (under_way["status"], under_way["horario"]) == (
        "EM_PROCESSAMENTO",
        {"solicitacao": "2026-01-27T12:00:00.000Z"},
    )
    assert (refused["status"], refused["motivo"]) == ("NAO_REALIZADO", "The account is closed")
    advance(api, "1h")
    done, _ = the_pix(receiver.next())["devolucoes"]
    assert (done["status"], done["horario"]["liquidacao"]) == (
        "DEVOLVIDO",
        "2026-01-27T13:00:00.000Z",
    )


def test_nothing_else_is_told_in_that_form(api: httpx.Client, receiver: Receiver):
    freeze(api)
    register(api, receiver, format="bacen")
    charge(api)
    pay(api)
    advance(api, "1h")  # the charge expires
    assert receiver.is_empty
    assert deliveries(api) == []


def test_it_is_retried_as_well(api: httpx.Client, receiver: Receiver):
    freeze(api)
    register(api, receiver, format="bacen", url=f"{receiver.url}/hooks/")
    receiver.answers = [Answer(500), Answer(200)]
    confirm(api, charge(api))
    first = receiver.next()
    advance(api, "5s")
    assert receiver.next().body == first.body
    assert the_pix(first)["valor"] == "10.00"
