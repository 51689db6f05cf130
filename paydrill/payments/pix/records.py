"""The records of PIX: charges, and returns of charges."""

from typing import NamedTuple

from paydrill.sandbox.ports import Table

CURRENCY = "BRL"
QR_CODE_PREFIX = "qr_code_payment_"
RETURN_MADE = "The payment has been returned"


class Charge(NamedTuple):
    """A request to be paid by PIX. Amounts are centavos."""

    id: str
    position: int
    status: str
    bank_payment_id: str
    txid: str
    """26 to 35 letters and digits (BCB API Pix)."""
    end_to_end_id: str | None
    """`E`, ISPB, UTC minute, eleven characters (BCB); `None` until the charge is paid."""
    amount_minor: int
    returned_minor: int
    description: str | None
    br_code: str
    created_ms: int
    expires_ms: int
    paid_ms: int | None = None
    returning_minor: int = 0
    """The sum of the returns under way."""

    @property
    def paid(self) -> bool:
        """Whether the bank has confirmed the charge; it stays so when the charge is returned."""
        return self.end_to_end_id is not None

    @property
    def returnable_minor(self) -> int:
        """The amount that can still be returned, once the charge is confirmed."""
        return self.amount_minor - self.returned_minor - self.returning_minor

    @property
    def qr_code(self) -> str:
        """The name of the QR image, without its extension."""
        return QR_CODE_PREFIX + self.bank_payment_id


class ChargeCount(NamedTuple):
    """The number of charges that the sandbox has made; their ids count from 1."""

    id: str
    position: int
    made: int


CHARGES = Table("charges", Charge, indexes=("bank_payment_id",))
COUNTS = Table("charge_count", ChargeCount)


class Return(NamedTuple):
    """One return of a confirmed charge. `id` is its `D…` id.

    `status` is returned, refused or returning.
    """

    id: str
    position: int
    charge: str
    status: str
    amount_minor: int
    created_ms: int
    message: str = RETURN_MADE
    decline_code: str | None = None
    """The reason of a refusal."""
    decided_ms: int | None = None
    """Time of the return or refusal; `None` while it is under way."""


RETURNS = Table("returns", Return, indexes=("charge",))
