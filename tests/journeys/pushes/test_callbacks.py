"""Callbacks go to the URL that a request gave: on demand, or where a scenario says so."""

import json
from collections.abc import Callable
from pathlib import Path
from signal import SIGKILL
from typing import Any

import httpx
import pytest
from yaml import safe_load

from paydrill.stores import SCHEMES
from tests.crowd import Crowd
from tests.journeys.pushes.pushing_shop import CONTRACT, is_valid, made, send
from tests.journeys.webhooks.hooks import advance, deliveries, freeze, register, whole
from tests.receiver import Answer, Receiver
from tests.server_process import IN_MEMORY, running

PUBLIC = "http://93.184.215.14/hooks"
CARD = "4111111111111111"


def endpoints(api: httpx.Client) -> list[dict[str, Any]]:
    """The endpoints of the sandbox."""
    found: list[dict[str, Any]] = api.get("/_control/webhooks/endpoints").json()["endpoints"]
    return found


def automatic(api: httpx.Client, more: str = "") -> None:
    """Have a scenario decide by which callbacks are sent by themselves."""
    source = f"scenario: 1\nname: calling\ncallbacks: auto\n{more}"
    put = api.put("/_control/scenarios/calling", json={"source": source})
    assert put.status_code == 200, put.text
    api.put("/_control/scenarios/active", json={"name": "calling"})


def pay(api: httpx.Client, url: str, **more: Any) -> Any:
    """A payment whose request gives a URL."""
    return made(api, "/v1/payments", amount=5, callbackUrl=url, **more)


def test_it_goes_to_the_url_that_the_request_gave(api: httpx.Client, receiver: Receiver):
    payment = pay(api, f"{receiver.url}/first")
    pay(api, f"{receiver.url}/second")
    sent = send(api, "onPaid", about=payment["id"])
    assert sent.json() == {"sequence": 3, "deliveries": 1}
    request = receiver.next()
    [endpoint] = endpoints(api)
    assert request.path == "/first"
    assert request.verified(endpoint["secrets"][0]) == payment
    assert is_valid(payment, "Payment")
    assert (endpoint["url"], endpoint["for_callback"]) == (receiver.url, True)
    assert endpoint["types"] == []


def test_without_a_thing_the_last_url_counts(api: httpx.Client, receiver: Receiver):
    pay(api, f"{receiver.url}/first")
    pay(api, f"{receiver.url}/second")
    send(api, "onPaid")
    request = receiver.next()
    assert request.path == "/second"
    assert is_valid(request.json(), "Payment")


def test_nothing_is_sent_by_itself_unless_a_scenario_says_so(api: httpx.Client, receiver: Receiver):
    pay(api, receiver.url)
    assert deliveries(api) == endpoints(api) == []
    automatic(api)
    payment = pay(api, receiver.url)
    one, other = sorted((receiver.next() for _ in range(2)), key=lambda each: each.path)
    assert (one.path, one.method, one.json()) == ("/", "POST", payment)
    assert (other.path, other.method) == (f"/moved?id={payment['id']}", "PUT")
    assert other.json() == {"event": "on moved", "payment": payment}
    types = [each["type"] for each in api.get("/_control/events").json()["events"]]
    assert types == ["payment.created", "payment.created", "onPaid", "on_moved"]


def test_an_answer_that_is_no_success_calls_nobody(api: httpx.Client, receiver: Receiver):
    automatic(api)
    body = {"amount": 5, "callbackUrl": receiver.url}
    declined = api.post("/v1/payments", json=body, headers={"Prefer": "code=402"})
    assert declined.status_code == 402
    assert deliveries(api) == []


@pytest.mark.parametrize(
    "url", ["", "ftp://127.0.0.1/x", "//127.0.0.1", "http://a:b@127.0.0.1/", f"http://h/{CARD}"]
)
def test_what_is_no_url_is_sent_nothing(api: httpx.Client, url: str):
    automatic(api)
    payment = pay(api, url)
    assert deliveries(api) == []
    refused = send(api, "onPaid", about=payment["id"])
    assert refused.status_code == 409
    assert f"no request about {payment['id']} has given a URL for onPaid" in refused.text


def test_nothing_is_sent_to_a_url_with_a_credential_of_the_request(
    tmp_path: Path, receiver: Receiver
):
    expressions = {
        "token": "$request.header.Authorization",
        "cookie": "$request.header.cookie",
        "usual": "$request.header.X-API-Key",
        "declared": "$request.header.shop-key",
        "query": "$request.query.api_key",
        "own": "$request.query.sig",
        "address": "$url",
        "password": "$request.body#/password",
        "open": "$request.header.x-shop",
    }
    document = safe_load(CONTRACT)
    post = document["paths"]["/payments"]["post"]
    called = next(iter(post["callbacks"]["onPaid"].values()))
    post["callbacks"] = {
        name: {f"{receiver.url}/{name}?v={{{each}}}": called} for name, each in expressions.items()
    }
    text = {"type": "string"}
    post["parameters"] = [{"name": n, "in": "query", "schema": text} for n in ("api_key", "sig")]
    keys = [("header", "Shop-Key"), ("query", "sig")]
    document["components"]["securitySchemes"] = {
        name: {"type": "apiKey", "in": place, "name": name} for place, name in keys
    }
    file = tmp_path / "shop.yaml"
    file.write_text(json.dumps(document), encoding="utf-8")
    sent = {"authorization": "Bearer s3", "cookie": "a=s3", "x-api-key": "s3", "shop-key": "s3"}
    with (
        running(*IN_MEMORY, str(file)) as server,
        httpx.Client(base_url=server.url, timeout=30) as api,
    ):
        automatic(api)
        made_at = "/v1/payments?api_key=s3&sig=s3"
        body = {"amount": 5, "password": "s3"}
        assert api.post(made_at, json=body, headers=sent | {"x-shop": "7"}).status_code == 201
        assert receiver.next().path == "/open?v=7"
        assert [each["type"] for each in deliveries(api)] == ["open"]
        assert {send(api, each).status_code for each in expressions if each != "open"} == {409}


def test_a_registered_endpoint_of_the_url_is_used(api: httpx.Client, receiver: Receiver):
    endpoint = register(api, receiver, types=["tick"])
    pay(api, endpoint["url"])
    send(api, "onPaid")
    receiver.next().verified(endpoint["secrets"][0])
    assert endpoints(api) == [endpoint]


def test_it_never_goes_to_a_public_address(api: httpx.Client):
    freeze(api)
    pay(api, PUBLIC)
    assert send(api, "onPaid").json()["deliveries"] == 1
    advance(api, "1ms")
    [delivery] = deliveries(api)
    found = api.get(f"/_control/webhooks/deliveries/{delivery['id']}").json()
    assert "is a public address" in found["attempts"][0]["error"]
    assert delivery["status"] == "pending"


def test_it_is_retried_and_hit_by_faults(api: httpx.Client, receiver: Receiver):
    freeze(api)
    automatic(api, "webhooks: [{types: onPaid, bad_signature: true}, {types: '*', drop: true}]\n")
    receiver.answers = [Answer(401), Answer(204)]
    payment = pay(api, receiver.url)
    first = receiver.next()
    advance(api, "5s")
    second = receiver.next()
    secret = next(each["secrets"][0] for each in endpoints(api) if each["url"] == receiver.url)
    assert first.id == second.id
    assert second.verified(secret) == payment
    assert [each["faults"] for each in whole(api, second)["attempts"]] == [["bad_signature"], []]


def test_its_endpoint_can_be_changed_and_removed(api: httpx.Client, receiver: Receiver):
    pay(api, receiver.url)
    send(api, "onPaid")
    receiver.next()
    at = f"/_control/webhooks/endpoints/{endpoints(api)[0]['id']}"
    assert api.patch(at, json={"enabled": False}).status_code == 200
    assert send(api, "onPaid").json()["deliveries"] == 0
    assert api.delete(at).status_code == 204
    assert send(api, "onPaid").json()["deliveries"] == 1
    receiver.next()


def test_all_urls_of_an_origin_have_one_endpoint_and_its_secret(
    api: httpx.Client, receiver: Receiver
):
    paths = [f"/orders/{number}?n={number}" for number in range(3)]
    for path in paths:
        pay(api, f"{receiver.url}{path}")
        assert send(api, "onPaid").json()["deliveries"] == 1
    [endpoint] = endpoints(api)
    received = [receiver.next() for _ in paths]
    assert {each.path for each in received} == set(paths)  # each URL has an order of its own
    assert all(each.verified(endpoint["secrets"][0]) for each in received)
    assert "for_callback" not in register(api, receiver)


def test_a_slow_url_holds_up_no_other_of_its_host(api: httpx.Client):
    with Crowd(lambda path: path.startswith("/slow")).listening() as crowd:
        for path in ("/slow", "/quick/1", "/slow", "/quick/2"):
            pay(api, f"{crowd.url}{path}")
            assert send(api, "onPaid").json()["deliveries"] == 1
        come = crowd.wait_for(lambda come: {"/quick/1", "/quick/2"} <= {*come})
        assert come.count("/slow") <= 1  # one at a time, in order
        crowd.go_on()
        assert sorted(crowd.wait_for(lambda come: len(come) == 4))[-2:] == ["/slow", "/slow"]


def test_a_url_that_is_gone_fails_its_own_delivery_alone(api: httpx.Client, receiver: Receiver):
    freeze(api)
    receiver.answers = [Answer(500), Answer(410), Answer(204)]
    for path in ("/waits", "/gone"):
        pay(api, f"{receiver.url}{path}")
        send(api, "onPaid")
        receiver.next()
        advance(api, "1ms")
    assert [each["status"] for each in deliveries(api)] == ["failed", "pending"]
    assert endpoints(api)[0]["enabled"]
    advance(api, "5s")
    assert receiver.next().path == "/waits"
    assert [each["status"] for each in deliveries(api)] == ["failed", "delivered"]


def test_an_endpoint_of_the_url_that_is_off_hides_none_that_is_on(
    api: httpx.Client, receiver: Receiver
):
    off, on = register(api, receiver), register(api, receiver)
    off_at = f"/_control/webhooks/endpoints/{off['id']}"
    api.patch(off_at, json={"enabled": False})
    pay(api, on["url"])
    assert send(api, "onPaid").json()["deliveries"] == 1
    receiver.next().verified(on["secrets"][0])
    api.patch(f"/_control/webhooks/endpoints/{on['id']}", json={"enabled": False})
    assert send(api, "onPaid").json()["deliveries"] == 0


@pytest.mark.parametrize("lasting", sorted(SCHEMES.keys() - {"memory"}))
def test_it_survives_a_restart(
    shop: Path, receiver: Receiver, lasting: str, empty_store: Callable[[str], str]
):
    options = (str(shop), "--port", "0", "--store", empty_store(lasting))
    receiver.answers = [Answer(503), Answer(200)]
    with running(*options) as server, httpx.Client(base_url=server.url) as api:
        freeze(api)
        payment = pay(api, receiver.url)
        other = pay(api, f"{receiver.url}/other")
        send(api, "onPaid", about=payment["id"])
        first = receiver.next()
        advance(api, "1ms")
        server.stop(SIGKILL)
    with running(*options) as server, httpx.Client(base_url=server.url) as api:
        advance(api, "5s")
        second = receiver.next()
        assert (second.id, second.body) == (first.id, first.body)
        send(api, "onPaid", about=other["id"])
        assert receiver.next().path == "/other"


def test_a_request_that_is_repeated_calls_once(api: httpx.Client, receiver: Receiver):
    automatic(api)
    body = {"amount": 5, "callbackUrl": receiver.url}
    answers = [
        api.post("/v1/payments", json=body, headers={"Idempotency-Key": "once"}).json()
        for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert len(deliveries(api)) == 2
