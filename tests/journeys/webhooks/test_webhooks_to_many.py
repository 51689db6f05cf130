"""Webhooks to very many endpoints at once: bounded, and no slow one holds up the others."""

from collections.abc import Iterator
from time import monotonic

import httpx
import pytest

from paydrill.delivery.webhooks.slots import MOST_TO_A_HOST
from tests.crowd import Crowd
from tests.journeys.webhooks.hooks import deliveries, pay
from tests.server_process import IN_MEMORY, PLAIN, running

MANY = 1_000
SLOW_ONES = 100
PATIENCE_OF_SENDERS_S = 15


@pytest.fixture
def crowd() -> Iterator[Crowd]:
    with Crowd(lambda path: path.startswith("/slow")).listening() as listening:
        yield listening


def paths(prefix: str = "") -> list[str]:
    """Every tenth is slow."""
    names = ["slow" if number % (MANY // SLOW_ONES) == 0 else "quick" for number in range(MANY)]
    return [f"/{name}/{prefix}{number}" for number, name in enumerate(names)]


def quick(come: list[str]) -> int:
    return sum(path.startswith("/quick") for path in come)


def test_a_thousand_endpoints_of_a_sandbox_are_sent_an_event_while_a_hundred_take_their_time(
    api: httpx.Client, crowd: Crowd
):
    for path in paths():
        body = {"url": f"{crowd.url}{path}"}
        assert api.post("/_control/webhooks/endpoints", json=body).status_code == 201
    begun = monotonic()
    pay(api)
    come = crowd.wait_for(lambda come: quick(come) == MANY - SLOW_ONES)
    assert monotonic() - begun < PATIENCE_OF_SENDERS_S  # none of the slow ones was given up
    crowd.go_on()
    come = crowd.wait_for(lambda come: len(come) == MANY)
    assert sorted(come) == sorted(paths())
    assert crowd.most_at_once <= MOST_TO_A_HOST
    assert api.post("/_control/clock/advance", json={"by": "1ms"}).status_code == 200
    assert {each["status"] for each in deliveries(api, limit="100")} == {"delivered"}


def test_a_thousand_sandboxes_share_the_slots_of_a_host(crowd: Crowd):
    with (
        running(*IN_MEMORY, "--max-sandboxes", str(MANY)) as server,
        httpx.Client(base_url=server.url, timeout=60, verify=PLAIN) as api,
    ):
        for number, path in enumerate(paths()):
            body = {"url": f"{crowd.url}{path}"}
            api.post(f"/~s{number}/_control/webhooks/endpoints", json=body)
        for number in range(MANY):
            card = {"card_number": "4111111111111111", "currency": "USD", "customer_name": "Ada"}
            api.post(f"/~s{number}/payment", json={**card, "amount": 10})
        crowd.wait_for(lambda come: quick(come) == MANY - SLOW_ONES)
        crowd.go_on()
        assert sorted(crowd.wait_for(lambda come: len(come) == MANY)) == sorted(paths())
    assert crowd.most_at_once <= MOST_TO_A_HOST
