"""Check what must be true of disputes at any moment."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from paydrill.payments.disputes.records import DISPUTES
from paydrill.payments.proofs.books import Books, Wrong, figures


def _disputes_add_up(books: Books) -> Iterator[Wrong]:
    """Check that a payment's disputed amount is that of its disputes that are open or lost."""
    real: Counter[str] = Counter()
    for dispute in books.of(DISPUTES):
        real[dispute.payment] += dispute.withdrawn_minor
    for table, payment in books.payments:
        withdrawn = real.pop(payment.id, 0)
        if payment.disputed_minor != withdrawn:
            how = f"says disputed is {payment.disputed_minor}, not {withdrawn}"
            yield Wrong(table, payment.id, how)
    for payment_id in real:
        yield Wrong(DISPUTES.name, payment_id, "has disputes, but is not there")


def _withdrawn_is_accounted_for(books: Books) -> Iterator[Wrong]:
    """Check that the money withdrawn by disputes was won back, lost, or is still held."""
    for of in figures(books):
        rest = of.disputes_withdrawn_minor - of.disputes_won_back_minor - of.disputes_lost_minor
        if rest != of.disputes_open_minor:
            how = f"has disputes that hold {of.disputes_open_minor}, and a ledger that holds {rest}"
            yield Wrong("ledger", of.currency, how)


INVARIANTS: Mapping[str, Callable[[Books], Iterator[Wrong]]] = {
    "disputes_add_up": _disputes_add_up,
    "withdrawn_is_accounted_for": _withdrawn_is_accounted_for,
}
"""The checks by name."""
