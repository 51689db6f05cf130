"""Keep running totals of each customer's payments and refunds, so that no reader has to add up."""

from typing import NamedTuple

from paydrill.sandbox.ports import Table
from paydrill.sandbox.sandbox import Sandbox


class Totals(NamedTuple):
    """The totals of one customer in one currency.

    `position` is a number drawn with the customer's first transaction in that currency.
    """

    id: str
    position: int
    customer: str
    currency: str
    transactions: int
    paid_minor: int
    refunded_minor: int


TOTALS = Table("customer_totals", Totals, indexes=("customer",))


def add(
    sandbox: Sandbox,
    customer: str,
    currency: str,
    *,
    transactions: int = 0,
    paid_minor: int = 0,
    refunded_minor: int = 0,
) -> None:
    """Add to a customer's totals."""
    id_ = f"{currency}/{customer}"
    old = sandbox.tx.get(TOTALS, id_)
    if old is None:
        old = Totals(id_, sandbox.next_number(), customer, currency, 0, 0, 0)
    new = (
        id_,
        old.position,
        customer,
        currency,
        old.transactions + transactions,
        old.paid_minor + paid_minor,
        old.refunded_minor + refunded_minor,
    )
    sandbox.tx.put(TOTALS, TOTALS.record_of(new))


def totals(sandbox: Sandbox, customer: str) -> list[Totals]:
    """Return a customer's totals, one per currency in order of first use; none if unknown."""
    return list(sandbox.tx.find(TOTALS, ("customer", customer)))
