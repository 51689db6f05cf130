"""Several workers add up to one server: what they count, and what one-shot outcomes they meet."""

import os
import re
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.server_process import PATIENCE_S, Server, running
from tests.several_workers import PAYMENT, Payers, made, process_of, processes_that_answer, workers

PAID = ("acquirer.authorize_payment", "201")


@pytest.fixture
def server(empty_store: Callable[[str], str]) -> Iterator[Server]:
    store = ("--store", empty_store("postgresql"))
    with running("--port", "0", *store, "--workers", "2") as server:
        yield server


def pay(server: Server, path: str = "/payment") -> httpx.Response:
    """Pay over a connection of its own, so by any of the workers."""
    return httpx.post(f"{server.url}{path}", json=PAYMENT, timeout=PATIENCE_S)


def of_both(server: Server, path: str) -> list[httpx.Response]:
    """What each of the two workers answers."""
    answers: dict[str, httpx.Response] = {}
    while len(answers) < 2:
        answer = httpx.get(f"{server.url}{path}", timeout=PATIENCE_S)
        answers[process_of(answer)] = answer
    return list(answers.values())


def met(coverage: Any) -> dict[tuple[str, str], int]:
    return {
        (operation["operation_id"], answer["status"]): answer["count"]
        for contract in coverage["contracts"]
        for operation in contract["operations"]
        for answer in operation["answers"]
        if answer["count"]
    }


def test_coverage_and_metrics_count_what_all_workers_have_answered(server: Server):
    answered = [pay(server) for _ in range(20)] + [pay(server, "/~other/payment")]
    assert len({process_of(each) for each in answered}) == 2
    for coverage in of_both(server, "/_control/coverage"):
        assert met(coverage.json()) == {PAID: 20}
    for coverage in of_both(server, "/_control/coverage?scope=server"):
        assert met(coverage.json()) == {PAID: 21}
    for metrics in of_both(server, "/metrics"):
        labels = '{operation="acquirer.authorize_payment",status="201"}'
        assert f"paydrill_answers_total{labels} 21.0" in metrics.text
        assert f"paydrill_request_duration_seconds_count{labels} 21.0" in metrics.text
        assert "paydrill_sandboxes 2.0" in metrics.text


def test_coverage_that_begins_again_does_so_for_all_workers(server: Server):
    for _ in range(8):
        pay(server)
    httpx.delete(f"{server.url}/_control/coverage?scope=server").raise_for_status()
    pay(server)
    for coverage in of_both(server, "/_control/coverage?scope=server"):
        assert met(coverage.json()) == {PAID: 1}
    for coverage in of_both(server, "/_control/coverage"):
        assert met(coverage.json()) == {PAID: 9}
    httpx.post(f"{server.url}/_control/reset").raise_for_status()
    for coverage in of_both(server, "/_control/coverage"):
        assert met(coverage.json()) == {}
    for metrics in of_both(server, "/metrics"):
        assert re.search(r'answers_total\{operation="acquirer.*status="201"} 9.0', metrics.text)


def test_one_shot_outcomes_apply_once_whichever_workers_are_asked(server: Server):
    for _ in range(10):
        outcome = {"then": {"declined": "lost_card"}}
        httpx.post(f"{server.url}/_control/outcomes", json=outcome).raise_for_status()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: pay(server), range(60)))
    declined = [each for each in answers if each.json()["status"] == "declined"]
    assert len(declined) == 10
    assert {each.headers["paydrill-rule"] for each in declined} == {
        f"one-shot/{number}" for number in range(1, 11)
    }
    assert len({process_of(each) for each in answers}) == 2
    assert met(httpx.get(f"{server.url}/_control/coverage").json()) == {PAID: 60}
    assert httpx.get(f"{server.url}/_control/outcomes").json()["outcomes"] == []


def test_a_worker_that_is_killed_under_load_is_replaced_and_what_was_answered_is_kept(
    server: Server,
):
    """Requests that it had under way may be lost, and are asked again under the same key."""
    before = workers(server)
    payers = Payers(are_patient=True)
    with payers.on(server.url):
        payers.wait_for(20)
        os.kill(before[0], signal.SIGKILL)
        processes_that_answer(server)
        assert before[0] not in workers(server)
        payers.wait_for(20)
    keys = {each.request.headers["idempotency-key"]: each for each in payers.answers}
    assert len(keys) == len(payers.answers) == made(server)
    for key, answer in keys.items():
        asked = {"Idempotency-Key": key}
        again = httpx.post(f"{server.url}/payment", json=PAYMENT, headers=asked)
        assert (again.content, again.headers["idempotency-replayed"]) == (answer.content, "true")
    counted = met(httpx.get(f"{server.url}/_control/coverage").json())[PAID]
    assert 0 <= counted - 2 * len(payers.answers) <= payers.broken
