"""Two servers on one PostgreSQL: a circuit is open for both, and order by object holds for both."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest

from tests.crowd import Crowd
from tests.journeys.webhooks.hooks import CARD, advance, deliveries, freeze, pay, register
from tests.receiver import Answer, Receiver
from tests.server_process import PLAIN, running

MANY = 200


@pytest.fixture
def two(empty_store: Callable[[str], str]) -> Iterator[list[httpx.Client]]:
    """Clients of two servers that share a database."""
    options = ("--port", "0", "--store", empty_store("postgresql"))
    with ExitStack() as stack:
        servers = [stack.enter_context(running(*options)) for _ in range(2)]
        yield [
            stack.enter_context(httpx.Client(base_url=each.url, timeout=60, verify=PLAIN))
            for each in servers
        ]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver().listening() as listening:
        yield listening


def state(api: httpx.Client, endpoint: dict[str, str]) -> str:
    found = api.get(f"/_control/webhooks/endpoints/{endpoint['id']}").json()
    return str(found["circuit"])


def test_a_circuit_is_open_for_both(two: list[httpx.Client], receiver: Receiver):
    here, there = two
    freeze(here)
    endpoint = register(here, receiver, circuit_opens_after=3)
    receiver.answers = [Answer(500)]
    for _ in range(5):
        pay(here)
        pay(there)
    for _ in range(3):
        receiver.next()
    advance(there, "1s")
    assert [state(api, endpoint) for api in two] == ["open", "open"]
    assert receiver.is_empty
    advance(here, "1m")
    receiver.next()
    assert [state(api, endpoint) for api in two] == ["open", "open"]
    assert receiver.is_empty
    receiver.answers = [Answer(204)]
    advance(there, "2m")
    assert [state(api, endpoint) for api in two] == ["closed", "closed"]
    advance(here, "5m")
    assert [each["status"] for each in deliveries(there)] == ["delivered"] * 10
    assert sorted(each["attempts"] for each in deliveries(there)) == [1] * 6 + [2] * 4


def test_order_by_object_holds_for_both(two: list[httpx.Client], receiver: Receiver):
    here, there = two
    freeze(here)
    register(here, receiver, ordering="object", types=["payment.*"])
    receiver.answers = [Answer(500), Answer(500), Answer(204)]
    payments = []
    for _ in range(4):
        paid = here.post("/payment", json=CARD | {"amount": 10, "capture": False}).json()
        assert there.post(f"/capture/{paid['payment_id']}").status_code == 200
        assert here.post(f"/refund/{paid['payment_id']}", json={"amount": 1}).is_success
        payments.append(paid["payment_id"])
    advance(there, "1ms")
    advance(here, "6s")
    told = [receiver.next().json() for _ in range(2 + 4 * 3)]
    for payment in payments:
        of_it = [each["sequence"] for each in told if each["subject"] == payment]
        assert of_it == sorted(of_it)
    assert len({each["sequence"] for each in told}) == 12
    assert receiver.is_empty


def test_many_endpoints_are_sent_an_event_once(two: list[httpx.Client]):
    here, there = two
    with Crowd().listening() as crowd:
        wanted = [f"/{number}" for number in range(MANY)]
        for path in wanted:
            body = {"url": f"{crowd.url}{path}"}
            assert here.post("/_control/webhooks/endpoints", json=body).status_code == 201
        pay(there)
        crowd.wait_for(lambda come: len(come) >= MANY)
        advance(here, "1ms")
        assert sorted(crowd.wait_for(bool)) == sorted(wanted)
    assert {each["attempts"] for each in deliveries(here, limit="100")} == {1}
