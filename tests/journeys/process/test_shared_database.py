"""Several servers, and several workers, on one PostgreSQL."""

import json
import os
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from select import select

import httpx
import pytest
from websockets.sync.client import connect

from tests.at_a_terminal import at_a_terminal
from tests.certificates import trusting
from tests.journeys.shopping import tokenization
from tests.server_process import COMMAND, PATIENCE_S, refused, running
from tests.several_workers import process_of, processes_that_answer, workers

PAYMENT = {
    "card_number": "4111111111111111",
    "amount": 5,
    "currency": "USD",
    "customer_name": "Ada",
}


@pytest.fixture
def store(empty_store: Callable[[str], str]) -> str:
    return empty_store("postgresql")


@pytest.fixture
def two(store: str) -> Iterator[list[httpx.Client]]:
    """Clients of two servers that share a database."""
    with ExitStack() as stack:
        servers = [stack.enter_context(running(*options(store))) for _ in range(2)]
        yield [stack.enter_context(httpx.Client(base_url=each.url)) for each in servers]


def options(store: str, *more: str) -> tuple[str, ...]:
    return ("--port", "0", "--store", store, *more)


def test_what_one_server_does_the_other_goes_on_with(two: list[httpx.Client]):
    here, there = two
    token = here.post("/api/v1/tokenize", json=tokenization()).json()["token"]
    order = {"token": token, "amount": 10, "currency": "USD", "customer_id": "cust_123"}
    key = {"Idempotency-Key": "once"}
    paid = there.post("/api/v1/payments", json={**order, "capture": False}, headers=key)
    again = here.post("/api/v1/payments", json={**order, "capture": False}, headers=key)
    assert again.headers["idempotency-replayed"] == "true"
    assert again.content == paid.content
    path = f"/api/v1/transactions/{paid.json()['transaction_id']}"
    assert here.post(f"{path}/capture", json={}).json()["amount_captured"] == 10
    there.put("/_control/clock", json={"now": "2030-01-01T00:00:00Z", "frozen": True})
    assert here.get("/_control/clock").json()["now"] == "2030-01-01T00:00:00.000Z"
    assert there.post(f"{path}/refund", json={"amount": 4}).is_success
    assert here.get(path).json()["amount_refunded"] == 4
    assert here.get("/_control/invariants").is_success


@pytest.mark.parametrize("scope", ["sandbox", "server"])
def test_what_one_server_is_asked_the_other_tells_as_it_comes(two: list[httpx.Client], scope: str):
    here, there = two
    url = str(there.base_url).replace("http", "ws").rstrip("/")
    with connect(f"{url}/_control/requests/stream?scope={scope}") as stream:
        assert json.loads(stream.recv(timeout=PATIENCE_S))["type"] == "requests.opened"
        for number, client in enumerate((here, there, here), 1):
            client.get("/api/v1/transactions")
            told = json.loads(stream.recv(timeout=PATIENCE_S))
            assert [each["number"] for each in told["requests"]] == [number]


def test_what_one_server_was_asked_the_other_tells(two: list[httpx.Client]):
    """Once an answer has arrived, it is in the log, whoever is asked for it."""
    here, there = two
    for number in range(20):
        asked = {"X-Request-Id": f"req_{number}"}
        (here if number % 2 else there).get("/api/v1/transactions", headers=asked)
        found = (there if number % 2 else here).get(f"/_control/requests/req_{number}")
        assert found.json()["summary"]["path"] == "/api/v1/transactions"
    here.post("/api/v1/payments", json={"card_number": "4111111111111111"})
    wanted = {"operation": "cards.create_payment", "status": 400}
    verdict = there.post("/_control/requests/verify", json={"matching": wanted, "count": 1})
    assert verdict.json()["verified"], verdict.text
    assert "4111111111111111" not in there.get("/_control/requests").text
    assert there.delete("/_control/requests").is_success
    assert here.get("/_control/requests").json()["kept"] == 0
    here.get("/api/v1/transactions")
    there.post("/_control/reset").raise_for_status()
    log = here.get("/_control/requests").json()
    assert (log["kept"], log["forgotten"]) == (0, 0)


def test_what_falls_due_is_done_once_by_one_of_the_servers(two: list[httpx.Client]):
    """Both know of every sandbox, and both wait for the same moment."""
    here, there = two
    names = [f"/~box-{number}" for number in range(20)]
    for name in names:
        for server in two:
            server.post(f"{name}/payments", json={"value": 1, "expires_in_s": 1}).raise_for_status()
    for name in names:
        waiting = {"after": 3, "wait_s": 30}
        assert there.get(f"{name}/_control/events", params=waiting, timeout=60).is_success
        events = here.get(f"{name}/_control/events").json()["events"]
        assert [each["sequence"] for each in events] == [1, 2, 3, 4]
        assert [each["subject"] for each in events if each["type"] == "pix.expired"] == ["1", "2"]
        assert here.get(f"{name}/_control/invariants").is_success


def test_workers_share_a_port_are_replaced_and_end_with_their_supervisor(store: str):
    by_tls = ("--tls-self-signed", "--tls-port", "0")
    with running(*options(store, "--workers", "2", *by_tls)) as server:
        trust = trusting(Path(server.told("Trust")))
        for _ in range(8):  # each worker has its share of the connections
            assert httpx.get(f"{server.told('TLS')}/health", verify=trust).status_code == 200
        before = processes_that_answer(server)
        killed = workers(server)[0]
        os.kill(killed, signal.SIGKILL)
        assert len(processes_that_answer(server) - before) == 1
        left = workers(server)
        assert killed not in left
        assert f"worker {killed} ended (-9)" in server.log()
        assert server.stop() == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in left)


def test_requests_of_all_workers_are_lines_at_the_terminal_and_followed(store: str):
    command = [*COMMAND, *options(store, "--workers", "2")]
    with at_a_terminal(command, variables={"TERM": "dumb"}) as screen:
        assert screen.process.stdout is not None
        url = screen.process.stdout.readline().split()[-1]
        for number in range(20):
            assert httpx.get(f"{url}/~seen/nowhere/{number}", timeout=PATIENCE_S).status_code == 404
        screen.read_until(r"(?s)(/nowhere/\d+ .*){20}")
        shown = re.findall(r"/nowhere/(\d+)  404", screen.text)
        requests = httpx.get(f"{url}/~seen/_control/requests", params={"after": 15}).json()
    assert sorted(map(int, shown)) == list(range(20))
    assert [each["number"] for each in requests["requests"]] == [20, 19, 18, 17, 16]


def test_workers_do_not_outlive_a_supervisor_that_is_killed(store: str):
    with running(*options(store, "--workers", "2")) as server:
        processes_that_answer(server)
        alive = [os.pidfd_open(pid) for pid in workers(server)]
        server.process.kill()
        for process in alive:
            assert select([process], [], [], PATIENCE_S)[0], "it is still there"
            os.close(process)


@pytest.mark.parametrize("store", ["memory:", "sqlite:///{folder}/records.db"])
def test_a_store_that_belongs_to_one_process_takes_no_workers(store: str, tmp_path: Path):
    code, lines = refused(*options(store.format(folder=tmp_path), "--workers", "2"))
    assert code == 2
    assert "--workers 2 needs a store that processes can share" in lines[0]


def test_every_worker_reads_a_saved_scenario_and_one_says_so(store: str, tmp_path: Path):
    file = tmp_path / "mine.yaml"
    text = "scenario: 1\nname: mine\nrules:\n  - {id: a, then: {declined: %s}}\n"
    file.write_text(text % "lost_card")
    (tmp_path / "other.yaml").write_text("scenario: 1\nname: other\nrules: 7\n")
    folder = ("--scenarios", str(tmp_path), "--scenario", "mine", "--workers", "2")
    with running(*options(store, *folder)) as server:
        processes_that_answer(server)
        (tmp_path / "new").write_text(text % "stolen_card")
        (tmp_path / "new").rename(file)
        obeying: set[str] = set()
        while len(obeying) < 2:
            paid = httpx.post(f"{server.url}/payment", json=PAYMENT, timeout=PATIENCE_S)
            if paid.json()["decline_code"] == "stolen_card":
                obeying.add(process_of(paid))
        while "again: 1 rule (1 changed)" not in server.log():
            assert httpx.post(f"{server.url}/_control/scenarios/reload").is_success
        log = server.log()
    assert log.count("again: 1 rule (1 changed)") == 1
    assert log.count("other.yaml:3:8: ") == 1
