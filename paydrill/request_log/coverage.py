"""Measure coverage: which documented answers and which scenario rules the traffic has met."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from paydrill.errors import ContractNotFound
from paydrill.openapi.documents import Contract
from paydrill.openapi.operation import Operation
from paydrill.request_log.counts import LOST, Met
from paydrill.values.own_contracts import OWN_CONTRACTS
from paydrill.values.suggestions import quoted, suggestion

_TOO_MANY_REQUESTS = "429"


class DocumentedStatus(NamedTuple):
    """A documented answer: its status as the contract writes it, and how often it was sent."""

    operation: Operation
    status: str
    times: int

    @property
    def only_by_fault(self) -> bool:
        """Whether only a scripted fault causes this answer: a 5xx or a 429."""
        return self.status.startswith("5") or self.status == _TOO_MANY_REQUESTS


class Rule(NamedTuple):
    """A scenario rule, named `<scenario>/<rule>`, and how often it applied."""

    name: str
    times: int


class Undocumented(NamedTuple):
    """An undocumented answer, such as a 405; `operation` is `None` for unknown paths."""

    operation: str | None
    status: int
    times: int


class Coverage(NamedTuple):
    """The counts of all answers and rules, in the order of contracts and scenario.

    `left_out` holds the names of the contracts that are not counted.
    """

    left_out: list[str]
    answers: list[DocumentedStatus]
    rules: list[Rule]
    undocumented: list[Undocumented]


def cover(
    contracts: Sequence[Contract], names: Collection[str] | None, rules: Iterable[str], met: Met
) -> Coverage:
    """Count the answers and rules that were met, for the contracts called `names`.

    `None` takes all contracts but the server's own. Raises `ContractNotFound`.
    """
    counted = _chosen(contracts, names)
    operations = {each.id: each for contract in counted for each in contract.operations}
    counts: dict[tuple[str, str], int] = {}
    undocumented = []
    for (operation, status), count in met.answers.items():
        found = operations.get(operation or "")
        documented = found.documents(status) if found is not None and status != LOST else None
        if operation is not None and documented is not None:
            key = operation, documented
            counts[key] = counts.get(key, 0) + count
        elif (operation is None or operation in operations) and status != LOST and count:
            undocumented.append(Undocumented(operation, status, count))
    return Coverage(
        left_out=[each.name for each in contracts if each not in counted],
        answers=[
            DocumentedStatus(operation, status, counts.get((operation.id, status), 0))
            for operation in operations.values()
            for status in sorted(operation.responses)
        ],
        rules=[Rule(rule, met.rules.get(rule, 0)) for rule in rules],
        undocumented=sorted(undocumented, key=lambda each: (each.operation or "", each.status)),
    )


def _chosen(contracts: Sequence[Contract], names: Collection[str] | None) -> list[Contract]:
    if names is None:
        return [each for each in contracts if each.name not in OWN_CONTRACTS]
    known = {each.name for each in contracts}
    for name in names:
        if name not in known:
            hint = suggestion(name, known)
            raise ContractNotFound(f"No contract is called {quoted(name)}; {hint}")
    return [each for each in contracts if each.name in names]
