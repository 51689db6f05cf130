"""Validate a scenario file by its JSON Schema, and report the errors in plain sentences.

Every schema that can fail carries an `errorMessage`, which editors show as well. A mistake makes
one problem, even where the schema reports two errors.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from jsonschema_rs import Draft202012Validator, ValidationError
from jsonschema_rs import ValidationErrorKind as Kind

from paydrill.scenarios.files import remedies
from paydrill.scenarios.files.problems import Problem
from paydrill.scenarios.files.schema import Schema
from paydrill.scenarios.files.schema import schema as schema  # noqa: PLC0414 - exported from here
from paydrill.scenarios.files.yaml_tree import Node
from paydrill.values.masking import hide_numbers
from paydrill.values.suggestions import closest, quoted

Place = tuple[str | int, ...]

_CHOICES = (Kind.OneOfNotValid, Kind.OneOfMultipleValid, Kind.AnyOf)


class Fault(NamedTuple):
    """A problem, with the path of the wrong value."""

    place: Place
    problem: Problem


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(schema())


def check(root: Node) -> list[Fault]:
    """Return the schema's faults with a file, at most one problem per mistake."""
    foreign = next((key for key in ("openapi", "swagger") if root.find(key)), None)
    if foreign is not None:
        message = "this is an OpenAPI contract, and no scenario file"
        return [Fault((), root.keys[foreign].problem(message))]
    errors_at: dict[Place, list[ValidationError]] = {}
    for error in _validator().iter_errors(root.data):
        errors_at.setdefault(_place_of(root, error), []).append(error)
    for place in _owners(root, errors_at):
        errors_at.pop(place, None)  # empty only because its keys are not indented enough
    return [
        Fault(place, problem)
        for place, errors in errors_at.items()
        for problem in _problems(root.nearest(*place), errors)
    ]


def _place_of(root: Node, error: ValidationError) -> Place:
    """Return the path of the value that is wrong; the validator leaves empty keys out of it."""
    path = tuple(error.instance_path)
    return _with_empty_keys(root, path, error.instance) or path


def _with_empty_keys(node: Node, path: Place, wrong: Any) -> Place | None:
    """Find the value that a path without its empty keys leads to; `None` if it is not there."""
    if not path and _is_like(node.data, wrong):
        return ()
    if path and path[0] in node.children:
        rest = _with_empty_keys(node.children[path[0]], path[1:], wrong)
        if rest is not None:
            return (path[0], *rest)
    if "" in node.children:
        rest = _with_empty_keys(node.children[""], path, wrong)
        return None if rest is None else ("", *rest)
    return None


def _is_like(one: Any, other: Any) -> bool:
    """Tell whether two values may be the same, where one was handed to the validator and back."""
    if isinstance(one, dict | list) and type(one) is type(other):
        return list(one) == list(other) if isinstance(one, dict) else len(one) == len(other)
    return not isinstance(one, dict | list) and not isinstance(other, dict | list)


def _owners(root: Node, errors_at: dict[Place, list[ValidationError]]) -> list[Place]:
    """Return the places of empty values whose keys were not indented enough."""
    return [
        (*place, owner)
        for place, errors in errors_at.items()
        for key, error in _unknown_keys(errors).items()
        if (owner := remedies.owner_of(key, root.nearest(*place), _schema_of(error))) is not None
    ]


def _problems(node: Node, errors: list[ValidationError]) -> Iterator[Problem]:
    wrong_type = next((e for e in errors if isinstance(e.kind, Kind.Type)), None)
    if wrong_type is not None:  # all other errors of this value follow from it
        yield _wrong_value(node, wrong_type)
        return
    unknown = _unknown_keys(errors)
    meant = {closest(key, _schema_of(error)["properties"]) for key, error in unknown.items()}
    for key, error in unknown.items():
        yield _unknown_key(node, key, _schema_of(error))
    choices = [error for error in errors if isinstance(error.kind, _CHOICES)]
    if not unknown:  # an unknown key may be the missing one, misspelt
        yield from _not_chosen(node, choices)
    for error in errors:
        match error.kind:
            case Kind.AdditionalProperties() | Kind.PropertyNames():
                continue
            case Kind.Not() if choices:  # the choice reports the same mistake
                continue
            case Kind.Required(property=key):
                if key not in meant and not (choices and _is_dependent(error)):
                    yield _missing_key(node, str(key), error)
            case _ if error not in choices:
                yield _wrong_value(node, error)
    yield from _wrong_keys(node, errors)


def _schema_of(error: ValidationError) -> Schema:
    """Return the schema that contains the failing keyword."""
    found: Any = schema()
    for step in error.schema_path[:-1]:
        found = found[step]
    assert isinstance(found, dict)  # noqa: S101 - keywords stand in objects
    return found


def _unknown_keys(errors: list[ValidationError]) -> dict[str, ValidationError]:
    return {
        key: error
        for error in errors
        if isinstance(error.kind, Kind.AdditionalProperties)
        for key in error.kind.unexpected
    }


def _unknown_key(node: Node, key: str, rules: Schema) -> Problem:
    owner = remedies.owner_of(key, node, rules)
    if owner is not None:
        message = f"{key} belongs to {owner}: indent it more than {owner}"
        return node.keys[key].problem(message)
    instead = remedies.of_unknown_key(key, rules)
    return node.keys[key].problem(f"unknown key {quoted(key)} in {rules['title']}; {instead}")


def _missing_key(node: Node, key: str, error: ValidationError) -> Problem:
    rules = _schema_of(error)
    if _is_dependent(error):
        asking = next(
            name
            for name, needs in rules["dependentRequired"].items()
            if name in node.keys and key in needs
        )
        message = f"{asking} needs {key} beside it in {rules['title']}"
        return node.keys[asking].problem(message + remedies.of_missing_key(key, rules))
    needed = " and ".join(rules["required"])
    message = f"missing key {quoted(key)} in {rules['title']}, which needs {needed}"
    return node.position.problem(message + remedies.of_missing_key(key, rules))


def _is_dependent(error: ValidationError) -> bool:
    """Return whether the error comes from a requirement of a key that is present."""
    return "dependentRequired" in error.schema_path or "dependentSchemas" in error.schema_path


def _not_chosen(node: Node, choices: list[ValidationError]) -> Iterator[Problem]:
    """Report keys that exclude one another, or of which at least one is required."""
    own = [error for error in choices if not _is_dependent(error)]
    if own:  # the dependent errors follow from it
        yield _not_one(node, _schema_of(own[0]), str(own[0].schema_path[-1]))
        return
    for error in choices:
        asking = str(error.schema_path[-2])
        yield node.keys[asking].problem(_schema_of(error)["errorMessage"])


def _not_one(node: Node, rules: Schema, keyword: str) -> Problem:
    """Report that exactly one of some keys is required (`oneOf`), or at least one (`anyOf`)."""
    choices = [choice["required"][0] for choice in rules[keyword] if "required" in choice]
    present = [key for key in node.keys if key in choices]
    allowed = f"{', '.join(choices[:-1])} and {choices[-1]}"
    if not present:
        message = f"{rules['title']} needs one of {allowed}"
        return node.position.problem(message + remedies.of_missing_key(choices[0], rules))
    message = f"{rules['title']} takes only one of {allowed}, not {' and '.join(present)}"
    return node.keys[present[1]].problem(message)


def _wrong_keys(node: Node, errors: list[ValidationError]) -> Iterator[Problem]:
    for error in errors:
        if isinstance(error.kind, Kind.PropertyNames):
            name = str(error.kind.error.instance)
            message = f"{_schema_of(error)['errorMessage']}, not {quoted(name)}"
            yield node.keys[name].problem(message)


def _wrong_value(node: Node, error: ValidationError) -> Problem:
    rules = _schema_of(error)
    message: str = rules.get("errorMessage", error.message)
    if " must be " not in message:
        return node.position.problem(message)
    if not rules.get("writeOnly"):  # a card number is never shown
        message += f", not {_found(node, error.kind)}"
    return node.position.problem(message + remedies.of_value(node, rules))


def _found(node: Node, kind: Kind) -> str:
    """Describe the wrong value in a few words."""
    if isinstance(kind, Kind.UniqueItems):
        return "a list that names one twice"
    match node.data:
        case None:
            return "nothing"
        case dict() | list() as items:
            name = "a mapping" if isinstance(items, dict) else "a list"
            return name if items else name.replace("a ", "an empty ")
        case str() as text:
            return quoted(text)
    return hide_numbers(node.literal or str(node.data))
