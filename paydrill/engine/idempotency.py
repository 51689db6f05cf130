"""Idempotency keys: the same request twice is done once (IETF draft idempotency-key-header).

An answer is kept for 24 hours on the sandbox's clock, in the same commit as what it tells of.
Errors are not kept: they changed nothing, so a retry may succeed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import NamedTuple

from paydrill.engine.clock import DAY
from paydrill.engine.errors import IdempotencyKeyReused, RequestInFlight
from paydrill.engine.ports import Table
from paydrill.engine.sandbox import Sandbox

KEPT_MS = DAY


class KeptAnswer(NamedTuple):
    """The answer given under a key. `position` is when, `request` a hash of what was asked."""

    id: str
    position: int
    request: str
    status: int
    rule: str | None
    body: str


ANSWERS = Table("idempotency", KeptAnswer)


def kept(sandbox: Sandbox, key: str, request: str) -> KeptAnswer | None:
    """The answer given before under this key; `None` if there is none.

    `request` is a hash of operation, parameters and body. Raises `IdempotencyKeyReused` when the
    key came with another request.
    """
    _forget_old(sandbox)
    answer = sandbox.tx.get(ANSWERS, key)
    if answer is not None and answer.request != request:
        raise IdempotencyKeyReused
    return answer


def keep(sandbox: Sandbox, answer: KeptAnswer) -> None:
    """Remember an answer under its key."""
    sandbox.tx.put(ANSWERS, answer)


def _forget_old(sandbox: Sandbox) -> None:
    while (
        oldest := next(sandbox.tx.find(ANSWERS), None)
    ) and oldest.position <= sandbox.now_ms - KEPT_MS:
        sandbox.tx.delete(ANSWERS, oldest.id)


class InFlight:
    """The keys whose requests this process is working on. Safe to use from any thread."""

    def __init__(self) -> None:
        """No request is under way yet."""
        self._keys: set[tuple[str, str]] = set()
        self._lock = Lock()

    @contextmanager
    def claim(self, sandbox: str, key: str) -> Iterator[None]:
        """Hold the key while answering. Raises `RequestInFlight` when somebody else holds it."""
        claim = (sandbox, key)
        with self._lock:
            if claim in self._keys:
                raise RequestInFlight
            self._keys.add(claim)
        try:
            yield
        finally:
            with self._lock:
                self._keys.discard(claim)
