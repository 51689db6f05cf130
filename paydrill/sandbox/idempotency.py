"""Carry out a repeated request once, by its key (IETF draft idempotency-key-header).

A response is kept for 24 hours on the sandbox's clock, in the same commit as the work it reports.
Errors are not kept: they changed nothing, so a retry may succeed.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Context, Decimal
from hashlib import sha256
from threading import Lock
from typing import Any, NamedTuple

from paydrill.errors import IdempotencyKeyReused, RequestInFlight
from paydrill.sandbox.ports import Table
from paydrill.sandbox.sandbox import Sandbox
from paydrill.values.times import DAY

KEPT_MS = DAY

# Precise enough for every number that a request may hold.
_exact = Context(prec=1_000)
# A text of the form in which `_number` writes a fraction, perhaps with marks before it.
_LIKE_A_FRACTION = re.compile(r"'*-?[0-9]+(?:\.[0-9]+(?:E-[0-9]+)?|E-[0-9]+)")


class KeptAnswer(NamedTuple):
    """The response kept under a key. `position` is when; `request` is the `fingerprint`."""

    id: str
    position: int
    request: str
    status: int
    rule: str | None
    body: str


ANSWERS = Table("idempotency", KeptAnswer)


def fingerprint(operation: str, arguments: dict[str, Any]) -> str:
    """Hash operation, parameters and body: equal for requests that mean the same.

    Numbers count by their value, however they are written; the order of keys does not count. Values
    that have only one form hash as in earlier versions: kept responses outlive the server that
    wrote them.
    """
    text = json.dumps([operation, _canonical(arguments)], sort_keys=True, default=str)
    return sha256(text.encode()).hexdigest()


def _canonical(value: Any) -> Any:
    """Give every number one form, and mark texts that look like such a form."""
    match value:
        case str():  # "10.5" is not 10.5
            return f"'{value}" if _LIKE_A_FRACTION.fullmatch(value) else value
        case dict():
            return {name: _canonical(each) for name, each in value.items()}
        case list():
            return [_canonical(each) for each in value]
        case Decimal():
            return _number(value)
        case float():
            return _number(Decimal(repr(value)))
    return value


def _number(value: Decimal) -> int | str:
    """Write a whole number as an integer, and a fraction as text of its digits."""
    return int(value) if value == value.to_integral_value() else str(_exact.normalize(value))


def kept(sandbox: Sandbox, key: str, request: str) -> KeptAnswer | None:
    """Return the response kept under this key; `None` if there is none.

    `request` is the `fingerprint`. Raises `IdempotencyKeyReused` when the key came with another
    request.
    """
    _forget_old(sandbox)
    answer = sandbox.tx.get(ANSWERS, key)
    if answer is not None and answer.request != request:
        raise IdempotencyKeyReused
    return answer


def keep(sandbox: Sandbox, answer: KeptAnswer) -> None:
    """Keep a response under its key."""
    sandbox.tx.put(ANSWERS, answer)


def _forget_old(sandbox: Sandbox) -> None:
    while (
        oldest := next(sandbox.tx.find(ANSWERS), None)
    ) and oldest.position <= sandbox.now_ms - KEPT_MS:
        sandbox.tx.delete(ANSWERS, oldest.id)


class InFlight:
    """The keys of the requests that this process is working on. Safe to use from any thread."""

    def __init__(self) -> None:
        """Start with no request in flight."""
        self._keys: set[tuple[str, str]] = set()
        self._lock = Lock()

    @contextmanager
    def claim(self, sandbox: str, key: str) -> Iterator[None]:
        """Hold the key during a request. Raises `RequestInFlight` when another request holds it."""
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
