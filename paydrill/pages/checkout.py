"""Make the page of a session of Checkout, on which a test plays the customer."""

from dataclasses import dataclass

from paydrill.pages.rendering import render


@dataclass(frozen=True)
class Line:
    """A line of what is bought: its name, how many, and what they cost with the currency."""

    name: str
    quantity: int
    amount: str


@dataclass(frozen=True)
class CheckoutFacts:
    """The facts that the page shows.

    ``status`` is open, complete or expired; ``total`` is `None` where a card is only stored;
    ``problem`` says why the last try failed, and is empty before one.
    """

    id: str
    status: str
    is_setup: bool
    total: str | None
    lines: tuple[Line, ...]
    problem: str
    cancel_url: str | None


def checkout_page(session: CheckoutFacts) -> str:
    """Make the page: what is bought, and four buttons while the session is open."""
    return render("checkout.html", session=session)


def checkout_not_found_page() -> str:
    """Make the page for a session that this sandbox does not have."""
    return render(
        "not_found.html",
        heading="Session not found",
        text="This sandbox has no session of Checkout of that id. "
        "It may have been removed by a reset, or belong to another sandbox.",
        links=[],
    )
