"""Make the page to pay a PIX charge from, in the simulator's role of its payer's bank.

It has no cookie and no login that a page of another site could borrow, and requests of such a page
to change anything are refused (see `pipeline.origins`). Nor can the page be framed, so that a click
on it is meant for it.
"""

from dataclasses import dataclass
from decimal import Decimal

from paydrill.pages.languages import texts
from paydrill.pages.rendering import reais, render

# A header, because frame-ancestors has no effect in a page's <meta>.
NOT_FRAMED = {"Content-Security-Policy": "frame-ancestors 'none'"}


@dataclass(frozen=True)
class BankFacts:
    """The facts that the page shows and sends; ``value`` is in reais."""

    id: int
    bank_payment_id: str
    value: Decimal
    status: str
    description: str | None


def bank_page(charge: BankFacts, language: str) -> str:
    """Make the page, the same for every status: banks are late, and repeat themselves."""
    # Written here, so that the value is sent with exactly the digits of the charge.
    confirmation = f'{{"bank_payment_id": "{charge.bank_payment_id}", "value": {charge.value}}}'
    return render(
        "bank.html",
        language=language,
        say=texts("bank", language),
        charge=charge,
        money=reais(charge.value),
        confirmation=confirmation,
    )
