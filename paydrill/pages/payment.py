"""The page of one PIX charge, which its payer opens on a phone."""

from dataclasses import dataclass
from decimal import Decimal

from paydrill.pages.qr import qr_element
from paydrill.pages.rendering import render

# status -> (heading, what it means for the payer)
STATUSES = {
    "active": (
        "Waiting for payment",
        "Open your bank's app, choose to pay with PIX, and scan the code or paste it.",
    ),
    "confirmed": ("Payment confirmed", "The payment was received. You may close this page."),
    "expired": (
        "This charge has expired",
        "It can no longer be paid. Ask for a new one.",
    ),
    "removed": ("This charge was withdrawn", "It can no longer be paid. Ask for a new one."),
    "returned": ("Payment returned", "The payment was received and has been returned to you."),
}


@dataclass(frozen=True)
class ChargeFacts:
    """What the payment page shows.

    ``value`` is a decimal string in major units ("1234.50"); ``status`` is a key of STATUSES;
    ``expires_at`` and ``now`` are RFC 3339 times, both on the sandbox's clock.
    """

    id: int
    value: str
    currency: str
    status: str
    br_code: str
    expires_at: str
    now: str
    description: str | None


def payment_page(charge: ChargeFacts) -> str:
    """The page of a charge; raises ValueError for a status that STATUSES does not have.

    While the charge is active, the page listens to its events, or, where no WebSocket gets through,
    asks its own URL for JSON every two seconds; it reloads when the ``status`` is another one.
    """
    if charge.status not in STATUSES:
        raise ValueError(f"no page for a charge with status {charge.status!r}")
    heading, meaning = STATUSES[charge.status]
    active = charge.status == "active"
    return render(
        "payment.html",
        charge=charge,
        heading=heading,
        meaning=meaning,
        money=_money(charge.value, charge.currency),
        qr=qr_element(charge.br_code) if active else None,
    )


def payment_not_found_page() -> str:
    """The page for a charge that this sandbox does not have."""
    return render(
        "not_found.html",
        heading="Payment not found",
        text="This sandbox has no PIX charge with that number. "
        "It may have been removed by a reset, or belong to another sandbox.",
        links=[],
    )


def _money(value: str, currency: str) -> str:
    """``R$ 1.234,50`` for reais, as PIX payers read it; ``USD 1,234.50`` for any other currency."""
    amount = f"{Decimal(value):,.2f}"
    if currency != "BRL":
        return f"{currency} {amount}"
    return "R$ " + amount.translate(str.maketrans(",.", ".,"))
