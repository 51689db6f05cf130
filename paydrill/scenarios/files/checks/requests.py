"""Check conditions on what is sent and stored against the contracts: its places, their values.

Of several operations, it is enough that one can have what a condition wants.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from paydrill.openapi.directions import REQUEST
from paydrill.openapi.leading import astray, leads_to
from paydrill.openapi.media_types import LINES
from paydrill.openapi.operation import Operation
from paydrill.openapi.patterns import matcher
from paydrill.openapi.shapes import Shape
from paydrill.openapi.validators import faults
from paydrill.scenarios.files.checks import operations, rule_parts
from paydrill.scenarios.files.problems import Position, Problem
from paydrill.scenarios.files.vocabulary import Vocabulary
from paydrill.scenarios.files.yaml_tree import Node
from paydrill.scenarios.pointed import ANY, POINTED, steps
from paydrill.values.suggestions import listed, quoted, suggestion

_STORED = "resource"
_SCHEMAS = {"body": "request body", _STORED: "resource"}
"""The conditions whose places are pointers, and what these lead into."""
_TEXT = frozenset({"string"})
_TYPES_OF = {
    "min": _TEXT | {"integer", "number"},
    "max": _TEXT | {"integer", "number"},
    "like": _TEXT,
    "matches": _TEXT,
}
"""The types that a value needs for a test to be met."""


def check_requests(rule: Node, known: Vocabulary) -> Iterator[Problem]:
    """Report places and values that no request or resource of the rule's operations can have."""
    for when in rule_parts.conditions(rule):
        for name in POINTED:
            condition = when.find(name)
            if condition is not None:
                yield from _of_condition(name, condition, rule, known)
        card = when.find("card")
        if card is not None:
            yield from _of_card(card, operations.met(rule, known), known)


def _of_card(card: Node, met: frozenset[str], known: Vocabulary) -> Iterator[Problem]:
    """Report facts of a card that none of the operations knows, as they are not kept."""
    for word, knowing in known.card_facts.items():
        if card.find(word) and met and met.isdisjoint(knowing):
            message = f"{word} is known to {listed(knowing)}, not to this"
            yield card.keys[word].problem(message)


def _of_condition(name: str, condition: Node, rule: Node, known: Vocabulary) -> Iterator[Problem]:
    met = sorted(operations.met(rule, known))
    for place, at in condition.keys.items():
        test = condition.children[place]
        yield from _unusable(test)
        yield from _never_met(name, (place, at, test), met, known)


def _unusable(test: Node) -> Iterator[Problem]:
    expression = test.find("matches")
    if expression is not None and matcher(expression.data) is None:
        message = f"{quoted(expression.data)} is no regular expression as JavaScript has them"
        yield expression.position.problem(message)


def _never_met(
    name: str, condition: tuple[str, Position, Node], met: list[str], known: Vocabulary
) -> list[Problem]:
    """Return what is wrong with a condition for the first operation, if it is for all of them."""
    first: list[Problem] = []
    for operation in (known.served[each] for each in met if each in known.served):
        shapes = _shapes(operation, name, condition[0], known)
        found = [] if shapes is None else list(_wrong(operation, shapes, name, *condition))
        if not found:
            return []
        first = first or found
    return first


def _shapes(operation: Operation, name: str, place: str, known: Vocabulary) -> list[Shape] | None:
    """Return the shapes of what a condition is about; `None` if it may be anything."""
    if name == "body":
        return _bodies(operation)
    return (
        known.resources.stored(operation) if name == _STORED else _parameter(operation, name, place)
    )


def _wrong(
    operation: Operation, shapes: list[Shape], name: str, place: str, at: Position, test: Node
) -> Iterator[Problem]:
    if not shapes:
        yield at.problem(_unknown(operation, name, place))
        return
    way = steps(name, place) if name in _SCHEMAS else []
    found = [end for shape in shapes for end in leads_to(shape, way)]
    if found:
        yield from _impossible(operation, place, test, found)
    else:
        yield at.problem(f"no schema of the {_SCHEMAS[name]} {astray(shapes[0], way)}")


def _bodies(operation: Operation) -> list[Shape] | None:
    """Return the shapes of the bodies that an operation takes; `None` if one may be anything."""
    if any(name.endswith(LINES) for name in operation.body_schemas):
        return None
    return [_shape(operation, schema) for schema in operation.body_schemas.values()]


def _parameter(operation: Operation, place: str, name: str) -> list[Shape] | None:
    """Return the shapes of a parameter, and of its items; `None` if it may be anything."""
    if place == "query" and any(each["in"] == "querystring" for each in operation.parameters):
        return None
    for each in operation.parameters:
        if (each["in"], each["name"]) == (place, name):
            media: Mapping[str, Any] = next(iter((each.get("content") or {}).values()), each)
            shape = _shape(operation, media.get("schema", {}))
            return [shape, shape.item(0)] if shape.is_array else [shape]
    return [_shape(operation, {})] if place == "path" and name in operation.path_names else []


def _shape(operation: Operation, schema: Any) -> Shape:
    return Shape(operation.document, operation.schemas, schema)


def _unknown(operation: Operation, name: str, place: str) -> str:
    if name == "body":
        return f"{operation.id} takes no body"
    if name == _STORED:
        told = "'paydrill describe' says which operations are"
        return f"{operation.id} is about no resource that is there before it; {told}"
    names = {each["name"] for each in operation.parameters if each["in"] == name}
    names |= set(operation.path_names) if name == "path" else set()
    instead = suggestion(place, names) if names else "it has none"
    return f"{operation.id} has no parameter {quoted(place)} in its {name}; {instead}"


def _impossible(
    operation: Operation, place: str, test: Node, shapes: list[Shape]
) -> Iterator[Problem]:
    """Report values that the contract refuses, so that no rule is asked about them."""
    types = frozenset[str]().union(*(shape.types for shape in shapes))
    if isinstance(test.data, dict):
        for name, needs in _TYPES_OF.items():
            node = test.find(name)
            if node is not None and types.isdisjoint(needs):
                message = f"this is never met: {place} is {' or '.join(sorted(types))}"
                yield node.position.problem(message)
        return
    for node in test.entries or [test]:
        value = node.data
        if isinstance(value, str) and ANY in value and not types.isdisjoint(_TEXT):
            continue
        if not any(shape.is_valid(value) for shape in shapes):
            judge = operation.schemas.of(REQUEST).compile(shapes[-1].schema)
            why = next(iter(faults(judge, value))).message.rstrip(".")
            yield node.position.problem(f"this is never met: {place} {why}")
