"""Check that mandates agree with the payments that made them, and that are made by them."""

from collections.abc import Callable, Iterator, Mapping

from paydrill.payments.mandates import MANDATES
from paydrill.payments.proofs.books import Books, Wrong
from paydrill.scenarios.attempt import MERCHANT


def _mandates_agree(books: Books) -> Iterator[Wrong]:
    """Check that an approved payment made each mandate, and that the merchant's payments had one.

    Payments by a mandate are of its service and came after it.
    """
    mandates = {mandate.id: mandate for mandate in books.of(MANDATES)}
    made = set()
    for table, payment in books.payments:
        mandate = mandates.get(payment.mandate or "")
        was_approved = payment.authorization_code is not None
        if mandate is None:
            if payment.mandate is not None and was_approved:
                how = f"names mandate {payment.mandate}, which is not there"
                yield Wrong(table, payment.id, how)
            elif payment.initiated_by == MERCHANT and not payment.has_stored_card:
                yield Wrong(table, payment.id, "was begun by the merchant without a mandate")
            continue
        makes_it = mandate.payment == payment.id
        is_in_order = was_approved if makes_it else mandate.position < payment.position
        if mandate.channel != table or not is_in_order:
            yield Wrong(table, payment.id, f"is not allowed by mandate {mandate.id}")
        if makes_it:
            made.add(mandate.id)
    for id_ in mandates.keys() - made:
        yield Wrong(MANDATES.name, id_, "was made by a payment that is not there")


INVARIANTS: Mapping[str, Callable[[Books], Iterator[Wrong]]] = {
    "mandates_agree": _mandates_agree,
}
"""The checks by name."""
