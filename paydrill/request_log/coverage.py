"""Coverage: which documented answers, and which rules of the scenario, the traffic has met."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from paydrill.errors import ContractNotFound
from paydrill.openapi.documents import Contract
from paydrill.openapi.operation import Operation
from paydrill.request_log.recorder import LOST, Met
from paydrill.sandbox.scripting import OWN_CONTRACTS
from paydrill.values.suggestions import quoted, suggestion

_TOO_MANY_REQUESTS = "429"


class Answer(NamedTuple):
    """A documented answer, by its status as the contract writes it, and how often it was given."""

    operation: Operation
    status: str
    times: int

    @property
    def only_by_fault(self) -> bool:
        """Whether no request brings it about unless a scenario breaks something."""
        return self.status.startswith("5") or self.status == _TOO_MANY_REQUESTS


class Rule(NamedTuple):
    """A rule, as `<scenario>/<rule>`, and how often it applied."""

    name: str
    times: int


class Undocumented(NamedTuple):
    """An answer that no contract documents, such as a 405; of no operation for unknown paths."""

    operation: str | None
    status: int
    times: int


class Coverage(NamedTuple):
    """Everything there is to meet, in the order of contracts and scenario.

    `left_out` are the names of the contracts of which nothing is counted.
    """

    left_out: list[str]
    answers: list[Answer]
    rules: list[Rule]
    undocumented: list[Undocumented]


def cover(
    contracts: Sequence[Contract], names: Collection[str] | None, rules: Iterable[str], met: Met
) -> Coverage:
    """Count what has been met of the contracts of these names, or of all services, and of rules.

    Raises `ContractNotFound`.
    """
    counted = _chosen(contracts, names)
    operations = {each.id: each for contract in counted for each in contract.operations}
    counts: dict[tuple[str, str], int] = {}
    undocumented = []
    for (operation, status), count in met.answers.items():
        documented = _documented(operations.get(operation or ""), status)
        if operation is not None and documented is not None:
            key = operation, documented
            counts[key] = counts.get(key, 0) + count
        elif (operation is None or operation in operations) and status != LOST and count:
            undocumented.append(Undocumented(operation, status, count))
    return Coverage(
        left_out=[each.name for each in contracts if each not in counted],
        answers=[
            Answer(operation, status, counts.get((operation.id, status), 0))
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


def _documented(operation: Operation | None, status: int) -> str | None:
    """What the contract documents a status as: itself, as `4XX`, or as `default`."""
    documented = {} if operation is None else operation.responses
    named = (str(status), f"{status // 100}XX", "default")
    return next((each for each in named if each in documented and status != LOST), None)
