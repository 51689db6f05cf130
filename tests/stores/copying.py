"""Buyers whose purchases have an order, so that a copy shows whether it is of one moment.

Each pays in one sandbox, then in another one, then is given back a part, one request after another.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from threading import Condition, Event
from typing import Any

import httpx
import orjson

from tests.journeys.shopping import AUTHORIZATION

PATIENCE_S = 60
BUYERS = 4
HERE, THERE = "here", "there"
SANDBOXES = (HERE, THERE)
KINDS = ("acquirer_payments", "refunds", "events", "idempotency")


class Buyers:
    """What each buyer was answered, in order: ids of payments and refunds."""

    def __init__(self) -> None:
        """Nobody has bought anything."""
        self.done: list[list[str]] = [[] for _ in range(BUYERS)]
        self._answered = Condition()
        self._stop = Event()

    @contextmanager
    def at(self, url: str) -> Iterator[None]:
        """Meanwhile, they buy."""
        with ThreadPoolExecutor(BUYERS) as pool:
            buying = [pool.submit(self._buy, url, number) for number in range(BUYERS)]
            try:
                yield
            finally:
                self._stop.set()
                for each in buying:
                    each.result()

    def wait_for(self, more: int) -> None:
        """Wait for so many answers from now on."""
        with self._answered:
            enough = self.count + more
            assert self._answered.wait_for(lambda: self.count >= enough, PATIENCE_S)

    @property
    def count(self) -> int:
        """How many answers there were."""
        return sum(map(len, self.done))

    def _buy(self, url: str, number: int) -> None:
        done = self.done[number]
        with httpx.Client(base_url=url, timeout=PATIENCE_S) as client:
            for turn in count():
                if self._stop.is_set():
                    return
                for sandbox in SANDBOXES:
                    key = f"{sandbox}-{number}-{turn}"
                    made = _ask(client, f"/~{sandbox}/payment", AUTHORIZATION, key)
                    self._note(done, made["payment_id"])
                path = f"/~{THERE}/refund/{made['payment_id']}"
                back = _ask(client, path, {"amount": 4}, f"{number}-{turn}-back")
                self._note(done, back["refund_id"])

    def _note(self, done: list[str], id_: str) -> None:
        with self._answered:
            done.append(id_)
            self._answered.notify_all()


def _ask(client: httpx.Client, path: str, body: dict[str, Any], key: str) -> Any:
    answer = client.post(path, json=body, headers={"Idempotency-Key": key})
    assert answer.is_success, answer.text
    return answer.json()


def ids_in(copy: Path) -> dict[str, set[str]]:
    """The ids of the records in a file, by kind, of both sandboxes."""
    tables = orjson.loads(copy.read_bytes())
    return {
        kind: {
            each["id"]
            for sandbox in SANDBOXES
            for each in tables.get(f"{sandbox}/{kind}", {}).values()
        }
        for kind in KINDS
    }
