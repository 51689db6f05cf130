"""Check that everything that ends by itself is scheduled to."""

from collections.abc import Callable, Iterator, Mapping

from paydrill.payments.disputes.records import DISPUTES
from paydrill.payments.disputes.stages import EVIDENCE_DEADLINE
from paydrill.payments.holds import AUTHORIZATION_EXPIRY, HELD
from paydrill.payments.lifecycle import ACTIVE, IN_TRANSIT
from paydrill.payments.pix.charges import CHARGE_EXPIRY
from paydrill.payments.pix.records import CHARGES
from paydrill.payments.proofs.books import Books, Wrong
from paydrill.payments.settlement.payout_records import PAYOUTS
from paydrill.payments.settlement.payouts import PAYOUT_ARRIVAL
from paydrill.sandbox.due import DUE


def _what_waits_is_due(books: Books) -> Iterator[Wrong]:
    """Check that holds, open disputes, payouts under way and unpaid charges have a due item."""
    scheduled = {(item.action, item.subject) for item in books.of(DUE)}
    for action, table, id_ in _waiting(books):
        if (action, id_) not in scheduled:
            yield Wrong(table, id_, f"waits, but no {action} is scheduled")


def _waiting(books: Books) -> Iterator[tuple[str, str, str]]:
    """Yield what waits, as the action that ends it, its table and its id."""
    for table, payment in books.payments:
        if payment.status in HELD:
            yield AUTHORIZATION_EXPIRY, table, payment.id
    for dispute in books.of(DISPUTES):
        if dispute.evidence_due_ms is not None:
            yield EVIDENCE_DEADLINE, DISPUTES.name, dispute.id
    for payout in books.of(PAYOUTS):
        if payout.status == IN_TRANSIT:
            yield PAYOUT_ARRIVAL, PAYOUTS.name, payout.id
    for charge in books.of(CHARGES):
        if charge.status == ACTIVE:
            yield CHARGE_EXPIRY, CHARGES.name, charge.id


INVARIANTS: Mapping[str, Callable[[Books], Iterator[Wrong]]] = {
    "what_waits_is_due": _what_waits_is_due,
}
"""The checks by name."""
