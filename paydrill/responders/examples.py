"""Find the contract's own examples of a response, and those that break their own schemas."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import orjson

from paydrill.openapi.media_types import is_json
from paydrill.openapi.operation import Operation
from paydrill.openapi.pointers import resolve
from paydrill.openapi.validators import faults
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
        yield Example(media["example"], ("example",))
    named = media.get("examples")
    for key, node in named.items() if isinstance(named, Mapping) else ():
        example = _resolved(document, node)
        for field in ("value", "dataValue"):
            if field in example:
                yield Example(example[field], ("examples", str(key), field))
                break
    schema = _resolved(document, media.get("schema", {}))
    if "example" in schema:
        yield Example(schema["example"], ("schema", "example"))
    listed = schema.get("examples")
    for number, value in enumerate(listed if isinstance(listed, list) else ()):
        yield Example(value, ("schema", "examples", str(number)))
    if schema.get("default") is not None:
        yield Example(schema["default"], ("schema", "default"))


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
            judge = operation.schemas.compile(media["schema"])
            for value, steps in examples_of(operation.document, media):
                if fitting(value, judge) is not NOTHING:
                    continue
                found = faults(judge, value)[:3]
                why = "; ".join(f"{each.pointer or 'it'} {each.message}" for each in found)
                where = _place_of(media, (*place, "content", name), steps)
                yield _pointer(where), why


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
        steps = node["$ref"].removeprefix("#/").split("/")
        return tuple(step.replace("~1", "/").replace("~0", "~") for step in steps)
    return at


def _pointer(steps: tuple[str, ...]) -> str:
    return "".join(f"/{step.replace('~', '~0').replace('/', '~1')}" for step in steps)


def _resolved(document: Mapping[str, Any], node: Any) -> dict[str, Any]:
    try:
        found: Any = resolve(dict(document), node)
    except (LookupError, TypeError, AttributeError):
        return {}
    return found if isinstance(found, dict) else {}
