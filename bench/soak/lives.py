"""Lead sandboxes through a life each, from the first payment to their end."""

from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count
from pathlib import Path
from threading import Event
from typing import Any

import httpx
from websockets.sync.client import connect

ROUNDS = 20
PATIENCE_S = 60
_RELOADS_EVERY_S = 5.0
_CARD = {"card_number": "4111111111111111", "currency": "USD", "customer_name": "Ada Lovelace"}


class Lives:
    """Threads that begin a sandbox, use it and delete it, and one that saves the scenario again."""

    def __init__(self, url: str, hook: str, scenario: Path) -> None:
        """Lead them at a server, whose webhooks go to `hook` and whose scenario is this file."""
        self._url = url
        self._hook = hook
        self._scenario = scenario
        self._over = Event()
        self._works: list[Future[None]] = []
        self.done: Counter[str] = Counter()
        """Answers that came, by method; `sockets` opened, `lives` that ended, `reloads`."""

    def begin(self, pool: ThreadPoolExecutor, threads: int) -> None:
        """Begin in so many threads of the pool and one more."""
        self._works = [pool.submit(self._lead, thread) for thread in range(threads)]
        self._works.append(pool.submit(self._reload))

    def end(self) -> None:
        """Wait until the lives under way are over. Raises what one of them has met."""
        self._over.set()
        for each in self._works:
            each.result()

    def requests(self) -> int:
        """Count the answers that came."""
        return sum(self.done[method] for method in ("DELETE", "GET", "POST"))

    def failed(self) -> bool:
        """Tell whether one has met what it should not."""
        return any(each.done() for each in self._works)

    def _lead(self, thread: int) -> None:
        for number in count():
            if self._over.is_set():
                return
            self._live(f"soak-{thread}-{number}")
            self.done["lives"] += 1

    def _live(self, name: str) -> None:
        """Pay, refund and take PIX, with a webhook endpoint and a socket; then delete all."""
        hooks: dict[str, list[Any]] = {"response": [self._note]}
        with httpx.Client(
            base_url=f"{self._url}/~{name}", timeout=PATIENCE_S, event_hooks=hooks
        ) as api:
            api.post("/_control/webhooks/endpoints", json={"url": self._hook})
            with connect(f"{str(api.base_url).replace('http', 'ws', 1)}ws") as socket:
                socket.recv(PATIENCE_S)
                self.done["sockets"] += 1
                for number in range(ROUNDS):
                    _round(api, number)
                    socket.recv(PATIENCE_S)
            api.delete(f"{self._url}/_control/sandboxes/{name}")

    def _note(self, answer: httpx.Response) -> None:
        answer.read()
        if not answer.is_success:
            raise RuntimeError(f"{answer.request.url} was answered {answer.status_code}")
        self.done[answer.request.method] += 1

    def _reload(self) -> None:
        text = self._scenario.read_text(encoding="utf-8")
        for number in count():
            if self._over.wait(_RELOADS_EVERY_S):
                return
            draft = self._scenario.with_suffix(".draft")
            draft.write_text(f"{text}\n# saved {number}\n", encoding="utf-8")
            draft.replace(self._scenario)
            self.done["reloads"] += 1


def _round(api: httpx.Client, number: int) -> None:
    """Pay by card and by PIX, look, refund every other payment."""
    paid = api.post("/payment", json={**_CARD, "amount": 10 + number}).json()
    api.get(f"/status/{paid['payment_id']}")
    if number % 2:
        api.post(f"/refund/{paid['payment_id']}", json={"amount": 4})
    charge = api.post("/payments", json={"value": 25}).json()["payment"]
    confirmed = {"bank_payment_id": charge["bank_payment_id"], "value": 25}
    api.post("/payments/pix/confirmation", json=confirmed)
