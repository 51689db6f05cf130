"""Create PIX charges, which a QR code shows, and confirm, remove and expire them."""

from decimal import Decimal

from paydrill.errors import FieldError, InvalidAmount
from paydrill.payments.errors import (
    AlreadyConfirmed,
    ChargeExpired,
    ChargeNotActive,
    PaymentNotFound,
    QrCodeNotFound,
)
from paydrill.payments.lifecycle import ACTIVE, CHARGE, CONFIRMED, EXPIRED, REMOVED
from paydrill.payments.pix import brcode
from paydrill.payments.pix.records import (
    CHARGES,
    COUNTS,
    CURRENCY,
    QR_CODE_PREFIX,
    Charge,
    ChargeCount,
)
from paydrill.sandbox import due
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.attempt import PIX, Attempt
from paydrill.values.times import MINUTE, SECOND, compact_second

CHARGE_EXPIRY = "charge_expiry"

CREATE, CONFIRM, REMOVE = "pix.create_payment", "pix.confirm_payment", "pix.remove_payment"

ASKING = frozenset({CREATE, CONFIRM, REMOVE})
"""The operations that ask the scenario themselves, because only they know the charge."""

LIFETIME_MS = 30 * MINUTE

# A participant code (ISPB) that no bank has, and a payee that does not exist.
_ISPB = "99999999"
_LOCATION = "pix.paydrill.example/qr/v2/"
_MERCHANT = brcode.Merchant("Paydrill Sandbox", "Sao Paulo")


def create(
    sandbox: Sandbox,
    value: Decimal | int,
    description: str | None = None,
    expires_in_s: int | None = None,
) -> Charge:
    """Create a charge of `value` reais, open for 30 minutes or `expires_in_s` seconds.

    Raises `InvalidAmount` naming `/value`.
    """
    amount_minor = sandbox.currencies.minor(value, CURRENCY, "/value")
    lifetime_ms = LIFETIME_MS if expires_in_s is None else expires_in_s * SECOND
    paid = Decimal(value)
    sandbox.meet(Attempt(CREATE, paid, CURRENCY, description=description, method=PIX, at=sandbox))
    number = sandbox.next_number()
    txid = sandbox.ids.hex("txid", number)
    charge = Charge(
        id=str(_next_id(sandbox)),
        position=number,
        status=ACTIVE,
        bank_payment_id=sandbox.ids.uuid("bank_payment", number),
        txid=txid,
        end_to_end_id=None,
        amount_minor=amount_minor,
        returned_minor=0,
        description=description,
        br_code=brcode.dynamic(
            _LOCATION + txid, sandbox.currencies.decimal(amount_minor, CURRENCY), _MERCHANT
        ),
        created_ms=sandbox.now_ms,
        expires_ms=sandbox.now_ms + lifetime_ms,
    )
    due.schedule(sandbox, charge.expires_ms, CHARGE_EXPIRY, CHARGES.name, charge.id)
    return move(sandbox, charge, None, ACTIVE, amount_minor)


def look_up(sandbox: Sandbox, charge_id: int) -> Charge | None:
    """Return the charge of that id, or `None`."""
    return sandbox.tx.get(CHARGES, str(charge_id))


def find(sandbox: Sandbox, charge_id: int) -> Charge:
    """Return the charge of that id. Raises `PaymentNotFound`."""
    charge = look_up(sandbox, charge_id)
    if charge is None:
        raise PaymentNotFound
    return charge


def find_by_qr_code(sandbox: Sandbox, qr_code: str) -> Charge:
    """Return the charge whose QR image has that name. Raises `QrCodeNotFound`."""
    charge = _by_bank_payment_id(sandbox, qr_code.removeprefix(QR_CODE_PREFIX))
    if charge is None:
        raise QrCodeNotFound
    return charge


def confirm(sandbox: Sandbox, bank_payment_id: str, value: Decimal | int) -> Charge:
    """Confirm that a charge was paid, as its bank reports it.

    Raises `PaymentNotFound`, `InvalidAmount` when the value is not the charge's,
    `AlreadyConfirmed`, `ChargeExpired` and `ChargeNotActive`.
    """
    charge = _by_bank_payment_id(sandbox, bank_payment_id)
    if charge is None:
        raise PaymentNotFound
    if Decimal(value) != sandbox.currencies.decimal(charge.amount_minor, CURRENCY):
        message = "is not the value of the charge."
        raise InvalidAmount("Invalid payment data", (FieldError("/value", message),))
    if charge.paid:
        raise AlreadyConfirmed
    if charge.status == EXPIRED:
        raise ChargeExpired
    if charge.status == REMOVED:
        raise ChargeNotActive
    sandbox.meet(attempt_on(sandbox, CONFIRM, charge, charge.amount_minor))
    due.cancel(sandbox, CHARGE_EXPIRY, charge.id)
    charge = charge._replace(
        end_to_end_id=transfer_id(sandbox, "E", charge.position), paid_ms=sandbox.now_ms
    )
    return move(sandbox, charge, charge.status, CONFIRMED, charge.amount_minor)


def remove(sandbox: Sandbox, charge_id: int) -> Charge:
    """Remove a charge that is not paid yet. Raises `PaymentNotFound`, `ChargeNotActive`."""
    charge = find(sandbox, charge_id)
    if charge.status != ACTIVE:
        raise ChargeNotActive("Only an active payment can be removed")
    sandbox.meet(attempt_on(sandbox, REMOVE, charge, charge.amount_minor))
    due.cancel(sandbox, CHARGE_EXPIRY, charge.id)
    return move(sandbox, charge, ACTIVE, REMOVED, charge.amount_minor)


def expire(sandbox: Sandbox, charge_id: str) -> Charge:
    """Expire a charge that was not paid in time."""
    charge = find(sandbox, int(charge_id))
    return move(sandbox, charge, charge.status, EXPIRED, charge.amount_minor)


def attempt_on(sandbox: Sandbox, operation: str, charge: Charge, amount_minor: int) -> Attempt:
    """Describe an operation on an existing charge, for the rules of the scenario."""
    return Attempt(
        operation,
        sandbox.currencies.decimal(amount_minor, CURRENCY),
        CURRENCY,
        description=charge.description,
        method=PIX,
        payment=charge.id,
        at=sandbox,
    )


def _by_bank_payment_id(sandbox: Sandbox, bank_payment_id: str) -> Charge | None:
    return next(sandbox.tx.find(CHARGES, ("bank_payment_id", bank_payment_id)), None)


def move(
    sandbox: Sandbox, charge: Charge, before: str | None, after: str, amount_minor: int
) -> Charge:
    """Record the event of a charge's change of status, and store the charge with it.

    `amount_minor` is the amount of the event.
    """
    status = sandbox.move(
        CHARGE, before, after, subject=charge.id, amount_minor=amount_minor, currency=CURRENCY
    )
    charge = charge._replace(status=status)
    sandbox.tx.put(CHARGES, charge)
    return charge


def _next_id(sandbox: Sandbox) -> int:
    counted = sandbox.tx.get(COUNTS, CHARGES.name) or ChargeCount(CHARGES.name, 0, 0)
    counted = counted._replace(made=counted.made + 1)
    sandbox.tx.put(COUNTS, counted)
    return counted.made


def transfer_id(sandbox: Sandbox, kind: str, number: int) -> str:
    """Make an EndToEndId (`E`) or return id (`D`): ISPB, UTC minute, eleven characters (BCB)."""
    minute = compact_second(sandbox.now_ms)[:12]
    return f"{kind}{_ISPB}{minute}{sandbox.ids.alphanumeric(kind, number, 11)}"
