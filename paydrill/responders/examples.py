"""Find the contract's own examples of a response, and those that break their own schemas."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import orjson

from paydrill.openapi.directions import RESPONSE
from paydrill.openapi.media_types import is_json
from paydrill.openapi.operation import Operation
from paydrill.openapi.pointers import pointer, resolve, steps_of, unquoted
from paydrill.openapi.shapes import Shape
from paydrill.openapi.types import BRANCHES, parts_of
from paydrill.openapi.validators import Validator, faults
from paydrill.openapi.wording import in_one_sentence
from paydrill.responders.samples.spot import NOTHING


class Example(NamedTuple):
    """An example, and the steps that lead to it from what documents it."""

    value: Any
    steps: tuple[str, ...]


def example_of(document: Mapping[str, Any], media: Mapping[str, Any], name: str = "") -> Any:
    """Return the example of a media type or header: the one named, or the first.

    `NOTHING` where there is none.
    """
    for example in examples_of(document, media):
        if not name or example.steps[:2] == ("examples", name):
            return example.value
    return NOTHING


def examples_of(document: Mapping[str, Any], media: Mapping[str, Any]) -> Iterator[Example]:
    """Yield the examples of a media type or header, and then those of its schema."""
    if "example" in media:
        yield Example(_meant(document, media["example"]), ("example",))
    named = media.get("examples")
    for key, node in named.items() if isinstance(named, Mapping) else ():
        example = _resolved(document, node)
        for field in ("value", "dataValue"):
            if field in example:
                value = _meant(document, example[field])
                yield Example(value, ("examples", str(key), field))
                break
    schema = _resolved(document, media.get("schema", {}))
    if "example" in schema:
        yield Example(schema["example"], ("schema", "example"))
    listed = schema.get("examples")
    for number, value in enumerate(listed if isinstance(listed, list) else ()):
        yield Example(value, ("schema", "examples", str(number)))
    if schema.get("default") is not None:
        yield Example(schema["default"], ("schema", "default"))


def _meant(document: Mapping[str, Any], value: Any) -> Any:
    """Return the value of the example that is referred to where a value should be."""
    reference = value.get("$ref") if isinstance(value, Mapping) and len(value) == 1 else None
    if not isinstance(reference, str) or not reference.startswith("#/components/examples/"):
        return value
    return _resolved(document, value).get("value", value)


def fitting(example: Any, judge: Any) -> Any:
    """Return an example that its schema accepts: itself, or the JSON that it is the text of.

    `NOTHING` where the schema refuses it.
    """
    if judge.is_valid(example):
        return example
    if isinstance(example, str):
        try:
            value = orjson.loads(example)
        except orjson.JSONDecodeError:
            return NOTHING
        if judge.is_valid(value):
            return value
    return NOTHING


def showable(operation: Operation, schema: Any, example: Any, judge: Validator) -> Any:
    """Return an example as `fitting` does, without the fields that only requests have."""
    found = fitting(example, judge)
    shown = _without_hidden(operation, Shape(operation.document, operation.schemas, schema), found)
    return shown if shown is NOTHING or judge.is_valid(shown) else NOTHING


def _without_hidden(operation: Operation, shape: Shape, value: Any) -> Any:
    if isinstance(value, list):
        return [
            _without_hidden(operation, shape.item(number), each)
            for number, each in enumerate(value)
        ]
    if not isinstance(value, dict):
        return value
    return {
        name: _without_hidden(operation, shape.field(name), each)
        for name, each in value.items()
        if not _is_hidden(operation, shape.field(name))
    }


def _is_hidden(operation: Operation, shape: Shape) -> bool:
    parts = parts_of(operation.document, shape.schema, BRANCHES)
    return any(part.get(RESPONSE) is True for part in parts)


def broken_examples(operation: Operation) -> Iterator[tuple[str, str]]:
    """Yield the examples of an operation's responses that their schemas refuse.

    Each has its JSON Pointer in the document and the reason.
    """
    at = ("paths", operation.template, operation.method, "responses")
    written = operation.definition.get("responses", {})
    for key, response in operation.responses.items():
        raw = written.get(key, written.get(int(key) if key.isdecimal() else key, {}))
        place = _place(raw, (*at, key))
        for name, media in response.get("content", {}).items():
            if "schema" not in media or not is_json(name):
                continue
            judge = operation.schemas.of(RESPONSE).compile(media["schema"])
            for value, steps in examples_of(operation.document, media):
                if fitting(value, judge) is not NOTHING:
                    continue
                why = in_one_sentence(faults(judge, value)[:3], "it")
                where = _place_of(media, (*place, "content", name), steps)
                yield pointer(where), why


def _place_of(
    media: Mapping[str, Any], at: tuple[str, ...], steps: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the place of an example, which may stand where a reference leads."""
    if steps[0] == "schema":
        return (*_place(media["schema"], (*at, "schema")), *steps[1:])
    if steps[0] == "examples":
        return (*_place(media["examples"][steps[1]], (*at, *steps[:2])), *steps[2:])
    return (*at, *steps)


def _place(node: Any, at: tuple[str, ...]) -> tuple[str, ...]:
    if isinstance(node, Mapping) and isinstance(node.get("$ref"), str):
        return tuple(steps_of(unquoted(node["$ref"])))
    return at


def _resolved(document: Mapping[str, Any], node: Any) -> dict[str, Any]:
    try:
        found: Any = resolve(dict(document), node)
    except (LookupError, TypeError, AttributeError):
        return {}
    return found if isinstance(found, dict) else {}
