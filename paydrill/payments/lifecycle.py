"""List which status may follow which, and the events that tell of each move."""

from paydrill.sandbox.lifecycle import Moves

AUTHORIZED = "authorized"
CAPTURED = "captured"
DECLINED = "declined"
PENDING = "pending"
VOIDED = "voided"
EXPIRED = "expired"
PARTIALLY_REFUNDED = "partially_refunded"
REFUNDED = "refunded"
REQUIRES_ACTION = "requires_action"
PARTIALLY_CAPTURED = "partially_captured"
FAILED = "failed"

ACTIVE = "active"
INACTIVE = "inactive"
CONFIRMED = "confirmed"
REMOVED = "removed"
RETURNED = "returned"
RETURNING = "returning"
REFUSED = "refused"

INQUIRY = "inquiry"
NEEDS_RESPONSE = "needs_response"
UNDER_REVIEW = "under_review"
WON = "won"
LOST = "lost"
ACCEPTED = "accepted"

CLOSED = "closed"
IN_TRANSIT = "in_transit"
PAID = "paid"

PAYMENT = Moves(
    {
        "payment.authorized": [
            (None, AUTHORIZED),
            (PENDING, AUTHORIZED),
            (REQUIRES_ACTION, AUTHORIZED),
        ],
        "payment.approved": [(None, CAPTURED), (PENDING, CAPTURED), (REQUIRES_ACTION, CAPTURED)],
        "payment.declined": [(None, DECLINED), (PENDING, DECLINED), (REQUIRES_ACTION, DECLINED)],
        "payment.pending": [(None, PENDING), (PENDING, PENDING), (REQUIRES_ACTION, PENDING)],
        "payment.requires_action": [(None, REQUIRES_ACTION)],
        "payment.adjusted": [(AUTHORIZED, AUTHORIZED)],
        "payment.captured": [
            (AUTHORIZED, CAPTURED),
            (AUTHORIZED, PARTIALLY_CAPTURED),
            (PARTIALLY_CAPTURED, PARTIALLY_CAPTURED),
            (PARTIALLY_CAPTURED, CAPTURED),
        ],
        "payment.voided": [
            (AUTHORIZED, VOIDED),
            (REQUIRES_ACTION, VOIDED),
            (PARTIALLY_CAPTURED, CAPTURED),
        ],
        "payment.expired": [
            (AUTHORIZED, EXPIRED),
            (REQUIRES_ACTION, EXPIRED),
            (PARTIALLY_CAPTURED, CAPTURED),
        ],
        "payment.refunded": [
            (CAPTURED, PARTIALLY_REFUNDED),
            (CAPTURED, REFUNDED),
            (PARTIALLY_REFUNDED, PARTIALLY_REFUNDED),
            (PARTIALLY_REFUNDED, REFUNDED),
        ],
        "payment.refund_failed": [
            (REFUNDED, PARTIALLY_REFUNDED),
            (REFUNDED, CAPTURED),
            (PARTIALLY_REFUNDED, PARTIALLY_REFUNDED),
            (PARTIALLY_REFUNDED, CAPTURED),
        ],
    }
)
"""A payment voided or expired after a partial capture stays captured: only the rest is released."""

REFUND = Moves(
    {
        "refund.approved": [(None, CAPTURED), (PENDING, CAPTURED)],
        "refund.declined": [(None, DECLINED), (PENDING, DECLINED)],
        "refund.pending": [(None, PENDING), (PENDING, PENDING)],
        "refund.failed": [(CAPTURED, FAILED)],
    }
)
"""A declined refund never moved money; a failed one did, and the money came back."""

CHARGE = Moves(
    {
        "pix.created": [(None, ACTIVE)],
        "pix.confirmed": [(ACTIVE, CONFIRMED)],
        "pix.expired": [(ACTIVE, EXPIRED)],
        "pix.removed": [(ACTIVE, REMOVED)],
        "pix.returned": [(CONFIRMED, CONFIRMED), (CONFIRMED, RETURNED)],
    }
)

RETURN = Moves(
    {
        "return.approved": [(None, RETURNED), (RETURNING, RETURNED)],
        "return.declined": [(None, REFUSED), (RETURNING, REFUSED)],
        "return.pending": [(None, RETURNING), (RETURNING, RETURNING)],
    }
)

DISPUTE = Moves(
    {
        "dispute.opened": [(None, INQUIRY), (None, NEEDS_RESPONSE)],
        "dispute.funds_withdrawn": [(NEEDS_RESPONSE, NEEDS_RESPONSE)],
        "dispute.fee_charged": [(NEEDS_RESPONSE, NEEDS_RESPONSE)],
        "dispute.evidence_submitted": [(INQUIRY, UNDER_REVIEW), (NEEDS_RESPONSE, UNDER_REVIEW)],
        "dispute.escalated": [
            (INQUIRY, NEEDS_RESPONSE),
            (UNDER_REVIEW, NEEDS_RESPONSE),
            (WON, NEEDS_RESPONSE),
        ],
        "dispute.won": [(INQUIRY, WON), (NEEDS_RESPONSE, WON), (UNDER_REVIEW, WON)],
        "dispute.funds_reinstated": [(WON, WON)],
        "dispute.fee_returned": [(WON, WON)],
        "dispute.lost": [(NEEDS_RESPONSE, LOST), (UNDER_REVIEW, LOST)],
        "dispute.accepted": [(NEEDS_RESPONSE, ACCEPTED)],
    }
)
"""An inquiry that the merchant answers, or leaves, may become a chargeback; one that the issuer
gives up counts as won. A chargeback that was won comes back as pre-arbitration."""

SETTLEMENT = Moves({"settlement.closed": [(None, CLOSED)]})

PAYOUT = Moves(
    {
        "payout.created": [(None, IN_TRANSIT)],
        "payout.paid": [(IN_TRANSIT, PAID)],
        "payout.failed": [(IN_TRANSIT, FAILED)],
    }
)

MANDATE = Moves(
    {
        "mandate.created": [(None, ACTIVE)],
        "mandate.card_updated": [(ACTIVE, ACTIVE)],
        "mandate.closed": [(ACTIVE, INACTIVE)],
    }
)

FRAUD_WARNING_CREATED = "fraud_warning.created"

WITHOUT_MONEY = frozenset({FRAUD_WARNING_CREATED, *MANDATE.of_events})
"""Types of events that move no money."""

EVENT_TYPES = (
    frozenset(
        event
        for moves in (PAYMENT, REFUND, CHARGE, RETURN, DISPUTE, SETTLEMENT, PAYOUT)
        for event in moves.of_events
    )
    | WITHOUT_MONEY
)
"""All types of events of this domain."""
