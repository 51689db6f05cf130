"""Make the start page: what is running here, and what to try first."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from paydrill.openapi.operation import Operation
from paydrill.pages.curl import curl_command, first_to_try
from paydrill.pages.published import labels_of
from paydrill.pages.rendering import render
from paydrill.values.own_contracts import OWN_CONTRACTS

PAYMENTS = frozenset({"acquirer.authorize_payment", "cards.create_payment", "pix.create_payment"})
"""Operations that take payments. Without them, nothing has a magic amount or takes a test card."""

_MOST_EXAMPLES = 3
_LONGEST_TITLE = 80

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
    are all operations by id; ``test_cards`` are pairs of brand and card number; ``pages`` is the
    path before the documentation's, with a slash at its end.
    """

    version: str
    base_url: str
    contracts: Sequence[ContractFacts]
    served: Mapping[str, Operation]
    scenario: str
    store: str
    magic: Sequence[MagicRow]
    test_cards: Sequence[tuple[str, str]]
    pages: str = ""


def start_page(start: StartFacts) -> str:
    """Make the start page as HTML."""
    return render("start.html", **facts_of_start(start))


def facts_of_start(start: StartFacts) -> dict[str, Any]:
    """Return the facts that ``start_facts.html`` shows, by their names there."""
    root = start.base_url.rstrip("/")
    labels = labels_of({contract.name: contract for contract in start.contracts})
    examples = [
        (title, " \\\n  ".join(parts))
        for title, parts in curl_examples(root, start.served, [*labels], start.pages)
    ]
    is_paid = any(operation in PAYMENTS for operation in start.served)
    return {
        "start": start,
        "links": start.pages,
        "root": root,
        "examples": examples,
        "labels": labels,
        "is_paid": is_paid,
    }


def curl_examples(
    root: str, operations: Mapping[str, Operation], contracts: Sequence[str], pages: str = ""
) -> list[tuple[str, list[str]]]:
    """Make pairs of a title and the parts of a curl command, for requests to try at once.

    `operations`, by id, and `contracts` are those that are served; `pages` is the path before the
    documentation's, with a slash at its end. There is always an example.
    """
    found = [
        (title, _post(f"{root}{path}", body))
        for operation, title, path, body in _EXAMPLES
        if operation in operations
    ]
    read = [
        ("Read a contract", _get(f"{root}/{pages}openapi/{quote(name, safe='')}.yaml"))
        for name in contracts[:1]
    ]
    return found or [*_examples_of_others(root, operations), *read]


def _examples_of_others(
    root: str, operations: Mapping[str, Operation]
) -> list[tuple[str, list[str]]]:
    """Make an example for each of the first contracts that are not the server's own."""
    by_contract: dict[str, list[Operation]] = {}
    for operation in operations.values():
        if operation.contract not in OWN_CONTRACTS:
            by_contract.setdefault(operation.contract, []).append(operation)
    chosen = [first_to_try(each) for each in [*by_contract.values()][:_MOST_EXAMPLES]]
    return [
        (" ".join(each.summary.split())[:_LONGEST_TITLE] or each.id, curl_command(root, each))
        for each in chosen
        if each is not None
    ]


def _post(url: str, body: str) -> list[str]:
    header = "-H 'Content-Type: application/json'"
    return [*_get(url), header, f"-d {shlex.quote(body)}"]


def _get(url: str) -> list[str]:
    # The base URL comes from the request, so it is quoted for the shell it will be pasted into.
    return [f"curl {shlex.quote(url)}"]
