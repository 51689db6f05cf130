"""List which status may follow which, and the type of event of each move."""

from paydrill.sandbox.lifecycle import Moves

AUTHORIZED = "authorized"
CAPTURED = "captured"
DECLINED = "declined"
PENDING = "pending"
VOIDED = "voided"
EXPIRED = "expired"
PARTIALLY_REFUNDED = "partially_refunded"
REFUNDED = "refunded"

ACTIVE = "active"
CONFIRMED = "confirmed"
REMOVED = "removed"
RETURNED = "returned"
RETURNING = "returning"
REFUSED = "refused"

CLOSED = "closed"

PAYMENT: Moves = {
    (None, AUTHORIZED): "payment.authorized",
    (None, CAPTURED): "payment.approved",
    (None, DECLINED): "payment.declined",
    (None, PENDING): "payment.pending",
    (PENDING, PENDING): "payment.pending",
    (PENDING, AUTHORIZED): "payment.authorized",
    (PENDING, CAPTURED): "payment.approved",
    (PENDING, DECLINED): "payment.declined",
    (AUTHORIZED, CAPTURED): "payment.captured",
    (AUTHORIZED, VOIDED): "payment.voided",
    (AUTHORIZED, EXPIRED): "payment.expired",
    (CAPTURED, PARTIALLY_REFUNDED): "payment.refunded",
    (CAPTURED, REFUNDED): "payment.refunded",
    (PARTIALLY_REFUNDED, PARTIALLY_REFUNDED): "payment.refunded",
    (PARTIALLY_REFUNDED, REFUNDED): "payment.refunded",
}

REFUND: Moves = {
    (None, CAPTURED): "refund.approved",
    (None, DECLINED): "refund.declined",
    (None, PENDING): "refund.pending",
    (PENDING, PENDING): "refund.pending",
    (PENDING, CAPTURED): "refund.approved",
    (PENDING, DECLINED): "refund.declined",
}

CHARGE: Moves = {
    (None, ACTIVE): "pix.created",
    (ACTIVE, CONFIRMED): "pix.confirmed",
    (ACTIVE, EXPIRED): "pix.expired",
    (ACTIVE, REMOVED): "pix.removed",
    (CONFIRMED, CONFIRMED): "pix.returned",
    (CONFIRMED, RETURNED): "pix.returned",
}

RETURN: Moves = {
    (None, RETURNED): "return.approved",
    (None, REFUSED): "return.declined",
    (None, RETURNING): "return.pending",
    (RETURNING, RETURNING): "return.pending",
    (RETURNING, RETURNED): "return.approved",
    (RETURNING, REFUSED): "return.declined",
}

SETTLEMENT: Moves = {
    (None, CLOSED): "settlement.closed",
}


EVENT_TYPES = frozenset(
    event for moves in (PAYMENT, REFUND, CHARGE, RETURN, SETTLEMENT) for event in moves.values()
)
"""All types of events of payments, refunds, charges, returns and batches."""
