"""Hold the words that a scenario may use, and the facts of operations that checks need."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from paydrill.openapi.operation import Operation
from paydrill.openapi.shapes import Shape


class Mistake(NamedTuple):
    """A mistake in the value at these keys."""

    keys: tuple[str | int, ...]
    message: str


class Resources(Protocol):
    """The resources of the contracts, for checks of what rules want of them."""

    def stored(self, operation: Operation) -> list[Shape] | None:
        """Return the shapes of what is stored when an operation is asked for.

        None where nothing is; `None` where it is not known, as of an operation with a handler.
        """

    def in_fields(self, operation: Operation, fields: Mapping[str, Any]) -> Iterator[Mistake]:
        """Say why fields, by pointers, cannot be set in the resource of an operation."""

    def pushed(self, operation: Operation) -> frozenset[str] | None:
        """Return the names of what the contract of an operation pushes; `None` if not known."""

    def to_begin(
        self, path: str, wanted: Sequence[Mapping[str, Any]], others: Mapping[str, Any]
    ) -> Iterator[Mistake]:
        """Say why a sandbox cannot begin with resources below a path.

        `others` has all of them, by path.
        """


class _Unknown:
    """Stand for the resources where those of the contracts are not known."""

    def stored(self, _: Operation) -> None:
        return None

    def in_fields(self, _: Operation, __: Mapping[str, Any]) -> Iterator[Mistake]:
        return iter(())

    def pushed(self, _: Operation) -> None:
        return None

    def to_begin(
        self, _: str, __: Sequence[Mapping[str, Any]], ___: Mapping[str, Any]
    ) -> Iterator[Mistake]:
        return iter(())


def _no_mistakes(_: Operation, __: Mapping[str, Any]) -> Iterator[Mistake]:
    return iter(())


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
    effects: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The operations that can have an effect, by its word; other words are not checked."""
    card_facts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The operations that know a fact of the card, by its word."""
    served: Mapping[str, Operation] = field(default_factory=dict)
    """The operations of the contracts, by id; others are known, but nothing of them is checked."""
    mistakes: Callable[[Operation, Mapping[str, Any]], Iterator[Mistake]] = _no_mistakes
    """Says why the answer of a rule's `respond` cannot be made."""
    resources: Resources = field(default_factory=_Unknown)
