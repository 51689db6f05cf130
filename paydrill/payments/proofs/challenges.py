"""Check that challenges of 3-D Secure agree with their payments."""

from collections.abc import Callable, Iterator, Mapping

from paydrill.payments.authentications import AUTHENTICATIONS, CHALLENGE_END
from paydrill.payments.channels import CHANNELS
from paydrill.payments.lifecycle import REQUIRES_ACTION
from paydrill.payments.planned_outcomes import PLANNED
from paydrill.payments.proofs.books import Books, Wrong
from paydrill.sandbox.due import DUE


def _challenges_agree(books: Books) -> Iterator[Wrong]:
    """Check that a payment waits for its cardholder exactly while its challenge is open.

    An open challenge has its end scheduled, and an outcome held for its payment; an authentication
    value comes with the shift of the liability, and only with it.
    """
    ends = {item.subject for item in books.of(DUE) if item.action == CHALLENGE_END}
    held = {planned.subject for planned in books.of(PLANNED)}
    of_payments = {each.authentication: each for _, each in books.payments if each.authentication}
    for made in books.of(AUTHENTICATIONS):
        if made.channel not in CHANNELS:  # a card to be stored, and no payment
            continue
        payment = of_payments.pop(made.id, None)
        if payment is None or payment.id != made.payment:
            yield Wrong(AUTHENTICATIONS.name, made.id, f"is not that of payment {made.payment}")
            continue
        is_waiting = payment.status == REQUIRES_ACTION
        if made.is_open != is_waiting or (made.id in ends) != is_waiting:
            how = f"has transStatus {made.trans_status}, and its payment is {payment.status}"
            yield Wrong(AUTHENTICATIONS.name, made.id, how)
        if is_waiting and payment.id not in held:
            yield Wrong(AUTHENTICATIONS.name, made.id, "has no outcome held for its payment")
        if made.liability_shift != (made.authentication_value is not None):
            yield Wrong(AUTHENTICATIONS.name, made.id, "shifts the liability without a value")
    for id_, payment in of_payments.items():
        yield Wrong(AUTHENTICATIONS.name, id_, f"is not there, but payment {payment.id} names it")


INVARIANTS: Mapping[str, Callable[[Books], Iterator[Wrong]]] = {
    "challenges_agree": _challenges_agree,
}
"""The checks by name."""
