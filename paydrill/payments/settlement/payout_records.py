"""The record of a payout."""

from typing import NamedTuple

from paydrill.sandbox.ports import Table


class Payout(NamedTuple):
    """A batch's payout to the merchant's bank account. Its amount is minor units of `currency`.

    `status` is in_transit, paid or failed.
    """

    id: str
    position: int
    batch: str
    status: str
    amount_minor: int
    currency: str
    arrival_date: str
    """The date on which the bank pays it out, or returns it."""
    created_ms: int
    fails_with: str | None = None
    """The reason for which the bank will return it, or has; `None` for a payout that arrives."""


PAYOUTS = Table("payouts", Payout, indexes=("batch",))
