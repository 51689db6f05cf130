"""What each customer has paid and got back, kept up to date so that nobody has to add it up."""

from typing import NamedTuple

from paydrill.sandbox.ports import Table
from paydrill.sandbox.sandbox import Sandbox


class Totals(NamedTuple):
    """One customer in one currency. `position` is the number of the first transaction."""

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
    """One per currency the customer has used, in order of first use; none for a stranger."""
    return list(sandbox.tx.find(TOTALS, ("customer", customer)))
