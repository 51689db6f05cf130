"""Clients that take a 503 for what it is, and remember what they were answered otherwise."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from threading import Condition, Event
from typing import Any

import httpx

from tests.server_process import Server as Paydrill

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
    """Clients that pay and refund until they are told to stop."""

    def __init__(self, name: str = "") -> None:
        """Nobody is at work yet; keys of loads of two names are different."""
        self._name = name
        self.acknowledged: list[Acknowledged] = []
        self._answers = Counter[str]()
        self._answered = Condition()
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
        """Wait for so many answers from now on: `success`, or `unavailable` for a 503."""
        with self._answered:
            enough = self._answers[kind] + answers
            came = self._answered.wait_for(lambda: self._answers[kind] >= enough, PATIENCE_S)
        assert came, f"no {kind} any more"

    def _client(self, url: str, number: int) -> None:
        with httpx.Client(base_url=url, timeout=PATIENCE_S) as client:
            for each in count():
                if self._stop.is_set():
                    return
                made = self._ask(client, "/payment", PAYMENT, f"{self._name}{number}-{each}-pay")
                if made is not None and each % 2:
                    path = f"/refund/{made['payment_id']}"
                    self._ask(client, path, {"amount": 4}, f"{self._name}{number}-{each}-back")

    def _ask(self, client: httpx.Client, path: str, body: dict[str, Any], key: str) -> Any:
        answer = client.post(path, json=body, headers={"Idempotency-Key": key})
        if answer.status_code == 503:
            assert answer.headers["retry-after"] == "1"
            self._count("unavailable")
            return None
        assert answer.is_success, answer.text
        self.acknowledged.append(Acknowledged(path, body, key, answer.content))
        self._count("success")
        return answer.json()

    def _count(self, kind: str) -> None:
        with self._answered:
            self._answers[kind] += 1
            self._answered.notify_all()


def kept(server: Paydrill, acknowledged: list[Acknowledged]) -> None:
    """Every acknowledged request is there as it was, and everything adds up.

    Raises `AssertionError` for what is not.
    """
    with httpx.Client(base_url=server.url, timeout=PATIENCE_S) as client:
        for each in acknowledged:
            again = client.post(each.path, json=each.body, headers={"Idempotency-Key": each.key})
            assert again.headers.get("idempotency-replayed") == "true", (again.text, each)
            assert again.content == each.content, each
        proof = client.get("/_control/invariants")
        assert proof.status_code == 200, proof.text
