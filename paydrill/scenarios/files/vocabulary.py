"""Hold the words that a scenario may use, and the facts of operations that checks need."""

from collections.abc import Mapping
from dataclasses import dataclass


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
    event_types: frozenset[str]
    currencies: frozenset[str]
