"""Closed batches: which events each took in, what they add up to, and where to find it."""

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from paydrill.errors import SettlementNotFound
from paydrill.payments.settlement.lines import Span, Totals
from paydrill.sandbox.ports import Table
from paydrill.sandbox.sandbox import Sandbox
from paydrill.values.paging import cursor_after, position_of
from paydrill.values.times import Milliseconds


class Batch(NamedTuple):
    """What one currency brought in one business date, or until somebody closed it before.

    It never changes. `position` is that of the event that tells of it. Amounts are minor units,
    and what the ledger has: what was shown of them is in `breaks`.
    """

    id: str
    position: int
    status: str
    currency: str
    sequence: int
    """1, 2, 3 … for each currency."""
    business_date: str
    value_date: str
    """When the payout is made."""
    after_event: int
    upto_event: int
    """It took in the events after the one position and up to the other."""
    opened_ms: Milliseconds
    closed_ms: Milliseconds
    payments: int
    payments_minor: int
    refunds: int
    refunds_minor: int
    interchange_minor: int
    scheme_minor: int
    markup_minor: int
    opening_minor: int
    """What was carried forward to it: nothing, or what the merchant owes, negative."""
    terms: str
    checksum: str
    """SHA-256 of its CSV file, as it is told."""
    available_ms: Milliseconds | None
    """From when on its file can be had; `None` for never."""
    copy_of: str | None = None
    """The batch that it is but another delivery of."""

    @property
    def span(self) -> Span:
        """Where its lines are."""
        return Span(self.currency, self.after_event, self.upto_event)

    @property
    def totals(self) -> Totals:
        """What its lines add up to."""
        return Totals(
            self.payments,
            self.payments_minor,
            self.refunds,
            self.refunds_minor,
            self.interchange_minor,
            self.scheme_minor,
            self.markup_minor,
        )

    def available_at(self, now_ms: Milliseconds) -> Milliseconds | None:
        """Since when its file can be had; `None` while it cannot.

        One that was there at once stays there, also when the clock is set back.
        """
        available_ms = self.available_ms
        if available_ms is not None and available_ms > max(self.closed_ms, now_ms):
            return None
        return available_ms

    @property
    def balance_minor(self) -> int:
        """What is due after it, before anything is paid out."""
        return self.opening_minor + self.totals.net_minor


BATCHES = Table("settlement_batches", Batch, indexes=("currency",))


class Filter(NamedTuple):
    """Which batches are wanted."""

    currency: str | None = None
    business_date: str | None = None
    cursor: str | None = None


class Page(NamedTuple):
    """Some batches, and the cursor of those that come after; `None` when none do."""

    batches: list[Batch]
    next_cursor: str | None


def find(sandbox: Sandbox, batch_id: str) -> Batch:
    """The batch of that id. Raises `SettlementNotFound`."""
    batch = sandbox.tx.get(BATCHES, batch_id)
    if batch is None:
        raise SettlementNotFound
    return batch


def page(sandbox: Sandbox, wanted: Filter, limit: int) -> Page:
    """At most `limit` batches, the newest first. Raises `InvalidCursor`."""
    found = list(islice(_find(sandbox, wanted), limit + 1))
    shown = found[:limit]
    more = len(found) > limit
    return Page(shown, cursor_after(shown[-1].position) if more else None)


def batch_of(sandbox: Sandbox, currency: str, event: int | None) -> Batch | None:
    """The batch that took in the event at this position; `None` while it is open."""
    if event is None:
        return None
    later = sandbox.tx.find(BATCHES, ("currency", currency), after=event)
    return next((batch for batch in later if event <= batch.upto_event), None)


def _find(sandbox: Sandbox, wanted: Filter) -> Iterator[Batch]:
    found = sandbox.tx.find(
        BATCHES,
        None if wanted.currency is None else ("currency", wanted.currency),
        after=None if wanted.cursor is None else position_of(wanted.cursor),
        newest_first=True,
    )
    date = wanted.business_date
    return (batch for batch in found if date is None or batch.business_date == date)
