"""Webhooks to receivers that ask for time, are dead for a while, or want each object in order."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx
import pytest

from tests.journeys.webhooks.hooks import CARD, advance, deliveries, freeze, pay, register, whole
from tests.receiver import Answer, Receiver
from tests.server_process import IN_MEMORY, PLAIN, running

OPENS_AFTER = 3


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver().listening() as listening:
        yield listening


def endpoint_of(api: httpx.Client) -> dict[str, Any]:
    [found] = api.get("/_control/webhooks/endpoints").json()["endpoints"]
    return dict(found)


def change(api: httpx.Client, **wanted: Any) -> httpx.Response:
    path = f"/_control/webhooks/endpoints/{endpoint_of(api)['id']}"
    return api.patch(path, json=wanted)


def asking(status: int, value: str, *more: tuple[str, str]) -> Answer:
    return Answer(status, headers=(("Retry-After", value), *more))


@pytest.mark.parametrize("status", [429, 503, 500, 302])
def test_a_receiver_that_asks_for_time_is_given_it_on_the_sandboxs_clock(
    api: httpx.Client, receiver: Receiver, status: int
):
    freeze(api)
    register(api, receiver)
    receiver.answers = [asking(status, "120"), asking(status, "1"), Answer()]
    pay(api)
    request = receiver.next()
    advance(api, "119s")
    assert receiver.is_empty
    found = whole(api, request)
    assert found["delivery"]["next_attempt_at"] == "2026-01-27T12:02:00.000Z"
    advance(api, "1s")
    receiver.next()
    advance(api, "1s")  # sooner than by the schedule, too
    receiver.next()
    assert [each["due_at"][14:19] for each in whole(api, request)["attempts"]] == [
        "00:00",
        "02:00",
        "02:01",
    ]


@pytest.mark.parametrize(
    ("value", "next_attempt"),
    [
        ("999999999", "2026-01-28T12:00:00.000Z"),
        ("later", "2026-01-27T12:00:05.000Z"),
        ("-1", "2026-01-27T12:00:05.000Z"),
    ],
)
def test_too_long_a_time_is_a_day_and_what_is_no_time_is_the_schedules(
    api: httpx.Client, receiver: Receiver, value: str, next_attempt: str
):
    freeze(api)
    register(api, receiver)
    receiver.answers = [asking(503, value)]
    pay(api)
    advance(api, "1ms")
    assert whole(api, receiver.next())["delivery"]["next_attempt_at"] == next_attempt


def test_a_date_is_one_of_the_receivers_clock(api: httpx.Client, receiver: Receiver):
    """Its server sends `Date`; the sandbox's clock is months away."""
    freeze(api)
    register(api, receiver)
    until = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    receiver.answers = [asking(503, until)]
    pay(api)
    advance(api, "1ms")
    told = whole(api, receiver.next())["delivery"]["next_attempt_at"]
    assert "2026-01-27T12:59:30" < told < "2026-01-27T13:00:30"


def test_a_dead_endpoint_is_left_alone_and_everybody_is_told():
    with (
        running(*IN_MEMORY) as server,
        httpx.Client(base_url=server.url, timeout=60, verify=PLAIN) as api,
        Receiver((Answer(500),)).listening() as receiver,
    ):
        freeze(api)
        made = register(api, receiver, circuit_opens_after=OPENS_AFTER)
        assert (made["circuit"], made["circuit_opens_after"]) == ("closed", OPENS_AFTER)
        for _ in range(OPENS_AFTER + 2):
            pay(api)
        advance(api, "1ms")
        now = endpoint_of(api)
        assert (now["circuit"], now["failures_in_row"]) == ("open", OPENS_AFTER)
        assert now["circuit_since"] == "2026-01-27T12:00:00.000Z"
        assert now["next_probe_at"] == "2026-01-27T12:01:00.000Z"
        assert [each["attempts"] for each in deliveries(api)] == [0, 0, 1, 1, 1]
        assert f"{made['id']} ({receiver.url}) is sent nothing but probes" in server.log()
        receiver.answers = [Answer()]
        advance(api, "59s")
        assert {each["status"] for each in deliveries(api)} == {"pending"}
        advance(api, "1s")
        assert {each["status"] for each in deliveries(api)} == {"delivered"}
        assert endpoint_of(api)["circuit"] == "closed"
        assert f"{made['id']} ({receiver.url}) answers again" in server.log()


def test_an_open_circuit_can_be_closed_and_what_was_kept_is_still_in_order(
    api: httpx.Client, receiver: Receiver
):
    freeze(api)
    register(api, receiver, circuit_opens_after=1)
    receiver.answers = [Answer(500)]
    payments = [pay(api) for _ in range(3)]
    receiver.next()
    advance(api, "1ms")
    receiver.answers = [Answer()]
    assert change(api, circuit="closed").json()["circuit"] == "closed"
    told = [receiver.next().json()["subject"] for _ in payments[1:]]
    assert told == payments[1:]
    advance(api, "5s")
    assert receiver.next().json()["subject"] == payments[0]


@pytest.mark.parametrize(
    "wanted",
    [
        {"circuit": "open"},
        {"circuit_opens_after": 0},
        {"ordering": "event"},
        {"jitter_percent": 101},
        {"tls": {}},
    ],
)
def test_settings_that_cannot_be_are_refused(
    api: httpx.Client, receiver: Receiver, wanted: dict[str, Any]
):
    register(api, receiver)
    assert change(api, **wanted).status_code == 400


def test_events_of_a_payment_come_one_after_another_where_that_is_wanted(
    api: httpx.Client, receiver: Receiver
):
    freeze(api)
    register(api, receiver, ordering="object")
    receiver.answers = [Answer(500), Answer()]
    paid = api.post("/payment", json=CARD | {"amount": 10, "capture": False}).json()["payment_id"]
    assert receiver.next().json()["type"] == "payment.authorized"
    assert api.post(f"/capture/{paid}").is_success
    other = pay(api)
    assert receiver.next().json()["subject"] == other
    advance(api, "4s")
    assert receiver.is_empty
    waiting = {each["sequence"]: each["next_attempt_at"] for each in deliveries(api)}
    assert waiting[2] == "2026-01-27T12:00:00.000Z"
    advance(api, "1s")
    told = [receiver.next().json()["type"] for _ in range(2)]
    assert told == ["payment.authorized", "payment.captured"]
    assert {each["status"] for each in deliveries(api)} == {"delivered"}
