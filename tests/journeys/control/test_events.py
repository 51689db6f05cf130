"""Events over HTTP: read page by page, or waited for."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from tests.journeys.shopping import paid, pointers, stand_still
from tests.server_process import IN_MEMORY, running

EVENTS = "/_control/events"
POLLS = 40
WAIT_S = 30


def events(api: httpx.Client, **query: Any) -> dict[str, Any]:
    """A page of events."""
    answer = api.get(EVENTS, params=query)
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    return page


@contextmanager
def waiting(api: httpx.Client, **query: Any) -> Iterator[Any]:
    """A poll that is under way; its answer is the result."""
    with ThreadPoolExecutor(1) as pool, httpx.Client(base_url=api.base_url, timeout=60) as own:
        yield pool.submit(events, own, **query)


def test_what_happened_is_told_in_order(api: httpx.Client):
    stand_still(api, "2026-01-27T12:00:00Z")
    payment = paid(api, "99.99")
    api.post(f"/api/v1/transactions/{payment}/refund", json={"amount": 9.99})
    page = events(api)
    assert [(each["sequence"], each["type"]) for each in page["events"]] == [
        (1, "payment.approved"),
        (2, "refund.approved"),
        (3, "payment.refunded"),
    ]
    assert page["events"][2] == {
        "sequence": 3,
        "type": "payment.refunded",
        "at": "2026-01-27T12:00:00.000Z",
        "subject": payment,
        "status": "partially_refunded",
        "amount": 9.99,
        "currency": "USD",
    }
    assert (page["next_after"], page["last"]) == (3, 3)


def test_one_reads_on_where_one_was(api: httpx.Client):
    for _ in range(5):
        api.post("/payments", json={"value": 10})
    seen, page = [], events(api, limit=2)
    while page["events"]:
        seen += [each["sequence"] for each in page["events"]]
        page = events(api, after=page["next_after"], limit=2)
    assert seen == [1, 2, 3, 4, 5]
    assert events(api, type="pix.confirmed") == page | {"next_after": 5}


def test_types_are_repeated_or_separated_by_commas(api: httpx.Client):
    paid(api, "99.99")
    charge = api.post("/payments", json={"value": 10}).json()["payment"]
    confirmation = {"bank_payment_id": charge["bank_payment_id"], "value": 10}
    api.post("/payments/pix/confirmation", json=confirmation)
    for wanted in (["payment.*", "pix.confirmed"], "payment.*,pix.confirmed"):
        found = [each["type"] for each in events(api, type=wanted)["events"]]
        assert found == ["payment.approved", "pix.confirmed"]
    assert len(events(api, type=["*", "pix.created"])["events"]) == 3


def test_a_reset_begins_again_and_can_be_told(api: httpx.Client):
    api.post("/payments", json={"value": 10})
    api.post("/_control/reset")
    assert events(api, after=1)["last"] == 0


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({"after": -1}, "/query/after"),
        ({"limit": 0}, "/query/limit"),
        ({"limit": 1001}, "/query/limit"),
        ({"type": "Payment"}, "/query/type/0"),
        ({"type": ["payment.*", "PIX"]}, "/query/type/1"),
        ({"wait_s": 31}, "/query/wait_s"),
        ({"wait_s": 0.5}, "/query/wait_s"),
    ],
)
def test_a_page_that_cannot_be_names_the_parameter(
    api: httpx.Client, query: dict[str, Any], wrong: str
):
    assert pointers(api.get(EVENTS, params=query)) == [wrong]


def test_who_waits_is_told_as_soon_as_something_happens(api: httpx.Client):
    with waiting(api, wait_s=30) as poll:
        api.post("/payments", json={"value": 10})
        [event] = poll.result()["events"]
    assert (event["sequence"], event["type"]) == (1, "pix.created")


def test_what_is_there_already_is_not_waited_for(api: httpx.Client):
    api.post("/payments", json={"value": 10})
    assert len(events(api, wait_s=30)["events"]) == 1


def test_other_types_and_other_sandboxes_do_not_end_the_wait(api: httpx.Client):
    charge = api.post("/payments", json={"value": 10}).json()["payment"]
    with waiting(api, wait_s=30, type="pix.confirmed") as poll:
        httpx.post(f"{api.base_url.copy_with(path='/')}payments", json={"value": 10})
        api.post("/payments", json={"value": 20})
        confirmation = {"bank_payment_id": charge["bank_payment_id"], "value": 10}
        api.post("/payments/pix/confirmation", json=confirmation)
        [event] = poll.result()["events"]
    assert (event["sequence"], event["type"]) == (3, "pix.confirmed")


def test_where_nothing_happens_the_wait_ends_with_nothing(api: httpx.Client):
    assert events(api, wait_s=1)["events"] == []


def test_what_falls_due_by_itself_is_told_to_those_who_wait(api: httpx.Client):
    charge = api.post("/payments", json={"value": 10, "expires_in_s": 60}).json()["payment"]
    api.post("/_control/clock/advance", json={"by": "59700ms"})
    [event] = events(api, wait_s=30, after=1)["events"]
    assert (event["type"], event["subject"]) == ("pix.expired", str(charge["id"]))


def test_many_who_wait_hold_up_nobody(api: httpx.Client):
    with ThreadPoolExecutor(POLLS) as pool:
        polls = [
            pool.submit(
                httpx.get, f"{api.base_url}{EVENTS.lstrip('/')}", params={"wait_s": 30}, timeout=60
            )
            for _ in range(POLLS)
        ]
        for _ in range(20):
            assert api.get("/_control/clock").status_code == 200
        api.post("/payments", json={"value": 10})
        assert [len(poll.result().json()["events"]) for poll in polls] == [1] * POLLS


def test_a_server_that_stops_does_not_wait_for_those_who_wait():
    with running(*IN_MEMORY) as server, httpx.Client(base_url=f"{server.url}/~waiting") as own:
        with waiting(own, wait_s=WAIT_S) as poll:
            # The sandbox is there once the poll has been seen.
            while own.get("/_control/sandboxes/waiting").status_code == 404:
                pass
            assert server.stop(patience_s=WAIT_S / 2) == 0
            assert poll.result()["events"] == []
        assert server.log() == ""
