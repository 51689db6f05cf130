"""The record of a dispute."""

from typing import NamedTuple

from paydrill.payments.lifecycle import ACCEPTED, LOST, NEEDS_RESPONSE, UNDER_REVIEW
from paydrill.sandbox.ports import Table
from paydrill.values.times import Milliseconds

INQUIRY_STAGE = "inquiry"
CHARGEBACK_STAGE = "chargeback"
PRE_ARBITRATION_STAGE = "pre_arbitration"

_OPEN = {NEEDS_RESPONSE, UNDER_REVIEW}
_GONE = {LOST, ACCEPTED}


class Dispute(NamedTuple):
    """One dispute of a card payment. Amounts are minor units of `currency`."""

    id: str
    position: int
    payment: str
    table: str
    """Name of the payment's table."""
    status: str
    stage: str
    """`inquiry`, `chargeback` or `pre_arbitration`."""
    reason: str
    network_reason_code: str | None
    """The code of the card's network; `None` where it has none."""
    amount_minor: int
    currency: str
    evidence: str | None
    evidence_due_ms: Milliseconds | None
    """The deadline of the merchant's answer; `None` when none is awaited."""
    created_ms: Milliseconds
    decided_ms: Milliseconds | None = None
    fee_minor: int = 0
    """The fee charged for it and not returned."""

    @property
    def held_minor(self) -> int:
        """The withdrawn amount that is not decided yet."""
        is_held = self.stage != INQUIRY_STAGE and self.status in _OPEN
        return self.amount_minor if is_held else 0

    @property
    def lost_minor(self) -> int:
        """The amount that went to the cardholder."""
        return self.amount_minor if self.status in _GONE else 0

    @property
    def withdrawn_minor(self) -> int:
        """The amount that the merchant does not have at the moment."""
        return self.held_minor + self.lost_minor


DISPUTES = Table("disputes", Dispute, indexes=("payment",))
