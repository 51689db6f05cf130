"""Make the page of a challenge of 3-D Secure, in the simulator's role of the card's issuer.

Merchants frame the pages of issuers, so this one can be framed. It has no cookie and no login that
a page of another site could borrow.
"""

from dataclasses import dataclass
from decimal import Decimal

from paydrill.pages.rendering import render

# result -> (heading, what it means for the cardholder)
ENDS = {
    "authenticated": ("Payment confirmed", "The payment goes on at the merchant's."),
    "failed": ("Not authenticated", "The payment was declined."),
    "abandoned": ("Cancelled", "The payment was declined."),
    "expired": ("This challenge has expired", "The payment can no longer be confirmed."),
    "withdrawn": ("Payment withdrawn", "The merchant no longer wants the payment."),
}


@dataclass(frozen=True)
class ChallengeFacts:
    """The facts that the page shows.

    ``amount`` is in major units of ``currency``, and `None` for a card to be stored; ``card`` has
    no whole number; ``result`` is a key of ENDS, or `None` while the challenge is open;
    ``expires_at`` is an RFC 3339 time on the sandbox's clock. ``return_url`` is the page of the
    merchant's to which the buttons lead, if any.
    """

    id: str
    amount: Decimal | None
    currency: str
    card: str
    result: str | None
    expires_at: str
    return_url: str | None


def challenge_page(challenge: ChallengeFacts) -> str:
    """Make the page: three buttons while the challenge is open, then how it ended."""
    heading, meaning = ENDS[challenge.result] if challenge.result else ("Confirm your payment", "")
    return render("challenge.html", challenge=challenge, heading=heading, meaning=meaning)


def challenge_not_found_page() -> str:
    """Make the page for a challenge that this sandbox does not have."""
    return render(
        "not_found.html",
        heading="Challenge not found",
        text="This sandbox has no challenge of that id. "
        "It may have been removed by a reset, or belong to another sandbox.",
        links=[],
    )
