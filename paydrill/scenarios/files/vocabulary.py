"""The words a scenario may use, and what the contracts and the engine say of operations."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words a scenario may use. `pending_reasons` is None where any reason will do."""

    operations: frozenset[str]
    scripted: frozenset[str]
    """Operations whose outcome can be decided."""
    on_payments: frozenset[str]
    """Operations on a payment that exists, so that calls can be counted by it."""
    statuses: Mapping[str, frozenset[int]]
    """The statuses that the contract documents, by operation."""
    decline_codes: frozenset[str]
    pending_reasons: frozenset[str] | None
    brands: frozenset[str]
    event_types: frozenset[str]
    currencies: frozenset[str]
