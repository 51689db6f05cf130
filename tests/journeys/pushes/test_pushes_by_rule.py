"""A rule sends webhooks and callbacks: at once, later by the clock, and beside an answer."""

import httpx
import pytest

from tests.journeys.pushes.pushing_shop import is_valid, made
from tests.journeys.webhooks.hooks import advance, deliveries, freeze, register
from tests.receiver import Receiver


def use(api: httpx.Client, then: str, operation: str = "createPayment") -> None:
    """Have a scenario decide that has this one rule."""
    rule = f"  - id: r\n    when: {{operation: {operation}}}\n    then: {then}\n"
    source = f"scenario: 1\nname: mine\nrules:\n{rule}"
    put = api.put("/_control/scenarios/mine", json={"source": source})
    assert put.status_code == 200, put.text
    api.put("/_control/scenarios/active", json={"name": "mine"})


def test_it_tells_of_what_was_made(api: httpx.Client, receiver: Receiver):
    endpoint = register(api, receiver)
    use(api, "{set: {/status: paid}, send: payment.paid}")
    payment = made(api, "/v1/payments", amount=5)
    request = receiver.next()
    message = request.verified(endpoint["secrets"][0])
    assert (message["type"], message["data"]["object"]) == ("payment.paid", payment)
    assert payment["status"] == "paid"
    assert is_valid(message, "Event")


def test_it_comes_later_with_what_was_set_then(api: httpx.Client, receiver: Receiver):
    freeze(api)
    register(api, receiver)
    use(
        api,
        "{set: {/status: open}, later: [{after: 2d, set: {/status: paid}, send: payment.paid}]}",
    )
    payment = made(api, "/v1/payments", amount=5)
    advance(api, "1d")
    assert deliveries(api) == []
    advance(api, "1d")
    assert receiver.next().json()["data"]["object"] == {**payment, "status": "paid"}
    assert api.get(f"/v1/payments/{payment['id']}").json()["status"] == "paid"


def test_a_callback_goes_where_the_request_says(api: httpx.Client, receiver: Receiver):
    use(api, "{send: [onPaid, on moved]}")
    payment = made(api, "/v1/payments", amount=5, callbackUrl=receiver.url)
    found = {request.path: request.json() for request in (receiver.next(), receiver.next())}
    assert found == {
        "/": payment,
        f"/moved?id={payment['id']}": {"event": "on moved", "payment": payment},
    }


def test_a_later_callback_goes_where_the_request_said(api: httpx.Client, receiver: Receiver):
    freeze(api)
    use(api, "{later: [{after: 1h, set: {/status: paid}, send: onPaid}]}")
    payment = made(api, "/v1/payments", amount=5, callbackUrl=receiver.url)
    made(api, "/v1/payments", amount=6, callbackUrl=f"{receiver.url}/other")
    advance(api, "1h")
    found = {request.path: request.json() for request in (receiver.next(), receiver.next())}
    assert found["/"] == {**payment, "status": "paid"}


def test_it_is_sent_beside_an_answer_by_which_nothing_is_made(
    api: httpx.Client, receiver: Receiver
):
    register(api, receiver)
    use(api, "{respond: {status: 402}, send: payment failed}")
    assert api.post("/v1/payments", json={"amount": 5}).status_code == 402
    assert receiver.next().json()["action"] == "payment.updated"
    types = [each["type"] for each in api.get("/_control/events").json()["events"]]
    assert types == ["payment_failed"]


def test_a_callback_never_goes_to_the_url_of_another(api: httpx.Client, receiver: Receiver):
    made(api, "/v1/payments", amount=5, callbackUrl=f"{receiver.url}/other")
    payment = made(api, "/v1/payments", amount=5, callbackUrl=f"{receiver.url}/own")
    made(api, "/v1/payments", amount=5, callbackUrl=f"{receiver.url}/other")
    use(api, "{respond: {status: 200}, send: onPaid}", "getPayment")
    assert api.get(f"/v1/payments/{payment['id']}").is_success
    assert receiver.next().path == "/own"
    use(api, "{respond: {status: 402}, send: onPaid}")
    assert api.post("/v1/payments", json={"amount": 5}).status_code == 402
    assert len(deliveries(api)) == 1


def test_a_request_that_is_repeated_sends_once(api: httpx.Client, receiver: Receiver):
    register(api, receiver)
    use(api, "{send: payment.paid}")
    for _ in range(2):
        headers = {"Idempotency-Key": "k"}
        assert api.post("/v1/payments", json={"amount": 5}, headers=headers).is_success
    receiver.next()
    assert len(deliveries(api)) == 1


def test_an_answer_by_the_contract_alone_sends_nothing(api: httpx.Client, receiver: Receiver):
    register(api, receiver)
    use(api, "{send: payment.paid, later: [{after: 1h, send: payment.paid}]}")
    headers = {"Prefer": "code=402"}
    assert api.post("/v1/payments", json={"amount": 5}, headers=headers).status_code == 402
    assert deliveries(api) == []


def test_a_callback_without_a_url_is_left_out(api: httpx.Client):
    use(api, "{send: onPaid}")
    assert made(api, "/v1/payments", amount=5)["amount"] == 5
    assert deliveries(api) == []


def test_a_change_shows_in_an_explanation(api: httpx.Client):
    use(api, "{send: payment.paid}")
    told = api.post("/_control/scenarios/explain", json={"operation": "createPayment"}).json()
    assert told["change"] == {"send": ["payment.paid"]}


@pytest.mark.parametrize(
    ("operation", "then", "at", "words"),
    [
        ("createPayment", "{send: payment.payd}", "6:18", "did you mean 'payment.paid'?"),
        ("createPayment", "{send: [tick, tock]}", "6:25", "pushes nothing called 'tock'"),
        ("createPayment", "{later: [{after: 1d, send: onPayd}]}", "6:38", "did you mean 'onPaid'?"),
    ],
)
def test_what_the_contract_does_not_push_is_refused(
    api: httpx.Client, operation: str, then: str, at: str, words: str
):
    rule = f"  - id: r\n    when: {{operation: {operation}}}\n    then: {then}\n"
    source = f"scenario: 1\nname: mine\nrules:\n{rule}"
    told = api.post("/_control/scenarios/validate", json={"source": source}).json()
    [problem] = told["problems"]
    assert f"{problem['line']}:{problem['column']}" == at
    assert words in problem["message"]
