"""Webhooks that a contract describes: sent on demand, about what was made, as its schemas say."""

from pathlib import Path

import httpx
import pytest

from tests.commands.terminal import fails, run
from tests.journeys.pushes.pushing_shop import is_valid, made, send
from tests.journeys.webhooks.hooks import advance, deliveries, freeze, register, script
from tests.receiver import Answer, Receiver

NOON_S = 1769515200


def test_a_webhook_is_sent_signed_and_tells_of_the_thing(api: httpx.Client, receiver: Receiver):
    freeze(api)
    endpoint = register(api, receiver, types=["payment.*"])
    payment = made(api, "/v1/payments", amount=500)
    sent = send(api, "payment.paid", about=payment["id"])
    assert (sent.status_code, sent.json()) == (202, {"sequence": 2, "deliveries": 1})
    message = receiver.next().verified(endpoint["secrets"][0])
    assert is_valid(message, "Event")
    assert message["data"]["object"] == payment
    assert (message["type"], message["created"]) == ("payment.paid", NOON_S)
    [event] = api.get("/_control/events", params={"type": "payment.paid"}).json()["events"]
    told = {"subject": payment["id"], "status": payment["status"], "type": "payment.paid"}
    assert event.items() >= told.items()


def test_ids_are_new_in_each(api: httpx.Client, receiver: Receiver):
    register(api, receiver)
    payment = made(api, "/v1/payments", amount=1)["id"]
    for _ in range(3):
        send(api, "payment.paid", about=payment)
    ids = [receiver.next().json()["id"] for _ in range(3)]
    assert len(set(ids)) == len(ids)
    assert all(each.startswith("evt_") for each in ids)


def test_an_example_is_sent_with_the_id_of_the_thing_in_it(api: httpx.Client, receiver: Receiver):
    register(api, receiver, types=["payment_failed"])
    payment = made(api, "/v1/payments", amount=1)["id"]
    assert send(api, "payment failed", about=payment).json()["deliveries"] == 1
    assert send(api, "payment_failed").json()["deliveries"] == 1
    message = receiver.next().json()
    assert message["data"] == {"id": payment}
    assert message["action"] == "payment.updated"
    assert message["id"] != 12345
    events = api.get("/_control/events", params={"type": "payment_failed"}).json()["events"]
    assert [each["subject"] for each in events] == [payment, ""]


def test_what_a_scenario_begins_with_can_be_told_of_before_any_request(
    api: httpx.Client, receiver: Receiver
):
    register(api, receiver, types=["payment.*"])
    resources = "{/payments: [{id: pay_known, amount: 7}]}"
    source = f"scenario: 1\nname: begun\nresources: {resources}\n"
    put = api.put("/_control/scenarios/begun", json={"source": source})
    assert put.status_code == 200, put.text
    api.put("/_control/scenarios/active", json={"name": "begun"})
    assert send(api, "payment.paid", about="pay_unknown").status_code == 404
    assert send(api, "payment.paid", about="pay_known").json()["deliveries"] == 1
    told = receiver.next().json()["data"]["object"]
    assert (told["id"], told["amount"]) == ("pay_known", 7)
    assert api.get("/v1/payments/pay_known").json() == told


def test_a_webhook_about_nothing_is_a_sample(api: httpx.Client, receiver: Receiver):
    register(api, receiver, types=["card.expired"])
    assert send(api, "payment.paid").json() == {"sequence": 1, "deliveries": 0}
    assert send(api, "card.expired").json() == {"sequence": 2, "deliveries": 1}
    assert is_valid(receiver.next().json(), "Event")


def test_another_media_type_is_written_as_answers_are(api: httpx.Client, receiver: Receiver):
    register(api, receiver)
    send(api, "tick")
    request = receiver.next()
    assert request.headers["content-type"] == "application/xml"
    assert request.body.startswith(b"<")
    assert b"<tick>" in request.body


def test_a_thing_in_another_is_named_by_its_path(api: httpx.Client, receiver: Receiver):
    register(api, receiver)
    one, other = (made(api, "/v1/customers", name=each)["id"] for each in ("Ada", "Bob"))
    for each in (one, other):
        assert api.put(f"/v1/customers/{each}/cards/main").status_code == 201
    refused = send(api, "card.expired", about="main")
    assert refused.status_code == 400
    assert all(f"/v1/customers/{each}/cards/main" in refused.text for each in (one, other))
    for path in (f"/customers/{one}/cards/main", f"/v1/customers/{one}/cards/main"):
        assert send(api, "card.expired", about=path).status_code == 202
        assert receiver.next().json()["data"]["object"]["code"] == "main"


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ({"name": "payment.payd"}, 400, "did you mean 'payment.paid'?"),
        ({"name": "payment.paid", "about": "pay_none"}, 404, "has the id or the path 'pay_none'"),
        ({"name": "payment.paid", "about": "/payments/none"}, 404, "'/payments/none'"),
        ({"name": "payment.paid", "about": "/"}, 404, "'/'"),
        ({"name": "payment.paid", "contract": "shopp"}, 400, "did you mean 'shop'?"),
        ({"name": "onPaid"}, 409, "no request has given a URL for onPaid, by {$request.body#"),
        ({"name": "impossible"}, 409, "The contract allows no body"),
    ],
)
def test_a_refusal_says_what_would_do(
    api: httpx.Client, asked: dict[str, str], status: int, said: str
):
    refused = api.post("/_control/webhooks/send", json=asked)
    assert refused.status_code == status
    assert said in refused.json()["detail"]
    assert api.get("/_control/events").json()["last"] == 0


def test_it_is_retried_on_the_sandboxs_clock(api: httpx.Client, receiver: Receiver):
    freeze(api)
    secret = register(api, receiver)["secrets"][0]
    receiver.answers = [Answer(500), Answer(204)]
    send(api, "payment.paid")
    first = receiver.next()
    advance(api, "5s")
    second = receiver.next()
    assert (first.id, first.body) == (second.id, second.body)
    assert second.verified(secret)["type"] == "payment.paid"
    assert [each["status"] for each in deliveries(api)] == ["delivered"]


def test_the_faults_of_a_scenario_apply_by_its_name(api: httpx.Client, receiver: Receiver):
    script(api, "[{types: payment.paid, drop: true}, {types: payment_failed, duplicate: true}]")
    register(api, receiver)
    assert send(api, "payment.paid").json()["deliveries"] == 1
    send(api, "payment failed")
    assert receiver.next().id == receiver.next().id
    told = {each["type"]: (each["status"], each["faults"]) for each in deliveries(api)}
    assert told["payment.paid"] == ("dropped", ["drop"])


def test_a_fault_of_a_name_that_there_is_not_is_refused(api: httpx.Client):
    source = "scenario: 1\nname: post\nwebhooks: [{types: payment.payd, drop: true}]\n"
    refused = api.put("/_control/scenarios/post", json={"source": source})
    assert refused.status_code == 400
    assert "did you mean 'payment.paid'?" in refused.text


def test_check_knows_the_names_and_the_things(shop: Path, tmp_path: Path):
    file = tmp_path / "post.yaml"
    words = "scenario: 1\nname: post\ncallbacks: auto\nwebhooks: [{types: TYPE, drop: true}]\n"
    for type_ in ("payment.paid", "on_moved", "customer.created"):
        file.write_text(words.replace("TYPE", type_), encoding="utf-8")
        done = run("check", shop, file)
        assert done.exit_code == 0, done.output
    file.write_text(words.replace("TYPE", "payment.pad"), encoding="utf-8")
    assert "did you mean 'payment.paid'?" in run("check", shop, file).output


def test_trigger_sends_it(api: httpx.Client, receiver: Receiver):
    here = ("--url", api.base_url)
    register(api, receiver, types=["payment.*"])
    payment = made(api, "/v1/payments", amount=1)["id"]
    done = run("trigger", "payment.paid", "--about", payment, *here)
    assert (done.exit_code, done.output) == (0, "event 2: 1 receiver\n")
    assert receiver.next().json()["data"]["object"]["id"] == payment
    assert "no endpoint wants tick" in run("trigger", "tick", *here).output
    fails(run("trigger", "payment.pad", *here), 2, "did you mean 'payment.paid'?")
    fails(run("trigger", "onPaid", *here), 2, "409 nothing_to_send: no request has given a URL")
