"""The double-entry ledger: each movement of money debits one account and credits another.

An entry carries both sides, so debits equal credits by construction; that they also agree with
the payments is what the invariants check.
"""

from typing import NamedTuple

from paydrill.engine.ports import Table

ACQUIRER_RECEIVABLE = "acquirer_receivable"
PIX_RECEIVABLE = "pix_receivable"
MERCHANT_BALANCE = "merchant_balance"


class Entry(NamedTuple):
    """One movement. `position` is the number under which it was booked."""

    id: str
    position: int
    at_ms: int
    payment: str
    debit: str
    credit: str
    amount_minor: int
    currency: str


ENTRIES = Table("ledger", Entry)
