"""Keep a scenario's settlement terms as they were when a batch was closed.

The batch names its terms, so that its files stay the same when the scenario changes later.
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
    """The text of a scenario's `settlement` section as JSON; `id` is its hash."""

    id: str
    position: int
    text: str


KEPT_TERMS = Table("settlement_terms", KeptTerms)


class Terms:
    """Cut-off, value date, fees and breaks, out of a scenario's `settlement` section."""

    def __init__(self, words: Mapping[str, Any], currencies: Currencies) -> None:
        """Take the section as plain, checked data.

        If it is empty, days end at midnight UTC and there are no fees.
        """
        self._words = words
        self._currencies = currencies

    @cached_property
    def days(self) -> BusinessDays:
        """The cut-off of business dates, and the date of their payout."""
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
        """The fees of payments and refunds."""
        words = self._words
        return Schedule(
            words.get("fees", ()),
            words.get("rounding", "half_up"),
            self._currencies,
            refunds_return_fees=words.get("refunds_return_fees", False),
        )

    @property
    def breaks(self) -> list[dict[str, Any]]:
        """The breaks of every batch, as the scenario lists them."""
        return list(self._words.get("breaks", ()))

    def payout_of(self, currency: str) -> Mapping[str, Any] | None:
        """Return what becomes of payouts of a currency; `None` where there are none."""
        return payout_plan(self._words, currency)

    @cached_property
    def text(self) -> str:
        """The section as JSON, the same text for equal sections."""
        return json.dumps(dict(self._words), sort_keys=True, separators=(",", ":"), default=str)

    @cached_property
    def id(self) -> str:
        """The id of the stored terms: the start of the SHA-256 of their text."""
        return sha256(self.text.encode()).hexdigest()[:_ID_LENGTH]


def payout_plan(words: Mapping[str, Any], currency: str) -> Mapping[str, Any] | None:
    """Return what a `settlement` section says of payouts of a currency; `None` for nothing."""
    plans = words.get("payouts", ())
    fitting = (each for each in plans if each.get("currency", currency) == currency)
    return next(fitting, None)


def terms_in_force(sandbox: Sandbox) -> Terms:
    """Return the terms of the sandbox's current scenario."""
    return Terms(sandbox.scenario.settlement, sandbox.currencies)


def keep(sandbox: Sandbox, terms: Terms) -> str:
    """Store the terms, unless they are stored already, and return their id."""
    if sandbox.tx.get(KEPT_TERMS, terms.id) is None:
        sandbox.tx.put(KEPT_TERMS, KeptTerms(terms.id, sandbox.last_event, terms.text))
    return terms.id


def kept(sandbox: Sandbox, id_: str) -> Terms:
    """Return the stored terms of that id."""
    found = sandbox.tx.get(KEPT_TERMS, id_)
    assert found is not None  # noqa: S101 - stored with the first batch that names them
    return Terms(json.loads(found.text), sandbox.currencies)
