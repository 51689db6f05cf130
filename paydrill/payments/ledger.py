"""Derive the double-entry ledger from the events that move money.

Such an event debits one account and credits another with its amount, so debits equal credits by
construction. The invariants check that the ledger also agrees with the payments. Fees are no
movements: a batch keeps them back, so that what it pays out is less than the merchant's balance.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import NamedTuple

from paydrill.sandbox.events import Event
from paydrill.values import paging
from paydrill.values.paging import Page, position_of

ACQUIRER_RECEIVABLE = "acquirer_receivable"
PIX_RECEIVABLE = "pix_receivable"
MERCHANT_BALANCE = "merchant_balance"
DISPUTES_HELD = "disputes_held"
PAYOUTS_IN_TRANSIT = "payouts_in_transit"
BANK_ACCOUNT = "bank_account"

BOOKINGS = {
    "payment.approved": (ACQUIRER_RECEIVABLE, MERCHANT_BALANCE),
    "payment.captured": (ACQUIRER_RECEIVABLE, MERCHANT_BALANCE),
    "payment.refunded": (MERCHANT_BALANCE, ACQUIRER_RECEIVABLE),
    "payment.refund_failed": (ACQUIRER_RECEIVABLE, MERCHANT_BALANCE),
    "pix.confirmed": (PIX_RECEIVABLE, MERCHANT_BALANCE),
    "pix.returned": (MERCHANT_BALANCE, PIX_RECEIVABLE),
    "dispute.funds_withdrawn": (MERCHANT_BALANCE, DISPUTES_HELD),
    "dispute.funds_reinstated": (DISPUTES_HELD, MERCHANT_BALANCE),
    "dispute.lost": (DISPUTES_HELD, ACQUIRER_RECEIVABLE),
    "dispute.accepted": (DISPUTES_HELD, ACQUIRER_RECEIVABLE),
    "payout.created": (MERCHANT_BALANCE, PAYOUTS_IN_TRANSIT),
    "payout.paid": (PAYOUTS_IN_TRANSIT, BANK_ACCOUNT),
    "payout.failed": (PAYOUTS_IN_TRANSIT, MERCHANT_BALANCE),
}
"""Debit and credit account of each type of event that moves money."""


class Entry(NamedTuple):
    """One movement of money. `event` is the position of its event, `type` the event's type."""

    event: int
    type: str
    at_ms: int
    subject: str
    """Id of the payment, charge, dispute or payout."""
    debit: str
    credit: str
    amount_minor: int
    currency: str

    @property
    def merchant_minor(self) -> int:
        """The change of the merchant's balance: positive if money comes in."""
        sign = (self.credit == MERCHANT_BALANCE) - (self.debit == MERCHANT_BALANCE)
        return sign * self.amount_minor

    @property
    def settles_minor(self) -> int:
        """The part of it that is a line of a batch: all but what a batch pays out."""
        return 0 if self.type == "payout.created" else self.merchant_minor


def entries(events: Iterable[Event]) -> Iterator[Entry]:
    """Yield the movements of money among the events, in their order."""
    for event in events:
        if event.type in BOOKINGS:
            debit, credit = BOOKINGS[event.type]
            yield Entry(
                event.position,
                event.type,
                event.at_ms,
                event.subject,
                debit,
                credit,
                event.amount_minor,
                event.currency,
            )


class Balance(NamedTuple):
    """The sums that were booked to an account in a currency."""

    account: str
    currency: str
    debits_minor: int
    credits_minor: int


def balances(booked: Iterable[Entry]) -> list[Balance]:
    """Sum up entries for each account and currency, sorted by currency."""
    sums: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for entry in booked:
        sums[entry.currency, entry.debit][0] += entry.amount_minor
        sums[entry.currency, entry.credit][1] += entry.amount_minor
    return [
        Balance(account, currency, debits, credits_)
        for (currency, account), (debits, credits_) in sorted(sums.items())
    ]


class LedgerPage(NamedTuple):
    """Some entries, newest first, and the balances after all."""

    page: Page[Entry]
    balances: list[Balance]


def page(events: Iterable[Event], limit: int, cursor: str | None) -> LedgerPage:
    """Return at most `limit` entries and all balances. Raises `InvalidCursor`."""
    before = position_of(cursor)
    booked = list(entries(events))
    older = (each for each in reversed(booked) if before is None or each.event < before)
    return LedgerPage(paging.page(older, limit, attrgetter("event")), balances(booked))
