"""Expand fields as a request asks: `expand=customer` has the customer answered, not its id."""

from collections.abc import Mapping
from typing import Any

from paydrill.responders.samples.choices import kind_of
from paydrill.responders.samples.combined import Choice, References
from paydrill.responders.samples.spot import Place

_NAMES = ("expand", "embed", "include")
_DEEPEST = 3


def is_expanded(sent: Mapping[str, Any], at: Place, name: str) -> bool:
    """Tell whether a request asks for a field of the object at a place, or for one within it."""
    asked = expansions(sent)
    if not asked:
        return False
    path = ".".join([*(step for step in at if isinstance(step, str)), name])
    return any(f"{each}.".startswith(f"{path}.") for each in asked)


def expansions(sent: Mapping[str, Any]) -> list[str]:
    """Return the dotted paths of the fields that a request asks to have expanded."""
    return [each for parameter in _NAMES for each in _listed(sent.get(parameter))]


def whole(references: References, schema: Any) -> Any:
    """Return the object that a schema offers beside its id; the schema where it offers none."""
    branches = [schema]
    for _ in range(_DEEPEST):
        for branch in branches:
            if kind_of(references, branch) == "object":
                return branch
        choices = [choice for each in branches for choice in _choices(references, each)]
        branches = [each for choice in choices for each in choice.branches]
    return schema


def _choices(references: References, schema: Any) -> list[Choice]:
    found: list[Choice] = references.combine(schema).get("choices", [])
    return found


def _listed(value: Any) -> list[str]:
    names = value.split(",") if isinstance(value, str) else value
    return [each for each in names if isinstance(each, str)] if isinstance(names, list) else []
