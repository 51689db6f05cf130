"""Hooks of Schemathesis, named by `schemathesis.toml`: valid requests are made meaningful.

Left alone, Schemathesis makes up tokens that nobody issued, ids that name nothing and cards that do
not exist: every answer would be a refusal, and few lines of the server would run. So each *valid*
request is given what makes sense, and what the server itself gave out earlier, before it is sent.
Invalid requests go out as they were made: that they are refused is what is tested.
"""

from http import HTTPStatus
from itertools import count
from typing import Any

import schemathesis
from hypothesis import strategies as st
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import REQUEST_SHAPE_PROBES, coverage_scenario

from tests.contract.meaningful import CARDS, meaningful

UNKNOWN_ONE_IN = 4
"""So many known ids are sent for each one that names nothing."""

KEY = "Idempotency-Key"

schemathesis.openapi.format("card-number", st.sampled_from(sorted(CARDS)))

for _media_type in ("text/html", "text/plain", "image/svg+xml", "image/png"):

    @schemathesis.deserializer(_media_type)
    def as_text(_context: Any, response: schemathesis.Response) -> str:
        """Pages, metrics and images are strings to their schemas."""
        return response.content.decode("latin-1")


class Memory:
    """What the server has given out since the contract was loaded, and what was sent to it."""

    def __init__(self) -> None:
        self.given: dict[str, list[dict[str, Any]]] = {}
        self.keys: set[str] = set()
        self.numbers = count(1)
        self.turns = count(1)

    def learn(self, answer: Any) -> None:
        """Remember the ids in an answer, each with what belongs to it."""
        if not isinstance(answer, dict):
            return
        for name, related in _BELONGING.items():
            if answer.get(name) is not None:
                known = {theirs: answer[ours] for theirs, ours in related.items() if ours in answer}
                self.given.setdefault(name, []).append(known)
        self.learn(answer.get("payment"))

    def known(self, name: str, sent: dict[str, Any]) -> dict[str, Any]:
        """What to send instead of a made-up `name`: something given out, now and then nothing."""
        given = self.given.get(name, [])
        turn = next(self.turns)
        if not given or turn % UNKNOWN_ONE_IN == 0 or any(each.items() <= sent.items() for each in given):
            return {}
        return given[turn % len(given)]

    def fresh(self, key: str) -> str:
        """A key nobody has used: with another body, one that was used would be refused."""
        while key in self.keys:
            key = f"key-{next(self.numbers)}"
        self.keys.add(key)
        return key


# What the server calls it when it gives it out: what goes along with it, by the name to send it by.
_BELONGING = {
    "token": {"token": "token", "customer_id": "customer_id"},
    "transaction_id": {"transaction_id": "transaction_id"},
    "payment_id": {"payment_id": "payment_id"},
    "id": {"id": "id"},
    "bank_payment_id": {"bank_payment_id": "bank_payment_id", "value": "value"},
    "next_cursor": {"cursor": "next_cursor"},
}
