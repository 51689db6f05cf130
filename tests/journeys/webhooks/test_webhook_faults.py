"""Webhooks that go wrong on purpose, as receivers get them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import httpx
import pytest
from standardwebhooks import WebhookVerificationError

from tests.journeys.webhooks.hooks import advance, deliveries, freeze, pay, register, script, whole
from tests.receiver import Answer, Receiver
from tests.server_process import IN_MEMORY, running


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver().listening() as listening:
        yield listening


def test_a_duplicate_has_the_same_id(api: httpx.Client, receiver: Receiver):
    script(api, "[{duplicate: true}]")
    register(api, receiver)
    pay(api)
    first, second = receiver.next(), receiver.next()
    assert (first.id, first.body) == (second.id, second.body)
    pay(api)
    assert receiver.next().id != first.id


def test_what_is_reordered_is_overtaken_by_the_next(api: httpx.Client, receiver: Receiver):
    freeze(api)
    script(api, "[{reorder: true}]")
    register(api, receiver)
    for _ in range(4):
        pay(api)
    assert [receiver.next().json()["sequence"] for _ in range(4)] == [2, 1, 4, 3]


def test_what_nothing_overtakes_does_not_wait_for_ever(api: httpx.Client, receiver: Receiver):
    freeze(api)
    script(api, "[{reorder: true}]")
    register(api, receiver)
    pay(api)
    assert deliveries(api)[0]["next_attempt_at"] == "2026-01-27T12:00:30.000Z"
    advance(api, "30s")
    assert receiver.next().json()["sequence"] == 1
    script(api, "[]")
    pay(api)
    assert receiver.next().json()["sequence"] == 2


def test_what_is_overtaken_comes_after_one_that_is_late(api: httpx.Client, receiver: Receiver):
    freeze(api)
    script(api, "[{types: payment.approved, reorder: true}, {delay: 1h}]")
    register(api, receiver)
    pay(api)
    api.post("/payments", json={"value": 7})
    advance(api, "59m")
    assert receiver.is_empty
    advance(api, "2m")
    assert [receiver.next().json()["type"] for _ in range(2)] == ["pix.created", "payment.approved"]


def test_what_is_dropped_is_in_the_log_and_can_be_sent_after_all(
    api: httpx.Client, receiver: Receiver
):
    freeze(api)
    script(api, "[{drop: true}]")
    register(api, receiver, types=["payment.*"])
    pay(api)
    advance(api, "76h")
    assert receiver.is_empty
    [dropped] = deliveries(api, status="dropped")
    assert (dropped["faults"], dropped["attempts"]) == (["drop"], 0)
    api.post(f"/_control/webhooks/deliveries/{dropped['id']}/redeliver")
    assert receiver.next().id == dropped["id"]
    assert deliveries(api)[0]["status"] == "delivered"


def test_what_is_late_comes_by_the_sandboxs_clock(api: httpx.Client, receiver: Receiver):
    freeze(api)
    script(api, "[{delay: 2h}]")
    register(api, receiver)
    pay(api)
    advance(api, "119m")
    assert receiver.is_empty
    advance(api, "1m")
    assert receiver.next().json()["at"] == "2026-01-27T12:00:00.000Z"


@pytest.mark.parametrize(
    ("fault", "message"),
    [("bad_signature", "No matching signature"), ("stale_timestamp", "timestamp too old")],
)
def test_the_first_attempt_cannot_be_verified_and_the_retry_can(
    api: httpx.Client, receiver: Receiver, fault: str, message: str
):
    freeze(api)
    script(api, f"[{{{fault}: true}}]")
    secret = register(api, receiver)["secrets"][0]
    receiver.answers = [Answer(401), Answer(204)]
    pay(api)
    first = receiver.next()
    with pytest.raises(WebhookVerificationError, match=message):
        first.verified(secret)
    advance(api, "5s")
    second = receiver.next()
    assert second.verified(secret)["sequence"] == 1
    assert first.id == second.id
    found = whole(api, second)["attempts"]
    assert [(each["status"], each["faults"]) for each in found] == [(401, [fault]), (204, [])]


def test_a_webhook_can_come_before_the_response(api: httpx.Client, receiver: Receiver):
    script(api, "[{before_response: true}]")
    register(api, receiver)
    go_on = Event()
    receiver.answers = [Answer(after=go_on)]
    with ThreadPoolExecutor(1) as client:
        paying = client.submit(pay, api)
        told = receiver.next().json()
        assert not paying.done()
        looked_at = httpx.get(f"{api.base_url}status/{told['subject']}")
        assert (looked_at.status_code, paying.done()) == (200, False)
        go_on.set()
        assert paying.result(timeout=20) == told["subject"]


def test_who_does_not_wait_for_the_answer_holds_up_nothing(receiver: Receiver):
    never = Event()
    receiver.answers = [Answer(after=never)]
    with running(*IN_MEMORY) as server, httpx.Client(base_url=server.url) as api:
        script(api, "[{before_response: true}]")
        register(api, receiver)
        with ThreadPoolExecutor(1) as client:
            paying = client.submit(pay, api)
            receiver.next()
            assert server.stop() == 0  # though the receiver has not answered
            assert paying.result(timeout=20)
        never.set()


def test_faults_befall_the_types_and_the_share_that_the_scenario_says(
    api: httpx.Client, receiver: Receiver
):
    freeze(api)
    script(api, "[{types: payment.*, chance: 0.5, drop: true}]")
    register(api, receiver)
    for _ in range(40):
        pay(api)
    api.post("/payments", json={"value": 7})
    dropped = deliveries(api, status="dropped", limit="100")
    assert 8 <= len(dropped) <= 32
    assert {each["type"] for each in dropped} == {"payment.approved"}
