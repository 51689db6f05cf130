"""Load on a server that is about to crash, and what has to be there afterwards.

`python -m tests.crashing` kills a server on a PostgreSQL of its own, or on the store of
`--store URL`, under load, `--kills` times, and checks after each restart that nothing which was
acknowledged is lost.
"""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from threading import Event, Semaphore
from typing import Any
from uuid import uuid4

import click
import httpx

from tests.postgresql import Server, database
from tests.server_process import Server as Paydrill
from tests.server_process import running

CLIENTS = 4
PATIENCE_S = 60

PAYMENT = {
    "card_number": "4111111111111111",
    "amount": 10,
    "currency": "USD",
    "customer_name": "Ada Lovelace",
}


@dataclass(frozen=True)
class Acknowledged:
    """A request that was answered with success, and the answer."""

    path: str
    body: dict[str, Any]
    key: str
    content: bytes


class Load:
    """Clients that pay and refund until they are told to stop, or nobody answers any more."""

    def __init__(self) -> None:
        """Nobody is at work yet."""
        self.acknowledged: list[Acknowledged] = []
        self._answers = {"success": Semaphore(0), "unavailable": Semaphore(0)}
        self._stop = Event()

    @contextmanager
    def on(self, url: str) -> Iterator[None]:
        """Meanwhile, the clients are at work."""
        with ThreadPoolExecutor(CLIENTS) as pool:
            clients = [pool.submit(self._client, url, number) for number in range(CLIENTS)]
            try:
                yield
            finally:
                self._stop.set()
                for each in clients:
                    each.result()

    def wait_for(self, answers: int, kind: str = "success") -> None:
        """Wait for so many more answers: `success`, or `unavailable` for a 503."""
        for _ in range(answers):
            assert self._answers[kind].acquire(timeout=PATIENCE_S), f"no {kind} any more"

    def _client(self, url: str, number: int) -> None:
        run = uuid4().hex
        with httpx.Client(base_url=url, timeout=PATIENCE_S) as client:
            for each in count():
                if self._stop.is_set():
                    return
                try:
                    made = self._ask(client, "/payment", PAYMENT, f"{run}-{number}-{each}-pay")
                    if made is not None and each % 2:
                        path, key = f"/refund/{made['payment_id']}", f"{run}-{number}-{each}-back"
                        self._ask(client, path, {"amount": 4}, key)
                except httpx.TransportError:
                    return  # killed: nobody knows what became of this one

    def _ask(self, client: httpx.Client, path: str, body: dict[str, Any], key: str) -> Any:
        answer = client.post(path, json=body, headers={"Idempotency-Key": key})
        if answer.status_code == 503:
            assert answer.headers["retry-after"] == "1"
            self._answers["unavailable"].release()
            return None
        assert answer.is_success, answer.text
        self.acknowledged.append(Acknowledged(path, body, key, answer.content))
        self._answers["success"].release()
        return answer.json()


def kept(server: Paydrill, acknowledged: list[Acknowledged]) -> None:
    """Every acknowledged request is there as it was, and everything adds up.

    Raises `AssertionError` for what is not.
    """
    with httpx.Client(base_url=server.url, timeout=PATIENCE_S) as client:
        for each in acknowledged:
            again = client.post(each.path, json=each.body, headers={"Idempotency-Key": each.key})
            assert again.headers.get("idempotency-replayed") == "true", each
            assert again.content == each.content, each
        proof = client.get("/_control/invariants")
        assert proof.status_code == 200, proof.text


def crash(store: str, kills: int, seed: int) -> Iterator[Load]:
    """Kill the server under load, each time at another moment; the load that it was under."""
    chance = random.Random(seed)
    before: list[Acknowledged] = []
    for _ in range(kills):
        load = Load()
        with running("--port", "0", "--store", store) as server:
            kept(server, before)
            with load.on(server.url):
                load.wait_for(chance.randrange(1, 40))
                server.process.kill()
        before = load.acknowledged
        yield load
    with running("--port", "0", "--store", store) as server:
        kept(server, before)


@click.command()
@click.option("--kills", default=50, show_default=True, help="How often the server is killed.")
@click.option("--store", help="Which store; without it, a PostgreSQL of its own.")
@click.option("--seed", default=1, show_default=True, help="Decides the moments.")
def main(kills: int, store: str | None, seed: int) -> None:
    """Kill a server under load, again and again, and look for what was acknowledged."""
    with ExitStack() as stack:
        if store is None:
            server = Server.made()
            stack.callback(server.remove)
            store = stack.enter_context(database(server.url))
        total = 0
        with click.progressbar(crash(store, kills, seed), length=kills, label="Kills") as loads:
            for load in loads:
                total += len(load.acknowledged)
    click.echo(f"{kills} kills, {total} requests acknowledged, 0 lost, 0 half done")


if __name__ == "__main__":
    main()
