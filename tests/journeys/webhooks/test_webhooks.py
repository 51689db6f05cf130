"""Webhooks as receivers get them: signed, retried on the sandbox's clock, redelivered, refused."""

from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Event
from typing import Any

import httpx
import pytest
from standardwebhooks import WebhookVerificationError

from tests.journeys.webhooks.hooks import advance, deliveries, freeze, pay, register, whole
from tests.receiver import Answer, Receiver

OLD_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NEW_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
ALL_RETRIES = "76h"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver().listening() as listening:
        yield listening


def test_an_event_is_sent_and_signed(api: httpx.Client, receiver: Receiver):
    endpoint = register(api, receiver)
    payment = pay(api)
    request = receiver.next()
    message = request.verified(endpoint["secrets"][0])
    [event] = api.get("/_control/events").json()["events"]
    assert message == event
    assert (message["type"], message["subject"]) == ("payment.approved", payment)
    assert (request.path, request.headers["content-type"]) == ("/hooks", "application/json")


def test_only_the_types_that_were_asked_for_are_sent(api: httpx.Client, receiver: Receiver):
    register(api, receiver, types=["pix.*"])
    pay(api)
    api.post("/payments", json={"value": 7})
    assert receiver.next().json()["type"] == "pix.created"
    assert [each["type"] for each in deliveries(api)] == ["pix.created"]


def test_every_secret_signs(api: httpx.Client, receiver: Receiver):
    endpoint = register(api, receiver, secrets=[OLD_SECRET])
    change = {"secrets": [NEW_SECRET, OLD_SECRET]}
    api.patch(f"/_control/webhooks/endpoints/{endpoint['id']}", json=change)
    pay(api)
    request = receiver.next()
    assert request.verified(OLD_SECRET) == request.verified(NEW_SECRET)
    api.patch(f"/_control/webhooks/endpoints/{endpoint['id']}", json={"secrets": [NEW_SECRET]})
    pay(api)
    request = receiver.next()
    assert request.verified(NEW_SECRET)
    with pytest.raises(WebhookVerificationError):
        request.verified(OLD_SECRET)


def test_a_receiver_that_fails_twice_gets_the_third_attempt_when_the_clock_is_advanced(
    api: httpx.Client, receiver: Receiver
):
    freeze(api)
    endpoint = register(api, receiver)
    begun = datetime.now(UTC).timestamp()
    receiver.answers = [Answer(500, b"no, 4111111111111111"), Answer(503), Answer(200, b"fine")]
    pay(api)
    first = receiver.next()
    advance(api, "5s")
    second = receiver.next()
    advance(api, "4m")
    assert receiver.is_empty
    advance(api, "1m")
    third = receiver.next()
    assert first.id == second.id == third.id
    assert first.body == third.body
    assert third.verified(endpoint["secrets"][0])["type"] == "payment.approved"
    sent = int(third.headers["webhook-timestamp"])
    assert int(begun) <= sent <= datetime.now(UTC).timestamp()  # the clock of the machine
    found = whole(api, third)
    assert (found["delivery"]["status"], found["delivery"]["next_attempt_at"]) == (
        "delivered",
        None,
    )
    assert [(each["status"], each["due_at"], each["body"]) for each in found["attempts"]] == [
        (500, "2026-01-27T12:00:00.000Z", "no, ************1111"),
        (503, "2026-01-27T12:00:05.000Z", ""),
        (200, "2026-01-27T12:05:05.000Z", "fine"),
    ]


def test_an_attempt_is_shown_with_the_request_that_was_sent(api: httpx.Client, receiver: Receiver):
    for format_ in ("standard", "stripe", "none"):
        endpoint = register(api, receiver, format=format_)
        pay(api)
        first = receiver.next()
        api.post(f"/_control/webhooks/deliveries/{first.id}/redeliver")  # answers when it is sent
        request = receiver.next()
        sent = whole(api, request)["attempts"][-1]["request"]
        assert (sent["method"], sent["url"]) == ("POST", f"{receiver.url}/hooks")
        assert sent["body"].encode() == request.body
        shown = {name.lower(): value for name, value in sent["headers"].items()}
        assert {name: request.headers[name] for name in shown} == shown
        api.delete(f"/_control/webhooks/endpoints/{endpoint['id']}")
        assert whole(api, request)["attempts"][0]["request"] is None


def test_advancing_the_clock_makes_every_attempt_that_falls_due_before_it_answers(
    api: httpx.Client, receiver: Receiver
):
    freeze(api)
    register(api, receiver)
    receiver.answers = [Answer(500)]
    pay(api)
    request = receiver.next()
    advance(api, ALL_RETRIES)
    found = whole(api, request)
    assert (found["delivery"]["status"], found["delivery"]["attempts"]) == ("failed", 10)
    assert [each["due_at"][8:19] for each in found["attempts"]] == [
        "27T12:00:00",
        "27T12:00:05",
        "27T12:05:05",
        "27T12:35:05",
        "27T14:35:05",
        "27T19:35:05",
        "28T05:35:05",
        "28T19:35:05",
        "29T15:35:05",
        "30T15:35:05",
    ]


def test_what_failed_is_sent_again_when_somebody_asks(api: httpx.Client, receiver: Receiver):
    freeze(api)
    register(api, receiver)
    receiver.answers = [Answer(500)]
    pay(api)
    request = receiver.next()
    advance(api, ALL_RETRIES)
    receiver.answers = [Answer()]
    asked = api.post(f"/_control/webhooks/deliveries/{request.id}/redeliver")
    assert (asked.status_code, asked.json()["status"]) == (202, "pending")
    [delivery] = deliveries(api, status="delivered")
    assert (delivery["id"], delivery["attempts"]) == (request.id, 11)


def test_a_redirect_is_not_followed(api: httpx.Client, receiver: Receiver):
    freeze(api)
    register(api, receiver)
    receiver.answers = [Answer(307, headers=(("Location", f"{receiver.url}/elsewhere"),))]
    pay(api)
    request = receiver.next()
    advance(api, "1ms")
    assert receiver.is_empty
    assert [each["status"] for each in whole(api, request)["attempts"]] == [307]


def test_who_is_gone_is_not_asked_again(api: httpx.Client, receiver: Receiver):
    freeze(api)
    endpoint = register(api, receiver)
    receiver.answers = [Answer(410)]
    pay(api)
    request = receiver.next()
    advance(api, "1h")
    path = f"/_control/webhooks/endpoints/{endpoint['id']}"
    assert api.get(path).json()["enabled"] is False
    assert whole(api, request)["delivery"]["status"] == "failed"
    pay(api)
    assert len(deliveries(api)) == 1
    refused = api.post(f"/_control/webhooks/deliveries/{request.id}/redeliver")
    assert (refused.status_code, refused.json()["code"]) == (409, "endpoint_disabled")
    api.patch(path, json={"enabled": True})
    receiver.answers = [Answer()]
    pay(api)
    assert receiver.next().id != request.id


def test_one_receiver_that_takes_its_time_keeps_nobody_waiting(api: httpx.Client):
    go_on = Event()
    with Receiver((Answer(after=go_on),)).listening() as slow, Receiver().listening() as quick:
        register(api, slow)
        register(api, quick)
        pay(api)
        first = slow.next()
        pay(api)
        assert [quick.next().json()["sequence"] for _ in range(2)] == [1, 2]
        assert slow.is_empty  # one at a time, so that order is kept
        go_on.set()
        assert slow.next().id != first.id


def test_where_nobody_listens_the_log_says_so(api: httpx.Client, receiver: Receiver):
    freeze(api)
    register(api, receiver, url="http://127.0.0.1:1/hooks")
    pay(api)
    advance(api, "1ms")
    [delivery] = deliveries(api)
    found = api.get(f"/_control/webhooks/deliveries/{delivery['id']}").json()
    assert found["attempts"][0]["status"] is None
    assert found["attempts"][0]["error"].startswith("ConnectError")


@pytest.mark.parametrize(
    ("host", "reason"),
    [
        ("93.184.216.34", "93.184.216.34 is a public address; --webhooks-to-public-hosts"),
        ("169.254.169.254", "169.254.169.254 is neither a private nor a public address"),
        ("[fe80::1]", "fe80::1 is neither"),
        ("[::ffff:93.184.216.34]", "::ffff:93.184.216.34 is a public address"),
        ("224.0.0.1", "224.0.0.1 is neither"),
    ],
)
def test_where_webhooks_must_not_go_they_do_not(api: httpx.Client, host: str, reason: str):
    freeze(api)
    body = {"url": f"http://{host}:9/latest/meta-data"}
    assert api.post("/_control/webhooks/endpoints", json=body).status_code == 201
    pay(api)
    advance(api, "1ms")
    [delivery] = deliveries(api)
    found = api.get(f"/_control/webhooks/deliveries/{delivery['id']}").json()
    assert found["attempts"][0]["error"].startswith(f"TargetRefused: {reason}")


@pytest.mark.parametrize(
    ("wanted", "pointer"),
    [
        ({"url": "http://ada@localhost/"}, "/url"),
        ({"url": "http://localhost:99999/"}, "/url"),
        ({"url": "http:///hooks"}, "/url"),
        ({"url": "http://localhost/#here"}, "/url"),
    ],
)
def test_endpoints_that_cannot_be_are_refused(
    api: httpx.Client, wanted: dict[str, Any], pointer: str
):
    refused = api.post(
        "/_control/webhooks/endpoints", json={"url": "http://localhost/hooks"} | wanted
    )
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_endpoint")
    assert refused.json()["errors"][0]["pointer"] == pointer


def test_an_endpoint_that_is_removed_is_sent_nothing(api: httpx.Client, receiver: Receiver):
    endpoint = register(api, receiver)
    path = f"/_control/webhooks/endpoints/{endpoint['id']}"
    assert api.delete(path).status_code == 204
    assert api.get(path).status_code == 404
    pay(api)
    assert api.get("/_control/webhooks/endpoints").json() == {"endpoints": []}
    assert deliveries(api) == []


def test_a_sandbox_has_so_many_endpoints_and_no_more(api: httpx.Client, receiver: Receiver):
    for _ in range(1_000):
        register(api, receiver)
    body = {"url": receiver.url}
    refused = api.post("/_control/webhooks/endpoints", json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_endpoints")


def test_a_restored_sandbox_tells_nothing_again(api: httpx.Client, receiver: Receiver):
    freeze(api)
    register(api, receiver)
    pay(api)
    advance(api, "1ms")
    assert api.post("/_control/snapshots", json={"name": "paid"}).status_code == 201
    pay(api)
    advance(api, "1ms")
    assert api.post("/_control/snapshots/paid/restore").status_code == 200
    assert [each["sequence"] for each in deliveries(api)] == [1]
    pay(api)
    advance(api, "1ms")
    assert [receiver.next().json()["sequence"] for _ in range(3)] == [1, 2, 2]
    assert receiver.is_empty
