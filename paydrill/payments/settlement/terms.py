"""What a scenario says of settlement, as it was when a batch was closed under it.

The words are kept with the batch, so that its files come out the same for ever, whatever the
scenario says later.
"""

import json
from collections.abc import Mapping
from datetime import date, time
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple

from paydrill.payments.settlement.business_days import BusinessDays
from paydrill.payments.settlement.fees import Schedule
from paydrill.sandbox.ports import Table
from paydrill.sandbox.sandbox import Sandbox
from paydrill.values.money import Currencies

_ID_LENGTH = 16
_NONE = BusinessDays()


class KeptTerms(NamedTuple):
    """The words of a scenario's `settlement` section as JSON; `id` is their hash."""

    id: str
    position: int
    text: str


KEPT_TERMS = Table("settlement_terms", KeptTerms)


class Terms:
    """Cut-off, value date, fees and breaks, out of a scenario's `settlement` section."""

    def __init__(self, words: Mapping[str, Any], currencies: Currencies) -> None:
        """`words` are plain data, checked; without any, days end at midnight UTC and no fee."""
        self._words = words
        self._currencies = currencies

    @cached_property
    def days(self) -> BusinessDays:
        """When business dates end, and when they are paid out."""
        words = self._words
        cutoff = words.get("cutoff", {})
        return BusinessDays(
            time.fromisoformat(cutoff["time"]) if "time" in cutoff else _NONE.cutoff,
            cutoff.get("zone", _NONE.zone),
            words.get("t_plus", _NONE.t_plus),
            frozenset(map(date.fromisoformat, words.get("holidays", ()))),
        )

    @cached_property
    def schedule(self) -> Schedule:
        """What payments cost."""
        words = self._words
        return Schedule(
            words.get("fees", ()),
            words.get("rounding", "half_up"),
            self._currencies,
            refunds_return_fees=words.get("refunds_return_fees", False),
        )

    @property
    def breaks(self) -> list[dict[str, Any]]:
        """What is to go wrong with every batch."""
        return list(self._words.get("breaks", ()))

    @cached_property
    def text(self) -> str:
        """The words as JSON, the same for the same words."""
        return json.dumps(self._words, sort_keys=True, separators=(",", ":"), default=str)

    @cached_property
    def id(self) -> str:
        """What they are kept under."""
        return sha256(self.text.encode()).hexdigest()[:_ID_LENGTH]


def terms_in_force(sandbox: Sandbox) -> Terms:
    """What the sandbox's scenario says now."""
    return Terms(sandbox.scenario.settlement, sandbox.currencies)


def keep(sandbox: Sandbox, terms: Terms) -> str:
    """Remember the terms; returns what to ask for them by."""
    if sandbox.tx.get(KEPT_TERMS, terms.id) is None:
        sandbox.tx.put(KEPT_TERMS, KeptTerms(terms.id, sandbox.last_event, terms.text))
    return terms.id


def kept(sandbox: Sandbox, id_: str) -> Terms:
    """The terms that were remembered under that id."""
    found = sandbox.tx.get(KEPT_TERMS, id_)
    assert found is not None  # noqa: S101 - kept with the first batch that names them
    return Terms(json.loads(found.text), sandbox.currencies)
