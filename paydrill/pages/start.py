"""The start page: what is running here, and what to try first."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from paydrill.pages.rendering import render


@dataclass(frozen=True)
class ContractFacts:
    """A contract that is served; ``operations`` is how many it has."""

    name: str
    title: str
    base_path: str
    operations: int


@dataclass(frozen=True)
class MagicRow:
    """An amount (as people write it, "0.01" or "10000.00 and above") and what it brings about."""

    amount: str
    outcome: str
    message: str


@dataclass(frozen=True)
class StartFacts:
    """What the start page shows.

    ``base_url`` is the absolute URL that the reader called, a sandbox prefix included;
    ``test_cards`` are pairs of brand and card number.
    """

    version: str
    base_url: str
    contracts: Sequence[ContractFacts]
    scenario: str
    store: str
    magic: Sequence[MagicRow]
    test_cards: Sequence[tuple[str, str]]


def start_page(start: StartFacts) -> str:
    """The start page as HTML."""
    root = start.base_url.rstrip("/")
    return render("start.html", start=start, root=root, examples=_examples(root))


def _examples(root: str) -> list[tuple[str, str]]:
    """Pairs of what it does, and the curl command that does it."""
    payment = (
        '{"card_number": "4111111111111111", "amount": %s, "currency": "USD",'
        ' "customer_name": "Maria Oliveira"}'
    )
    return [
        ("Authorize a card payment", _post(f"{root}/payment", payment % "150.00")),
        ("Try a magic amount", _post(f"{root}/payment", payment % "0.01")),
        ("Create a PIX charge", _post(f"{root}/payments", '{"value": 10.00}')),
    ]


def _post(url: str, body: str) -> str:
    # The base URL comes from the request, so it is quoted for the shell it will be pasted into.
    return (
        f"curl {shlex.quote(url)} \\\n"
        f"  -H 'Content-Type: application/json' \\\n"
        f"  -d {shlex.quote(body)}"
    )
