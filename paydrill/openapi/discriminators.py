"""Pick the alternative of a value: by the discriminator of its schema, or by the best fit."""

from collections.abc import Callable
from typing import Any

from jsonschema_rs import ValidationError

from paydrill.errors import FieldError
from paydrill.openapi.pointers import pointer

Schema = dict[str, Any]

_LONGEST_LIST = 10


def chosen_branch(
    schema: Schema, value: Any, resolved: Callable[[Schema], Schema]
) -> int | FieldError | None:
    """Return the number of the branch that a value names, or the fault in that name.

    `None` where there is no choice. `resolved` follows the reference of a branch.
    """
    discriminator = schema.get("discriminator")
    if not isinstance(discriminator, dict) or not isinstance(value, dict):
        return None
    field = str(discriminator.get("propertyName", ""))
    place = pointer([field])
    if field not in value:
        return FieldError(place, "is required.")
    named = _names(discriminator, schema.get("oneOf") or schema.get("anyOf") or [], field, resolved)
    said = value[field]
    if isinstance(said, str) and said in named:
        return named[said]
    if not named or len(named) > _LONGEST_LIST:
        return FieldError(place, "names none of the alternatives that the documentation lists.")
    return FieldError(place, f"must be one of {', '.join(named)}.")


def _names(
    discriminator: Schema, branches: list[Any], field: str, resolved: Callable[[Schema], Schema]
) -> dict[str, int]:
    """Return the number of the branch by each value that the contract has for it."""
    names: dict[str, int] = {}
    mapping = discriminator.get("mapping")
    mapped = mapping if isinstance(mapping, dict) else {}
    for number, branch in enumerate(branches):
        reference = str(branch.get("$ref", "")) if isinstance(branch, dict) else ""
        short = reference.rpartition("/")[2]
        own = [name for name, to in mapped.items() if _leads_to(str(to), reference, short)]
        own += _marks(resolved(branch) if isinstance(branch, dict) else {}, field)
        for name in own or ([short] if short else []):
            names.setdefault(str(name), number)
    return names


def _leads_to(target: str, reference: str, short: str) -> bool:
    """Return whether a mapping's target is this reference; it may be the component's name alone."""
    return bool(reference) and (target == short or reference.endswith(target))


def _marks(branch: Schema, field: str) -> list[Any]:
    """List the values that a branch allows for the field."""
    properties = branch.get("properties", {})
    schema = properties.get(field) if isinstance(properties, dict) else None
    if not isinstance(schema, dict):
        return []
    return [schema["const"]] if "const" in schema else list(schema.get("enum", ()))


def fit(branch: list[ValidationError]) -> tuple[int, int, int]:
    """Rank how well a value fits an alternative: not marked as another, deep first, then few."""
    first: Any = branch[0]
    marks = sum(_is_mark(each) for each in branch)
    is_other = first.kind.name in {"type", "required"} or _takes_null_alone(first)
    depth = 2 * len(first.instance_path) - is_other
    return -marks, depth, -len(branch)


def _takes_null_alone(fault: ValidationError) -> bool:
    """Return whether no value but null would do."""
    kind: Any = fault.kind
    if kind.name in {"anyOf", "oneOf"}:
        return all(any(map(_takes_null_alone, branch)) for branch in kind.context)
    return kind.name in {"enum", "const", "type"} and kind.value in (None, [None], ["null"])


def _is_mark(fault: ValidationError) -> bool:
    """Return whether a field has another value than the only one of this alternative."""
    kind: Any = fault.kind
    if len(fault.instance_path) == 0:
        return False
    return kind.name == "const" or (kind.name == "enum" and len(kind.options) == 1)
