"""Describe the lines of a batch, their kinds, and their totals."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

PAYMENT = "payment"
REFUND = "refund"
REFUND_REVERSAL = "refund_reversal"
CHARGEBACK = "chargeback"
CHARGEBACK_REVERSAL = "chargeback_reversal"
DISPUTE_FEE = "dispute_fee"
PAYOUT_REVERSAL = "payout_reversal"

BANK = "bank"
"""The method of lines about the merchant's bank account."""


class Span(NamedTuple):
    """The events of one currency after position `after`, up to and with `upto`."""

    currency: str
    after: int
    upto: int


class Line(NamedTuple):
    """One line of a batch. The gross amount is negative where the merchant gives, as in a refund.

    A dispute fee has no gross amount: it stands in the markup, negative when it is returned.
    """

    event: int
    """Position of its event."""
    kind: str
    booked_ms: int
    transaction_id: str
    original_id: str | None
    """The payment's id, for a refund or a dispute; the batch's, for a payout."""
    reference: str | None
    method: str
    brand: str
    last4: str
    txid: str | None
    end_to_end_id: str | None
    gross_minor: int
    interchange_minor: int
    scheme_minor: int
    markup_minor: int

    @property
    def fees_minor(self) -> int:
        """The sum of the three fees; negative if returned with a refund."""
        return self.interchange_minor + self.scheme_minor + self.markup_minor

    @property
    def net_minor(self) -> int:
        """The merchant's net; negative if the merchant pays."""
        return self.gross_minor - self.fees_minor


class Totals(NamedTuple):
    """The totals of lines by kind, in minor units; refunds and chargebacks are positive."""

    payments: int = 0
    payments_minor: int = 0
    refunds: int = 0
    refunds_minor: int = 0
    interchange_minor: int = 0
    scheme_minor: int = 0
    markup_minor: int = 0
    refund_reversals: int = 0
    refund_reversals_minor: int = 0
    chargebacks: int = 0
    chargebacks_minor: int = 0
    chargeback_reversals: int = 0
    chargeback_reversals_minor: int = 0
    dispute_fees: int = 0
    dispute_fees_minor: int = 0
    """Zero, unless a break gives such a line a gross amount."""
    payout_reversals: int = 0
    payout_reversals_minor: int = 0

    @property
    def lines(self) -> int:
        """The number of lines."""
        others = sum(count for count, _ in self.others.values())
        return self.payments + self.refunds + others

    @property
    def gross_minor(self) -> int:
        """The sum of the lines' gross amounts."""
        return (
            self.payments_minor
            - self.refunds_minor
            + self.refund_reversals_minor
            - self.chargebacks_minor
            + self.chargeback_reversals_minor
            + self.dispute_fees_minor
            + self.payout_reversals_minor
        )

    @property
    def others(self) -> dict[str, tuple[int, int]]:
        """The number and amount of each kind of line beside payments and refunds."""
        return {
            "refund_reversals": (self.refund_reversals, self.refund_reversals_minor),
            "chargebacks": (self.chargebacks, self.chargebacks_minor),
            "chargeback_reversals": (self.chargeback_reversals, self.chargeback_reversals_minor),
            "dispute_fees": (self.dispute_fees, self.dispute_fees_minor),
            "payout_reversals": (self.payout_reversals, self.payout_reversals_minor),
        }

    @property
    def fees_minor(self) -> int:
        """All fees, less those returned with refunds."""
        return self.interchange_minor + self.scheme_minor + self.markup_minor

    @property
    def net_minor(self) -> int:
        """Gross less fees."""
        return self.gross_minor - self.fees_minor


def total(lines: Iterable[Line]) -> Totals:
    """Add up the lines."""
    counts: Counter[str] = Counter()
    gross: Counter[str] = Counter()
    interchange = scheme = markup = 0
    for line in lines:
        counts[line.kind] += 1
        gross[line.kind] += line.gross_minor
        interchange += line.interchange_minor
        scheme += line.scheme_minor
        markup += line.markup_minor
    return Totals(
        counts[PAYMENT],
        gross[PAYMENT],
        counts[REFUND],
        -gross[REFUND],
        interchange,
        scheme,
        markup,
        counts[REFUND_REVERSAL],
        gross[REFUND_REVERSAL],
        counts[CHARGEBACK],
        -gross[CHARGEBACK],
        counts[CHARGEBACK_REVERSAL],
        gross[CHARGEBACK_REVERSAL],
        counts[DISPUTE_FEE],
        gross[DISPUTE_FEE],
        counts[PAYOUT_REVERSAL],
        gross[PAYOUT_REVERSAL],
    )
