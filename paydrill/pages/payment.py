"""Make the page of one PIX charge, which its payer opens on a phone."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from paydrill.pages.languages import texts
from paydrill.pages.qr import qr_element
from paydrill.pages.rendering import reais, render

STATUSES = ("active", "confirmed", "expired", "removed", "returned")

# Statuses that may change: the page keeps watching for the next.
UNSETTLED = {"active", "confirmed"}


@dataclass(frozen=True)
class ChargeFacts:
    """The facts that the payment page shows.

    ``value`` and ``returned`` are in reais; ``status`` is one of STATUSES; ``expires_at`` is an
    RFC 3339 time on the sandbox's clock, and ``clock`` is that clock, as `Paydrill-Clock` has it.
    """

    id: int
    value: Decimal
    returned: Decimal
    status: str
    br_code: str
    expires_at: str
    clock: str
    description: str | None


def payment_page(charge: ChargeFacts, language: str) -> str:
    """Make the page of a charge; raises ValueError for a status that is none of STATUSES.

    Until its status is final, the page listens to the charge's events, or, where no WebSocket gets
    through, requests its own URL as JSON every two seconds; it reloads when ``status`` or
    ``amount_returned`` has changed. Without scripts it reloads every five seconds.
    """
    if charge.status not in STATUSES:
        raise ValueError(f"no page for a charge with status {charge.status!r}")
    say = texts("payment", language)
    active = charge.status == "active"
    partly_returned = charge.status == "confirmed" and charge.returned
    return render(
        "payment.html",
        language=language,
        say=say,
        charge=charge,
        heading=getattr(say, charge.status),
        meaning=getattr(say, f"{charge.status}_means"),
        money=reais(charge.value),
        returned=(
            say.returned_in_part.format(value=reais(charge.returned)) if partly_returned else None
        ),
        expires=datetime.fromisoformat(charge.expires_at).strftime(say.time),
        qr=qr_element(charge.br_code) if active else None,
        scripts=_scripts(charge.status),
    )


def payment_not_found_page(language: str) -> str:
    """Make the page for a charge that this sandbox does not have."""
    say = texts("payment", language)
    return render(
        "not_found.html",
        language=language,
        heading=say.not_found,
        text=say.not_found_means,
        links=[],
    )


def _scripts(status: str) -> list[str]:
    scripts = ["follow.js"] if status in UNSETTLED else []
    return ["pay.js", *scripts] if status == "active" else scripts
