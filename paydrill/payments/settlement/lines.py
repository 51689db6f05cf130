"""Read the lines of a batch from the events: captures, refunds, chargebacks and what undoes them.

Lines are read in parts, so that the memory needed does not grow with the batch.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from paydrill.payments.disputes.records import DISPUTES
from paydrill.payments.pix.records import CHARGES, RETURNS, Charge
from paydrill.payments.records import ACQUIRER_PAYMENTS, REFUNDS, TRANSACTIONS, Payment
from paydrill.payments.settlement.fees import Fees, Schedule
from paydrill.payments.settlement.payout_records import PAYOUTS
from paydrill.sandbox.events import EVENTS, Event
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.attempt import CARD, PIX

PAYMENT = "payment"
REFUND = "refund"
REFUND_REVERSAL = "refund_reversal"
CHARGEBACK = "chargeback"
CHARGEBACK_REVERSAL = "chargeback_reversal"
DISPUTE_FEE = "dispute_fee"
PAYOUT_REVERSAL = "payout_reversal"

BANK = "bank"
"""The method of lines about the merchant's bank account."""

# Enough to make the cost of a transaction small, few enough to let other requests in between.
_EVENTS_AT_ONCE = 1000

Run = Callable[..., Any]
"""`run(work, *args)` calls `work(sandbox, *args)` in a new transaction or in the open one."""


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
            + self.payout_reversals_minor
        )

    @property
    def others(self) -> dict[str, tuple[int, int]]:
        """The number and amount of each kind of line beside payments and refunds."""
        return {
            "refund_reversals": (self.refund_reversals, self.refund_reversals_minor),
            "chargebacks": (self.chargebacks, self.chargebacks_minor),
            "chargeback_reversals": (self.chargeback_reversals, self.chargeback_reversals_minor),
            "dispute_fees": (self.dispute_fees, 0),
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
        counts[PAYOUT_REVERSAL],
        gross[PAYOUT_REVERSAL],
    )


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
    payment = sandbox.tx.get(TRANSACTIONS, id_) or sandbox.tx.get(ACQUIRER_PAYMENTS, id_)
    assert payment is not None  # noqa: S101 - a record with an event is never deleted
    return payment


def _charge(sandbox: Sandbox, id_: str) -> Charge:
    charge = sandbox.tx.get(CHARGES, id_)
    assert charge is not None  # noqa: S101 - a record with an event is never deleted
    return charge
