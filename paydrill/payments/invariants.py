"""Check what must be true of a sandbox's records at any moment.

Each invariant is computed from the records alone, not from the engine's history, so it applies to
every store.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from paydrill.errors import FieldError, InvariantBroken
from paydrill.payments.channels import ACQUIRER, CARDS, STRIPE
from paydrill.payments.customers import TOTALS
from paydrill.payments.disputes.records import DISPUTES
from paydrill.payments.lifecycle import (
    CAPTURED,
    CHARGE,
    DISPUTE,
    FAILED,
    MANDATE,
    PAYMENT,
    PAYOUT,
    PENDING,
    REFUND,
    RETURN,
    RETURNED,
    RETURNING,
    SETTLEMENT,
)
from paydrill.payments.mandates import MANDATES
from paydrill.payments.pix.records import CHARGES, CURRENCY, RETURNS
from paydrill.payments.proofs import challenges, disputes, mandates, settlement, waiting
from paydrill.payments.proofs.books import Books, Figures, Wrong, figures
from paydrill.payments.records import REFUNDS
from paydrill.payments.settlement.batches import BATCHES
from paydrill.payments.settlement.payout_records import PAYOUTS
from paydrill.sandbox.due import DUE
from paydrill.sandbox.events import EVENTS, Event
from paydrill.sandbox.lifecycle import Moves
from paydrill.sandbox.ports import Table
from paydrill.sandbox.sandbox import Sandbox
from paydrill.sandbox.state import STATES

# Records reported for each invariant: a defect that breaks one often breaks thousands.
_MOST_TOLD = 10

_LIFECYCLES: tuple[tuple[Table[Any], Moves], ...] = (
    (CARDS.table, PAYMENT),
    (ACQUIRER.table, PAYMENT),
    (STRIPE.table, PAYMENT),
    (REFUNDS, REFUND),
    (MANDATES, MANDATE),
    (CHARGES, CHARGE),
    (RETURNS, RETURN),
    (DISPUTES, DISPUTE),
    (BATCHES, SETTLEMENT),
    (PAYOUTS, PAYOUT),
)

_MOVING = frozenset(event for _, moves in _LIFECYCLES for event in moves.of_events)


def prove(sandbox: Sandbox) -> list[Figures]:
    """Check every invariant on the sandbox's records, and return their figures.

    Raises `InvariantBroken` naming the invariants that do not hold and the records at fault.
    """
    books = Books(sandbox.tx, sandbox.world.domain.tables)
    broken = [
        (name, wrong)
        for name, check in INVARIANTS.items()
        for wrong in islice(check(books), _MOST_TOLD)
    ]
    if broken:
        errors = [FieldError(f"/{w.table}/{w.id}", f"{name}: {w.how}") for name, w in broken]
        names = ", ".join(dict.fromkeys(name for name, _ in broken))
        raise InvariantBroken(f"Broken: {names}. {' '.join(errors[0][:2])}", tuple(errors))
    return figures(books)


def _amounts_are_bounded(books: Books) -> Iterator[Wrong]:
    """Check that captures are at most the authorization, and refunds at most the capture.

    Returns are at most the paid PIX charge. Pending refunds and returns count as well.
    """
    for table, payment in books.payments:
        captured, refunded = payment.captured_minor, payment.refunded_minor
        if not 0 <= captured <= payment.capturable_minor:
            yield Wrong(table, payment.id, f"captured {captured} of {payment.capturable_minor}")
        gone = (refunded, payment.refunds_pending_minor, payment.disputed_minor)
        if min(gone) < 0 or payment.refundable_minor < 0:
            how = f"refunded, pending and disputed are {gone} of {captured}"
            yield Wrong(table, payment.id, how)
    for charge in books.of(CHARGES):
        paid = charge.amount_minor if charge.paid else 0
        returned, promised = charge.returned_minor, charge.returning_minor
        if returned < 0 or promised < 0 or returned + promised > paid:
            yield Wrong(CHARGES.name, charge.id, f"returned {returned} + {promised} of {paid}")


def _refunds_add_up(books: Books) -> Iterator[Wrong]:
    """Check that a payment's refunded and pending amounts equal the sums of its refunds."""
    real: Counter[tuple[str, str]] = Counter()
    for refund in books.of(REFUNDS):
        real[refund.payment, refund.status] += refund.amount_minor
    payments = set()
    for table, payment in books.payments:
        payments.add(payment.id)
        told = (payment.refunded_minor, payment.refunds_pending_minor)
        made = (real[payment.id, CAPTURED], real[payment.id, PENDING])
        if told != made:
            yield Wrong(table, payment.id, f"says refunded and pending are {told}, not {made}")
    for refund in books.of(REFUNDS):
        if refund.payment not in payments:
            yield Wrong(REFUNDS.name, refund.id, f"refunds {refund.payment}, which is not there")


def _returns_add_up(books: Books) -> Iterator[Wrong]:
    """Check that a PIX charge's returned and returning amounts equal the sums of its returns."""
    real: Counter[tuple[str, str]] = Counter()
    for made in books.of(RETURNS):
        real[made.charge, made.status] += made.amount_minor
    for charge in books.of(CHARGES):
        told = (charge.returned_minor, charge.returning_minor)
        made_minor = (real[charge.id, RETURNED], real[charge.id, RETURNING])
        if told != made_minor:
            how = f"says returned and under way are {told}, not {made_minor}"
            yield Wrong(CHARGES.name, charge.id, how)
    for made in books.of(RETURNS):
        if made.charge not in books.ids(CHARGES):
            yield Wrong(CHARGES.name, made.charge, "has returns, but is not there")


def _totals_add_up(books: Books) -> Iterator[Wrong]:
    """Check that a customer's totals equal the sums of their transactions."""
    real: Counter[tuple[str, str, str]] = Counter()
    for each in books.of(CARDS.table):
        real[each.currency, each.customer, "transactions"] += 1
        real[each.currency, each.customer, "paid_minor"] += each.captured_minor
        real[each.currency, each.customer, "refunded_minor"] += each.refunded_minor
    for totals in books.of(TOTALS):
        of = (totals.currency, totals.customer)
        for name in ("transactions", "paid_minor", "refunded_minor"):
            told, summed = getattr(totals, name), real.pop((*of, name), 0)
            if told != summed:
                yield Wrong(TOTALS.name, totals.id, f"says {name} is {told}, not {summed}")
    for currency, customer, name in real:
        if name == "transactions":
            yield Wrong(TOTALS.name, f"{currency}/{customer}", "is not there")


def _debits_equal_credits(books: Books) -> Iterator[Wrong]:
    """Check that every movement debits one account and credits another with a positive amount."""
    for entry in books.entries:
        if entry.amount_minor <= 0 or entry.debit == entry.credit:
            how = f"moves {entry.amount_minor} from {entry.debit} to {entry.credit}"
            yield Wrong(EVENTS.name, str(entry.event), how)
    for each in figures(books):
        if each.debits_minor != each.credits_minor:
            how = f"has debits of {each.debits_minor} and credits of {each.credits_minor}"
            yield Wrong("ledger", each.currency, how)


def _ledger_agrees(books: Books) -> Iterator[Wrong]:
    """Check that the ledger's net of each record is what the merchant has, or gave, by it.

    That is a payment's captured or paid amount less its refunds, what a dispute has withdrawn, and
    what a payout has paid out.
    """
    balance: Counter[tuple[str, str]] = Counter()
    for entry in books.entries:
        balance[entry.subject, entry.currency] += entry.merchant_minor
    expected = [
        (table, each.id, each.currency, each.captured_minor - each.refunded_minor)
        for table, each in books.payments
    ]
    expected += [
        (CHARGES.name, each.id, CURRENCY, (each.paid and each.amount_minor) - each.returned_minor)
        for each in books.of(CHARGES)
    ]
    expected += [
        (DISPUTES.name, each.id, each.currency, -each.withdrawn_minor)
        for each in books.of(DISPUTES)
    ]
    expected += [
        (PAYOUTS.name, each.id, each.currency, 0 if each.status == FAILED else -each.amount_minor)
        for each in books.of(PAYOUTS)
    ]
    for table, id_, currency, net in expected:
        booked = balance.pop((id_, currency), 0)
        if booked != net:
            yield Wrong(table, id_, f"brought {net} {currency}, of which the ledger has {booked}")
    for id_, currency in balance:
        yield Wrong("ledger", id_, f"has money in {currency} of a payment that is not there")


def _events_have_no_gap(books: Books) -> Iterator[Wrong]:
    """Check that events count from 1 without a gap, and that the sandbox knows the last."""
    events = books.of(EVENTS)
    for number, event in enumerate(events, start=1):
        if event.position != number:
            yield Wrong(EVENTS.name, event.id, f"has number {event.position}, not {number}")
    for state in books.of(STATES):
        if state.last_event != len(events):
            how = f"counts {state.last_event} events, not {len(events)}"
            yield Wrong(STATES.name, state.id, how)


def _moves_have_events(books: Books) -> Iterator[Wrong]:
    """Check that moves of the lifecycle table, one event each, led to each record's status."""
    history: defaultdict[str, list[Event]] = defaultdict(list)
    for event in books.of(EVENTS):
        if event.type in _MOVING:
            history[event.subject].append(event)
    for table, moves in _LIFECYCLES:
        for subject in books.of(table):
            before = None
            for event in history.pop(subject.id, ()):
                if not moves.allow(before, event.status, event.type):
                    how = f"went from {before} to {event.status} by {event.type}"
                    yield Wrong(table.name, subject.id, how)
                before = event.status
            if before != subject.status:
                how = f"is {subject.status}, but its events lead to {before}"
                yield Wrong(table.name, subject.id, how)
    for subject_id, events in history.items():
        how = f"tells of {subject_id}, which is not there"
        yield Wrong(EVENTS.name, events[0].id, how)


def _due_items_have_subjects(books: Books) -> Iterator[Wrong]:
    """Check that each due item has its record, and that the sandbox knows the first due time."""
    due = books.of(DUE)
    for item in due:
        table = books.table(item.table)
        if table is None or item.subject not in books.ids(table):
            how = f"is about {item.table}/{item.subject}, which is not there"
            yield Wrong(DUE.name, item.id, how)
    first_ms = due[0].position if due else None
    for state in books.of(STATES):
        if state.next_due_ms != first_ms:
            how = f"expects to be due at {state.next_due_ms}, not at {first_ms}"
            yield Wrong(STATES.name, state.id, how)


INVARIANTS: dict[str, Callable[[Books], Iterator[Wrong]]] = {
    "amounts_are_bounded": _amounts_are_bounded,
    "refunds_add_up": _refunds_add_up,
    "returns_add_up": _returns_add_up,
    "totals_add_up": _totals_add_up,
    **challenges.INVARIANTS,
    **mandates.INVARIANTS,
    "debits_equal_credits": _debits_equal_credits,
    "ledger_agrees": _ledger_agrees,
    "events_have_no_gap": _events_have_no_gap,
    "moves_have_events": _moves_have_events,
    "due_items_have_subjects": _due_items_have_subjects,
    **waiting.INVARIANTS,
    **disputes.INVARIANTS,
    **settlement.INVARIANTS,
}
"""The checks by name. Each yields the records that break its invariant."""
