"""Chance over HTTP: as often as it says, and the same attempts on every run with the same seed."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.raw_http import connection, post
from tests.server_process import IN_MEMORY, Server, running

ATTEMPTS = 10_000
AT_ONCE = 32
SCENARIO = """\
scenario: 1
name: flaky
seed: 42
rules:
  - {id: sometimes, chance: 0.05, then: {declined: do_not_honor}}
"""
PAYMENT = post(
    "/payment",
    b'{"card_number": "4111111111111111", "amount": 1, "currency": "USD", "customer_name": "Ada"}',
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    scenario = tmp_path_factory.mktemp("chance") / "flaky.yaml"
    scenario.write_text(SCENARIO, encoding="utf-8")
    with running(*IN_MEMORY, "--scenario", str(scenario)) as started:
        yield started


def struck(server: Server, clients: int) -> list[int]:
    """Which of the attempts were declined, in the order in which the server took them."""
    assert httpx.post(f"{server.url}/_control/reset").status_code == 200
    # At midnight a batch would be closed, which is an event as well.
    httpx.put(f"{server.url}/_control/clock", json={"frozen": True})

    def pay(times: int) -> None:
        with connection(server.url) as line:
            for _ in range(times):
                assert line.asks(PAYMENT).status == 201

    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(pay, [ATTEMPTS // clients] * clients))
        pay(ATTEMPTS % clients)
    events: list[dict[str, object]] = []
    with httpx.Client(base_url=server.url) as api:
        while len(events) < ATTEMPTS:
            asked = {"after": len(events), "limit": 1000}
            events += api.get("/_control/events", params=asked).json()["events"]
    return [n for n, event in enumerate(events) if event["type"] == "payment.declined"]


def test_of_10000_attempts_the_same_500_or_so_are_struck_also_when_sent_32_at_a_time(
    server: Server,
):
    alone = struck(server, 1)
    assert abs(len(alone) - 500) <= 70
    assert struck(server, AT_ONCE) == alone
