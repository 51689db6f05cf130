"""Hold the words that a scenario may use, and the facts of operations that checks need."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from paydrill.openapi.operation import Operation


class Mistake(NamedTuple):
    """A mistake in the value at these keys."""

    keys: tuple[str, ...]
    message: str


def _no_mistakes(_: Operation, __: Mapping[str, Any]) -> Iterator[Mistake]:
    return iter(())


def _anything(_: Operation) -> Any:
    return {}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that a scenario may use. `pending_reasons` is None where any reason will do."""

    operations: frozenset[str]
    scripted: frozenset[str]
    """Operations whose outcome a scenario decides."""
    on_payments: frozenset[str]
    """Operations on an existing payment, so that calls can be counted by payment."""
    statuses: Mapping[str, frozenset[int]]
    """The statuses that the contract documents, by operation."""
    decline_codes: frozenset[str]
    pending_reasons: frozenset[str] | None
    brands: frozenset[str]
    event_types: Callable[[], frozenset[str]]
    currencies: frozenset[str]
    served: Mapping[str, Operation] = field(default_factory=dict)
    """The operations of the contracts, by id; others are known, but nothing of them is checked."""
    mistakes: Callable[[Operation, Mapping[str, Any]], Iterator[Mistake]] = _no_mistakes
    """Says why the answer of a rule's `respond` cannot be made."""
    kept: Callable[[Operation], Any] = _anything
    """Returns the schema of the thing that a request of an operation names; `None` if of none."""
