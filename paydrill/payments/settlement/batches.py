"""Keep closed batches, each with its range of events and its totals, and find and list them."""

from collections.abc import Iterator
from operator import attrgetter
from typing import NamedTuple

from paydrill.payments.errors import SettlementNotFound
from paydrill.payments.settlement.lines import Span, Totals
from paydrill.sandbox.ports import Table
from paydrill.sandbox.sandbox import Sandbox
from paydrill.values import paging
from paydrill.values.paging import Page, position_of
from paydrill.values.times import Milliseconds


class Batch(NamedTuple):
    """One closed batch: a currency's payments and refunds up to the cut-off or an earlier close.

    It never changes. `position` is that of its event. Amounts are minor units, as the ledger has
    them; `breaks` lists where the batch's files show others.
    """

    id: str
    position: int
    status: str
    currency: str
    sequence: int
    """1, 2, 3 … for each currency."""
    business_date: str
    value_date: str
    """The date of the payout."""
    after_event: int
    upto_event: int
    """The batch has the events after position `after_event`, up to and with `upto_event`."""
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
    """The balance carried forward to it: zero, or the merchant's debt, negative."""
    terms: str
    checksum: str
    """SHA-256 of its CSV file, as published; a break may have falsified it."""
    available_ms: Milliseconds | None
    """Time from which its file is available; `None` for never."""
    copy_of: str | None = None
    """Id of the batch that this one delivers again, if it is a copy."""
    refund_reversals: int = 0
    refund_reversals_minor: int = 0
    chargebacks: int = 0
    chargebacks_minor: int = 0
    chargeback_reversals: int = 0
    chargeback_reversals_minor: int = 0
    dispute_fees: int = 0
    dispute_fees_minor: int = 0
    payout_reversals: int = 0
    payout_reversals_minor: int = 0

    @property
    def span(self) -> Span:
        """The range of events that holds its lines."""
        return Span(self.currency, self.after_event, self.upto_event)

    @property
    def totals(self) -> Totals:
        """The totals of its lines."""
        return Totals(*(getattr(self, field) for field in Totals._fields))

    def available_at(self, now_ms: Milliseconds) -> Milliseconds | None:
        """Return the time since which the file is available; `None` while it is not.

        A file available at the close stays available, also when the clock is set back.
        """
        available_ms = self.available_ms
        if available_ms is not None and available_ms > max(self.closed_ms, now_ms):
            return None
        return available_ms

    @property
    def balance_minor(self) -> int:
        """The balance after its lines, before the payout."""
        return self.opening_minor + self.totals.net_minor


BATCHES = Table("settlement_batches", Batch, indexes=("currency",))


class Filter(NamedTuple):
    """The filter of a list of batches."""

    currency: str | None = None
    business_date: str | None = None
    cursor: str | None = None


def find(sandbox: Sandbox, batch_id: str) -> Batch:
    """Return the batch of that id. Raises `SettlementNotFound`."""
    batch = sandbox.tx.get(BATCHES, batch_id)
    if batch is None:
        raise SettlementNotFound
    return batch


def page(sandbox: Sandbox, wanted: Filter, limit: int) -> Page[Batch]:
    """Return a page of at most `limit` batches, newest first. Raises `InvalidCursor`."""
    return paging.page(_find(sandbox, wanted), limit, attrgetter("position"))


def batch_of(sandbox: Sandbox, currency: str, event: int | None) -> Batch | None:
    """Return the batch that holds the event at this position; `None` while its batch is open."""
    if event is None:
        return None
    later = sandbox.tx.find(BATCHES, ("currency", currency), after=event)
    return next((batch for batch in later if event <= batch.upto_event), None)


def _find(sandbox: Sandbox, wanted: Filter) -> Iterator[Batch]:
    found = sandbox.tx.find(
        BATCHES,
        None if wanted.currency is None else ("currency", wanted.currency),
        after=position_of(wanted.cursor),
        newest_first=True,
    )
    date = wanted.business_date
    return (batch for batch in found if date is None or batch.business_date == date)
