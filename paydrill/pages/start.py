"""Make the start page: what is running here, and what to try first."""

import shlex
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from paydrill.pages.rendering import render

_PAYMENT = (
    '{"card_number": "4111111111111111", "amount": %s, "currency": "USD",'
    ' "customer_name": "Maria Oliveira"}'
)
_EXAMPLES = (
    ("acquirer.authorize_payment", "Authorize a card payment", "/payment", _PAYMENT % "150.00"),
    ("acquirer.authorize_payment", "Try a magic amount", "/payment", _PAYMENT % "0.01"),
    ("pix.create_payment", "Create a PIX charge", "/payments", '{"value": 10.00}'),
)


@dataclass(frozen=True)
class ContractFacts:
    """A contract that is served; ``operations`` is how many it has."""

    name: str
    title: str
    base_path: str
    operations: int


@dataclass(frozen=True)
class MagicRow:
    """An amount as people write it ("0.01" or "10000.00 and above"), and the outcome it causes."""

    amount: str
    outcome: str
    message: str


@dataclass(frozen=True)
class StartFacts:
    """The facts that the start page shows.

    ``base_url`` is the absolute URL that the reader called, a sandbox prefix included; ``served``
    are the ids of all operations; ``test_cards`` are pairs of brand and card number.
    """

    version: str
    base_url: str
    contracts: Sequence[ContractFacts]
    served: Collection[str]
    scenario: str
    store: str
    magic: Sequence[MagicRow]
    test_cards: Sequence[tuple[str, str]]


def start_page(start: StartFacts) -> str:
    """Make the start page as HTML."""
    root = start.base_url.rstrip("/")
    names = [contract.name for contract in start.contracts]
    examples = [
        (title, " \\\n  ".join(parts)) for title, parts in curl_examples(root, start.served, names)
    ]
    return render("start.html", start=start, root=root, examples=examples)


def curl_examples(
    root: str, operations: Collection[str], contracts: Sequence[str]
) -> list[tuple[str, list[str]]]:
    """Make pairs of a title and the parts of a curl command, for requests to try at once.

    `operations` and `contracts` are those that are served; there is always an example.
    """
    found = [
        (title, _post(f"{root}{path}", body))
        for operation, title, path, body in _EXAMPLES
        if operation in operations
    ]
    read = [("Read a contract", _get(f"{root}/openapi/{name}.yaml")) for name in contracts[:1]]
    return found or read


def _post(url: str, body: str) -> list[str]:
    header = "-H 'Content-Type: application/json'"
    return [*_get(url), header, f"-d {shlex.quote(body)}"]


def _get(url: str) -> list[str]:
    # The base URL comes from the request, so it is quoted for the shell it will be pasted into.
    return [f"curl {shlex.quote(url)}"]
