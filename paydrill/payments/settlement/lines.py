"""Read the lines of a batch from the events: one for each capture and each completed refund.

Lines are read in parts, so that the memory needed does not grow with the batch.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from paydrill.payments.pix.records import CHARGES, RETURNS, Charge
from paydrill.payments.records import ACQUIRER_PAYMENTS, REFUNDS, TRANSACTIONS, Payment
from paydrill.payments.settlement.fees import Fees, Schedule
from paydrill.sandbox.events import EVENTS, Event
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.attempt import CARD, PIX

PAYMENT = "payment"
REFUND = "refund"

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
    """One payment or refund of a batch. The gross amount of a refund is negative."""

    event: int
    """Position of its event."""
    kind: str
    booked_ms: int
    transaction_id: str
    original_id: str | None
    """The payment's id, for a refund."""
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
    """The totals of lines, in minor units; `refunds_minor` is positive."""

    payments: int = 0
    payments_minor: int = 0
    refunds: int = 0
    refunds_minor: int = 0
    interchange_minor: int = 0
    scheme_minor: int = 0
    markup_minor: int = 0

    @property
    def lines(self) -> int:
        """The number of lines."""
        return self.payments + self.refunds

    @property
    def gross_minor(self) -> int:
        """Payments less refunds."""
        return self.payments_minor - self.refunds_minor

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
    payments = payments_minor = refunds = refunds_minor = interchange = scheme = markup = 0
    for line in lines:
        if line.kind == PAYMENT:
            payments += 1
            payments_minor += line.gross_minor
        else:
            refunds += 1
            refunds_minor -= line.gross_minor
        interchange += line.interchange_minor
        scheme += line.scheme_minor
        markup += line.markup_minor
    return Totals(payments, payments_minor, refunds, refunds_minor, interchange, scheme, markup)


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
    return _card_line(event, payment, event.amount_minor, schedule.of_payment(*facts))


def _of_refund(sandbox: Sandbox, event: Event, schedule: Schedule) -> Line:
    refund = sandbox.tx.get(REFUNDS, event.subject)
    assert refund is not None  # noqa: S101 - a record with an event is never deleted
    payment = _payment(sandbox, refund.payment)
    facts = (CARD, payment.brand, event.currency, event.amount_minor)
    return _card_line(event, payment, -event.amount_minor, schedule.of_refund(*facts))


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
    "pix.confirmed": _of_confirmation,
    "return.approved": _of_return,
}
"""The types of events that settle. Their subject is what settles: a refund, not its payment."""


def _card_line(event: Event, payment: Payment, gross_minor: int, fees: Fees) -> Line:
    is_refund = gross_minor < 0
    return Line(
        event.position,
        REFUND if is_refund else PAYMENT,
        event.at_ms,
        event.subject,
        payment.id if is_refund else None,
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
