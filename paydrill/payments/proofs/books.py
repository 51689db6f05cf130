"""Read a sandbox's records once, and add them up."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from paydrill.payments.channels import CHANNELS
from paydrill.payments.disputes.records import DISPUTES
from paydrill.payments.ledger import Entry, entries
from paydrill.payments.lifecycle import FAILED
from paydrill.payments.pix.records import CHARGES, CURRENCY
from paydrill.payments.records import Payment
from paydrill.payments.settlement.batches import BATCHES, Batch
from paydrill.payments.settlement.payout_records import PAYOUTS
from paydrill.sandbox.events import EVENTS
from paydrill.sandbox.ports import R, Table, Transaction


class Wrong(NamedTuple):
    """A record that breaks an invariant, and how."""

    table: str
    id: str
    how: str


class Books:
    """The records of a sandbox as one transaction sees them; of no use outside of it."""

    def __init__(self, tx: Transaction, tables: Iterable[Table[Any]]) -> None:
        """Read nothing yet: a table is read when its records are first asked for."""
        self._tx = tx
        self._tables = {table.name: table for table in tables}
        self._read: dict[str, Sequence[Any]] = {}
        self._ids: dict[str, set[str]] = {}

    def table(self, name: str) -> Table[Any] | None:
        """Return the table of that name, or `None`."""
        return self._tables.get(name)

    def of(self, table: Table[R]) -> Sequence[R]:
        """Return all records of a table, in order."""
        if table.name not in self._read:
            self._read[table.name] = list(self._tx.find(table))
        return self._read[table.name]

    def ids(self, table: Table[Any]) -> set[str]:
        """Return the ids of all records of a table."""
        if table.name not in self._ids:
            self._ids[table.name] = {record.id for record in self.of(table)}
        return self._ids[table.name]

    @property
    def payments(self) -> Iterator[tuple[str, Payment]]:
        """Card payments of all services, each with the name of its table."""
        for channel in CHANNELS.values():
            for payment in self.of(channel.table):
                yield channel.table.name, payment

    @property
    def entries(self) -> Iterator[Entry]:
        """All movements of money."""
        return entries(self.of(EVENTS))

    @property
    def batches(self) -> list[Batch]:
        """The closed batches; a file that was delivered twice counts once."""
        return [batch for batch in self.of(BATCHES) if batch.copy_of is None]

    @property
    def settled(self) -> Iterator[tuple[Batch, Entry]]:
        """All movements of money in closed batches, each with its batch."""
        batches: defaultdict[str, list[Batch]] = defaultdict(list)
        for batch in self.batches:
            batches[batch.currency].append(batch)
        for entry in self.entries:
            of = batches[entry.currency]
            place = bisect_left(of, entry.event, key=lambda batch: batch.upto_event)
            if place < len(of) and entry.event > of[place].after_event:
                yield of[place], entry


class Figures(NamedTuple):
    """The sums of one currency's records, in its minor units."""

    currency: str
    authorized_minor: int
    captured_minor: int
    refunded_minor: int
    refunds_pending_minor: int
    pix_paid_minor: int
    pix_returned_minor: int
    debits_minor: int
    credits_minor: int
    settled_minor: int
    unsettled_minor: int
    fees_minor: int
    paid_out_minor: int
    disputes_withdrawn_minor: int
    disputes_won_back_minor: int
    disputes_lost_minor: int
    disputes_open_minor: int


def figures(books: Books) -> list[Figures]:
    """Return the figures of each currency that a payment, charge or batch uses, sorted by code."""
    sums: Counter[tuple[str, str]] = Counter()
    for currency, figure, amount_minor in _amounts(books):
        sums[currency, figure] += amount_minor
    return [
        Figures(currency, *(sums[currency, figure] for figure in Figures._fields[1:]))
        for currency in sorted({currency for currency, _ in sums})
    ]


_OF_DISPUTES = {
    "dispute.funds_withdrawn": "disputes_withdrawn_minor",
    "dispute.funds_reinstated": "disputes_won_back_minor",
    "dispute.lost": "disputes_lost_minor",
    "dispute.accepted": "disputes_lost_minor",
}
"""The figure of each type of event that moves the money of disputes."""


def _amounts(books: Books) -> Iterator[tuple[str, str, int]]:
    """Yield every amount, with its currency and the figure that it counts towards."""
    for _, payment in books.payments:
        was_approved = payment.authorization_code is not None
        yield payment.currency, "authorized_minor", payment.amount_minor if was_approved else 0
        yield payment.currency, "captured_minor", payment.captured_minor
        yield payment.currency, "refunded_minor", payment.refunded_minor
        yield payment.currency, "refunds_pending_minor", payment.refunds_pending_minor
    for charge in books.of(CHARGES):
        yield CURRENCY, "pix_paid_minor", charge.amount_minor if charge.paid else 0
        yield CURRENCY, "pix_returned_minor", charge.returned_minor
    for entry in books.entries:
        yield entry.currency, "debits_minor", entry.amount_minor
        yield entry.currency, "credits_minor", entry.amount_minor
        yield entry.currency, "unsettled_minor", entry.settles_minor
        figure = _OF_DISPUTES.get(entry.type)
        if figure is not None:
            yield entry.currency, figure, entry.amount_minor
    for dispute in books.of(DISPUTES):
        yield dispute.currency, "disputes_open_minor", dispute.held_minor
    for payout in books.of(PAYOUTS):
        returned_minor = payout.amount_minor if payout.status == FAILED else 0
        yield payout.currency, "paid_out_minor", -returned_minor
    for batch in books.batches:
        yield batch.currency, "settled_minor", batch.totals.gross_minor
        yield batch.currency, "unsettled_minor", -batch.totals.gross_minor
        yield batch.currency, "fees_minor", batch.totals.fees_minor
        yield batch.currency, "paid_out_minor", max(0, batch.balance_minor)
