"""Rules of any operation on our own services: what was sent is matched, and they are answered."""

from typing import Any

import httpx
import pytest

from tests.journeys.shopping import AUTHORIZATION, problem

OUTCOMES = "/_control/outcomes"
AUTHORIZE = "acquirer.authorize_payment"


def next_meets(api: httpx.Client, when: dict[str, Any], then: dict[str, Any]) -> None:
    told = api.post(OUTCOMES, json={"when": when, "then": then})
    assert told.status_code == 201, told.text


def pay(api: httpx.Client, **more: Any) -> httpx.Response:
    return api.post("/payment", json=AUTHORIZATION | more)


def test_a_payment_is_declined_by_what_its_body_has(api: httpx.Client):
    body = {"/customer_name": "Ada*", "/amount": {"min": 200}}
    next_meets(api, {"operation": AUTHORIZE, "body": body}, {"declined": "do_not_honor"})
    assert pay(api, amount=199).json()["status"] == "captured"
    assert pay(api, amount=200).json()["decline_code"] == "do_not_honor"


def test_a_lookup_is_told_by_its_path(api: httpx.Client):
    found = pay(api).json()["payment_id"]
    when = {"operation": "acquirer.get_status", "path": {"payment_id": found}}
    next_meets(api, when, {"fault": {"status": 503, "effect": "none"}})
    assert api.get(f"/status/{pay(api).json()['payment_id']}").status_code == 200
    assert api.get(f"/status/{found}").status_code == 503


def test_an_answer_of_a_rule_moves_no_money(api: httpx.Client):
    before = len(api.get("/_control/events").json()["events"])
    then = {"respond": {"status": 503, "body": {"/detail": "Closed for the night"}}}
    next_meets(api, {"operation": AUTHORIZE}, then)
    told = pay(api)
    assert problem(told)[0] == 503
    assert told.json()["detail"] == "Closed for the night"
    assert told.headers["Paydrill-Rule"] == "one-shot/1"
    assert len(api.get("/_control/events").json()["events"]) == before
    assert pay(api).status_code == 201


@pytest.mark.parametrize(
    ("when", "pointer", "words"),
    [
        ({"body": {"/custmer_name": "x"}}, "/when", "did you mean '/customer_name'?"),
        ({"body": {"/amount": "5"}}, "/when", "this is never met: /amount must be a number"),
        ({"query": {"limit": 3}}, "/when", "no parameter 'limit' in its query; it has none"),
    ],
)
def test_what_our_contracts_do_not_have_is_refused(
    api: httpx.Client, when: dict[str, Any], pointer: str, words: str
):
    rule = {"when": {"operation": AUTHORIZE} | when, "then": {"declined": "do_not_honor"}}
    told = api.post(OUTCOMES, json=rule)
    assert problem(told)[0] == 400
    [error] = told.json()["errors"]
    assert error["pointer"] == pointer
    assert words in error["message"]


def test_what_the_engine_refuses_is_answered_too(api: httpx.Client):
    unknown = "pay_unknown"
    when = {"operation": "acquirer.capture_payment", "path": {"payment_id": unknown}}
    next_meets(api, when, {"respond": {"status": 503, "headers": {"Retry-After": "7"}}})
    told = [api.post(f"/capture/{unknown}", json={}) for _ in range(2)]
    assert [each.status_code for each in told] == [503, 404]
    assert told[0].headers["Retry-After"] == "7"
