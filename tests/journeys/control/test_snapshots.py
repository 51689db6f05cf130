"""Snapshots over HTTP: taken, listed, restored, deleted; and those who were listening."""

import re
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosedError
from websockets.sync.client import connect

from tests.journeys.shopping import authorize, pay, pointers, problem, stand_still

SNAPSHOTS = "/_control/snapshots"
NOON = "2026-01-27T12:00:00Z"


def restore(api: httpx.Client, name: str) -> None:
    answer = api.post(f"{SNAPSHOTS}/{name}/restore")
    assert answer.status_code == 200, answer.text


def shopping(api: httpx.Client) -> list[tuple[int, str, Any]]:
    """What a dozen calls are answered, ids and times included."""
    realistic = [pay(api, f"{amount}.00") for amount in range(10, 20)]
    key = {"Idempotency-Key": "refund-1"}
    refunds = [
        api.post(f"/api/v1/transactions/{answer.json()['transaction_id']}/refund", headers=key)
        for answer in realistic[:1]
    ]
    answers = [*realistic, authorize(api, "5"), *refunds, api.post("/settlements")]
    answers.append(api.get("/_control/events?limit=1000"))
    return [
        (each.status_code, each.headers.get("Paydrill-Rule", ""), each.json()) for each in answers
    ]


def test_the_same_calls_after_a_restore_are_answered_the_same(api: httpx.Client):
    stand_still(api, NOON)
    api.put("/_control/scenarios/active", json={"name": "realistic"})
    shopping(api)
    taken = api.post(SNAPSHOTS, json={"name": "then"})
    assert taken.status_code == 201, taken.text
    api.post("/_control/outcomes", json={"when": {}, "then": {"declined": "stolen_card"}})
    api.post(f"{SNAPSHOTS}/then/restore")
    first = shopping(api)
    api.put("/_control/scenarios/active", json={"name": "default"})
    api.post("/_control/clock/advance", json={"by": "9d"})
    restore(api, "then")
    assert shopping(api) == first
    assert api.get("/_control/invariants").status_code == 200


def test_snapshots_are_taken_listed_looked_at_and_deleted(api: httpx.Client):
    stand_still(api, NOON)
    pay(api, "10.00")
    numbered = api.post(SNAPSHOTS)
    named = api.post(SNAPSHOTS, json={"name": "cart-paid"})
    assert (numbered.status_code, named.status_code) == (201, 201)
    assert named.json() == {
        "name": "cart-paid",
        "records": 3,
        "events": 1,
        "scenario": "default",
        "now": "2026-01-27T12:00:00.000Z",
        "frozen": True,
        "taken_at": named.json()["taken_at"],
    }
    listed = api.get(SNAPSHOTS).json()
    assert listed["snapshots"] == [numbered.json(), named.json()]
    assert api.get(f"{SNAPSHOTS}/cart-paid").json() == named.json()
    assert problem(api.post(SNAPSHOTS, json={"name": "cart-paid"})) == (409, "snapshot_exists")
    assert api.delete(f"{SNAPSHOTS}/cart-paid").status_code == 204
    for gone in (
        api.get(f"{SNAPSHOTS}/cart-paid"),
        api.delete(f"{SNAPSHOTS}/cart-paid"),
        api.post(f"{SNAPSHOTS}/cart-paid/restore"),
    ):
        assert problem(gone) == (404, "snapshot_not_found")
    for _ in range(listed["most"] - 1):
        assert api.post(SNAPSHOTS).status_code == 201
    assert problem(api.post(SNAPSHOTS)) == (409, "too_many_snapshots")


@pytest.mark.parametrize("body", [{"name": "Upper"}, {"name": ""}, {"name": 7}, {"nmae": "then"}])
def test_a_snapshot_that_cannot_be_named_so_says_it(api: httpx.Client, body: dict[str, Any]):
    assert pointers(api.post(SNAPSHOTS, json=body)) == ["/" + next(iter(body))]


def test_a_clock_that_runs_goes_on_from_the_moment_of_the_snapshot(api: httpx.Client):
    api.put("/_control/clock", json={"now": "2030-06-01T12:00:00Z"})
    taken = api.post(SNAPSHOTS, json={"name": "then"}).json()
    api.post("/_control/clock/advance", json={"by": "400d"})
    restore(api, "then")
    clock = api.get("/_control/clock").json()
    assert clock["frozen"] is False
    assert taken["now"] <= clock["now"] < "2030-06-01T12:01:00Z"


def test_an_answer_kept_under_a_key_is_restored_with_what_it_tells_of(api: httpx.Client):
    token = pay(api, "1.00").json()["token"]
    order = {"token": token, "amount": 10, "customer_id": "cust_123"}
    api.post(SNAPSHOTS, json={"name": "before"})
    key = {"Idempotency-Key": "order-1"}
    first = api.post("/api/v1/payments", json=order, headers=key)
    api.post(SNAPSHOTS, json={"name": "after"})
    restore(api, "before")
    again = api.post("/api/v1/payments", json=order, headers=key)
    assert "Idempotency-Replayed" not in again.headers
    restore(api, "after")
    replayed = api.post("/api/v1/payments", json=order, headers=key)
    assert replayed.headers["Idempotency-Replayed"] == "true"
    assert replayed.json() == first.json()


@pytest.mark.parametrize("how", ["restore", "reset"])
def test_who_listens_is_told_that_what_was_told_has_not_happened(api: httpx.Client, how: str):
    pay(api, "1.00")
    api.post(SNAPSHOTS, json={"name": "then"})
    pay(api, "2.00")
    url = re.sub("^http", "ws", str(api.base_url).rstrip("/")) + "/ws?after=1"
    with connect(url) as socket:
        socket.recv(timeout=10)
        assert '"sequence":2' in socket.recv(timeout=10)
        api.post({"restore": f"{SNAPSHOTS}/then/restore", "reset": "/_control/reset"}[how])
        with pytest.raises(ConnectionClosedError) as closed:
            socket.recv(timeout=10)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4409
    page = api.get("/_control/events?after=2").json()
    assert (page["events"], page["last"]) == ([], {"restore": 1, "reset": 0}[how])
