"""The page to pay a PIX charge from, as its payer's bank: the simulator's, and nobody else's.

There is no cookie and no login that a page of another site could borrow, and what it sends to
change anything is refused (see `contract.origins`). Nor can the page be framed, so that a click on
it is meant for it.
"""

from dataclasses import dataclass
from decimal import Decimal

from paydrill.pages.rendering import reais, render

# A page's own <meta> can say everything but this.
NOT_FRAMED = {"Content-Security-Policy": "frame-ancestors 'none'"}


@dataclass(frozen=True)
class BankFacts:
    """What the page shows and sends; ``value`` is in reais."""

    id: int
    bank_payment_id: str
    value: Decimal
    status: str
    description: str | None


def bank_page(charge: BankFacts) -> str:
    """The page as HTML, the same whatever the status: banks are late, and repeat themselves."""
    # Written here, so that the value is sent with the very digits that the charge has.
    confirmation = f'{{"bank_payment_id": "{charge.bank_payment_id}", "value": {charge.value}}}'
    return render("bank.html", charge=charge, money=reais(charge.value), confirmation=confirmation)
