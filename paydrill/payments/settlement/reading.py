"""Read the lines of a batch from the events: captures, refunds, chargebacks and what undoes them.

Lines are read in parts, so that the memory needed does not grow with the batch.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from paydrill.payments.channels import channel_of, find
from paydrill.payments.disputes.records import DISPUTES
from paydrill.payments.pix.records import CHARGES, RETURNS, Charge
from paydrill.payments.records import REFUNDS, Payment
from paydrill.payments.settlement.fees import Fees, Schedule
from paydrill.payments.settlement.lines import (
    BANK,
    CHARGEBACK,
    CHARGEBACK_REVERSAL,
    DISPUTE_FEE,
    PAYMENT,
    PAYOUT_REVERSAL,
    REFUND,
    REFUND_REVERSAL,
    Line,
    Span,
)
from paydrill.payments.settlement.payout_records import PAYOUTS
from paydrill.sandbox.events import EVENTS, Event
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.attempt import CARD, PIX

# Enough to make the cost of a transaction small, few enough to let other requests in between.
_EVENTS_AT_ONCE = 1000

Run = Callable[..., Any]
"""`run(work, *args)` calls `work(sandbox, *args)` in a new transaction or in the open one."""


def lines_of(run: Run, span: Span, schedule: Schedule) -> Iterator[list[Line]]:
    """Yield the lines of a span in parts, in the order of their events."""
    after: int | None = span.after
    while after is not None:
        lines, after = run(_read, span, after, schedule)
        yield lines


def line_at(sandbox: Sandbox, position: int, schedule: Schedule) -> Line:
    """Return the line of the event at this position, whose type must be in `LINES`."""
    event = next(sandbox.tx.find(EVENTS, after=position - 1))
    return LINES[event.type](sandbox, event, schedule)


def _read(
    sandbox: Sandbox, span: Span, after: int, schedule: Schedule
) -> tuple[list[Line], int | None]:
    """Return the next part of the lines, and the position to read on from, or `None` at the end."""
    events = list(islice(sandbox.tx.find(EVENTS, after=after), _EVENTS_AT_ONCE))
    lines = [
        LINES[event.type](sandbox, event, schedule)
        for event in events
        if event.currency == span.currency and event.position <= span.upto and event.type in LINES
    ]
    more = len(events) == _EVENTS_AT_ONCE and events[-1].position < span.upto
    return lines, events[-1].position if more else None


def _of_capture(sandbox: Sandbox, event: Event, schedule: Schedule) -> Line:
    payment = _payment(sandbox, event.subject)
    facts = (CARD, payment.brand, event.currency, event.amount_minor)
    fees = schedule.of_payment(*facts)
    return _card_line(event, payment, PAYMENT, event.amount_minor, fees)


def _of_refund(sandbox: Sandbox, event: Event, schedule: Schedule) -> Line:
    payment, fees = _refunded(sandbox, event, schedule)
    return _card_line(event, payment, REFUND, -event.amount_minor, fees)


def _of_failed_refund(sandbox: Sandbox, event: Event, schedule: Schedule) -> Line:
    """Take back what the refund gave, the fees that came back with it included."""
    payment, fees = _refunded(sandbox, event, schedule)
    again = Fees(*(-fee_minor for fee_minor in fees))
    return _card_line(event, payment, REFUND_REVERSAL, event.amount_minor, again)


def _refunded(sandbox: Sandbox, event: Event, schedule: Schedule) -> tuple[Payment, Fees]:
    """Return a refund's payment, and the fees that come back with the refund."""
    refund = sandbox.tx.get(REFUNDS, event.subject)
    assert refund is not None  # noqa: S101 - a record with an event is never deleted
    payment = _payment(sandbox, refund.payment)
    return payment, schedule.of_refund(CARD, payment.brand, event.currency, event.amount_minor)


def _of_withdrawal(sandbox: Sandbox, event: Event, _: Schedule) -> Line:
    payment = _disputed(sandbox, event)
    return _card_line(event, payment, CHARGEBACK, -event.amount_minor, Fees())


def _of_reinstatement(sandbox: Sandbox, event: Event, _: Schedule) -> Line:
    payment = _disputed(sandbox, event)
    return _card_line(event, payment, CHARGEBACK_REVERSAL, event.amount_minor, Fees())


def _of_dispute_fee(sandbox: Sandbox, event: Event, _: Schedule) -> Line:
    fees = Fees(markup_minor=event.amount_minor)
    return _card_line(event, _disputed(sandbox, event), DISPUTE_FEE, 0, fees)


def _of_returned_fee(sandbox: Sandbox, event: Event, _: Schedule) -> Line:
    fees = Fees(markup_minor=-event.amount_minor)
    return _card_line(event, _disputed(sandbox, event), DISPUTE_FEE, 0, fees)


def _disputed(sandbox: Sandbox, event: Event) -> Payment:
    dispute = sandbox.tx.get(DISPUTES, event.subject)
    assert dispute is not None  # noqa: S101 - a record with an event is never deleted
    return _payment(sandbox, dispute.payment)


def _of_failed_payout(sandbox: Sandbox, event: Event, _: Schedule) -> Line:
    payout = sandbox.tx.get(PAYOUTS, event.subject)
    assert payout is not None  # noqa: S101 - a record with an event is never deleted
    return Line(
        event.position,
        PAYOUT_REVERSAL,
        event.at_ms,
        event.subject,
        payout.batch,
        None,
        BANK,
        "",
        "",
        None,
        None,
        event.amount_minor,
        *Fees(),
    )


def _of_confirmation(sandbox: Sandbox, event: Event, schedule: Schedule) -> Line:
    charge = _charge(sandbox, event.subject)
    facts = (PIX, "", event.currency, event.amount_minor)
    return _pix_line(event, charge, event.amount_minor, schedule.of_payment(*facts))


def _of_return(sandbox: Sandbox, event: Event, schedule: Schedule) -> Line:
    made = sandbox.tx.get(RETURNS, event.subject)
    assert made is not None  # noqa: S101 - a record with an event is never deleted
    charge = _charge(sandbox, made.charge)
    facts = (PIX, "", event.currency, event.amount_minor)
    return _pix_line(event, charge, -event.amount_minor, schedule.of_refund(*facts))


LINES: dict[str, Callable[[Sandbox, Event, Schedule], Line]] = {
    "payment.approved": _of_capture,
    "payment.captured": _of_capture,
    "refund.approved": _of_refund,
    "refund.failed": _of_failed_refund,
    "dispute.funds_withdrawn": _of_withdrawal,
    "dispute.funds_reinstated": _of_reinstatement,
    "dispute.fee_charged": _of_dispute_fee,
    "dispute.fee_returned": _of_returned_fee,
    "payout.failed": _of_failed_payout,
    "pix.confirmed": _of_confirmation,
    "return.approved": _of_return,
}
"""The types of events that settle. Their subject is what settles: a refund, not its payment."""


def _card_line(event: Event, payment: Payment, kind: str, gross_minor: int, fees: Fees) -> Line:
    return Line(
        event.position,
        kind,
        event.at_ms,
        event.subject,
        None if kind == PAYMENT else payment.id,
        payment.reference,
        CARD,
        payment.brand,
        payment.last4,
        None,
        None,
        gross_minor,
        *fees,
    )


def _pix_line(event: Event, charge: Charge, gross_minor: int, fees: Fees) -> Line:
    is_refund = gross_minor < 0
    return Line(
        event.position,
        REFUND if is_refund else PAYMENT,
        event.at_ms,
        event.subject if is_refund else charge.bank_payment_id,
        charge.bank_payment_id if is_refund else None,
        charge.description,
        PIX,
        "",
        "",
        charge.txid,
        charge.end_to_end_id,
        gross_minor,
        *fees,
    )


def _payment(sandbox: Sandbox, id_: str) -> Payment:
    return find(sandbox, channel_of(sandbox, id_), id_)


def _charge(sandbox: Sandbox, id_: str) -> Charge:
    charge = sandbox.tx.get(CHARGES, id_)
    assert charge is not None  # noqa: S101 - a record with an event is never deleted
    return charge
