"""Make the page of one PIX charge, which its payer opens on a phone."""

from dataclasses import dataclass
from decimal import Decimal

from paydrill.pages.qr import qr_element
from paydrill.pages.rendering import reais, render

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

# Statuses that may change: the page keeps watching for the next.
UNSETTLED = {"active", "confirmed"}


@dataclass(frozen=True)
class ChargeFacts:
    """The facts that the payment page shows.

    ``value`` and ``returned`` are in reais; ``status`` is a key of STATUSES; ``expires_at`` and
    ``now`` are RFC 3339 times, both on the sandbox's clock, which may be ``frozen``.
    """

    id: int
    value: Decimal
    returned: Decimal
    status: str
    br_code: str
    expires_at: str
    now: str
    frozen: bool
    description: str | None


def payment_page(charge: ChargeFacts) -> str:
    """Make the page of a charge; raises ValueError for a status that STATUSES does not have.

    Until its status is final, the page listens to the charge's events, or, where no WebSocket gets
    through, requests its own URL as JSON every two seconds; it reloads when ``status`` or
    ``amount_returned`` has changed. Without scripts it reloads every five seconds.
    """
    if charge.status not in STATUSES:
        raise ValueError(f"no page for a charge with status {charge.status!r}")
    heading, meaning = STATUSES[charge.status]
    active = charge.status == "active"
    partly_returned = charge.status == "confirmed" and charge.returned
    return render(
        "payment.html",
        charge=charge,
        heading=heading,
        meaning=meaning,
        money=reais(charge.value),
        returned=reais(charge.returned) if partly_returned else None,
        qr=qr_element(charge.br_code) if active else None,
        scripts=_scripts(charge.status),
    )


def payment_not_found_page() -> str:
    """Make the page for a charge that this sandbox does not have."""
    return render(
        "not_found.html",
        heading="Payment not found",
        text="This sandbox has no PIX charge with that number. "
        "It may have been removed by a reset, or belong to another sandbox.",
        links=[],
    )


def _scripts(status: str) -> list[str]:
    scripts = ["follow.js"] if status in UNSETTLED else []
    return ["pay.js", *scripts] if status == "active" else scripts
