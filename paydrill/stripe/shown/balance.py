"""Show movements of the balance: the ledger's events of charges, refunds and disputes."""

from paydrill.payments.settlement.reading import line_at
from paydrill.payments.settlement.terms import terms_in_force
from paydrill.sandbox.events import EVENTS, Event
from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe.ids import id_at
from paydrill.stripe.objects import Body
from paydrill.values.times import SECOND

_KINDS = {
    "payment.approved": ("charge", "charge"),
    "payment.captured": ("charge", "charge"),
    "refund.approved": ("refund", "refund"),
    "refund.failed": ("refund_failure", "refund_failure"),
    "dispute.funds_withdrawn": ("adjustment", "dispute"),
    "dispute.funds_reinstated": ("adjustment", "dispute_reversal"),
}
"""The type and the category in reports, by the type of the event."""

MOVING = frozenset(_KINDS)
"""Types of events that move the balance."""

_FEES = {"dispute.fee_charged": 1, "dispute.fee_returned": -1}
"""Events that charge or return a fee for the event before them."""


def transaction(sandbox: Sandbox, event: Event) -> Body:
    """Show the movement that an event made, with its fee."""
    type_, category = _KINDS[event.type]
    terms = terms_in_force(sandbox)
    line = line_at(sandbox, event.position, terms.schedule)
    fee_minor = line.fees_minor + _fee_after(sandbox, event)
    currency = event.currency.lower()
    day = terms.days.value_date(terms.days.date_of(event.at_ms))
    available_ms = terms.days.begin_ms(day)
    details = {
        "amount": fee_minor,
        "application": None,
        "currency": currency,
        "description": "Processing fees",
        "type": "stripe_fee",
    }
    return {
        "id": id_at(sandbox.ids, "txn", event.position),
        "object": "balance_transaction",
        "amount": line.gross_minor,
        "available_on": available_ms // SECOND,
        "balance_type": "payments",
        "created": event.at_ms // SECOND,
        "currency": currency,
        "description": None,
        "exchange_rate": None,
        "fee": fee_minor,
        "fee_details": [details] if fee_minor else [],
        "net": line.gross_minor - fee_minor,
        "reporting_category": category,
        "source": event.subject,
        "status": "available" if available_ms <= sandbox.now_ms else "pending",
        "type": type_,
    }


def _fee_after(sandbox: Sandbox, event: Event) -> int:
    """Return the fee of a dispute, which an event of its own charges or returns."""
    if not event.type.startswith("dispute."):
        return 0
    following = sandbox.tx.get(EVENTS, str(event.position + 1))
    if following is None or following.subject != event.subject:
        return 0
    return _FEES.get(following.type, 0) * following.amount_minor
