"""Find where a resource, or a list of them, stands in a body: at the top, or within an envelope."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from paydrill.openapi.media_types import essence, is_json
from paydrill.openapi.operation import Operation
from paydrill.responders.documented import usual_response
from paydrill.responders.resources.fields import alike, fields_of, is_object, items_of

_DATA = ("data", "result", "item", "resource", "response", "attributes")
"""Fields of envelopes that hold the thing that is asked for, of any kind."""

_ENVELOPES = frozenset({*_DATA, "_embedded", "embedded", "response_data", "payload"})
_DEEPEST = 2
_SMALL = 6

_BESIDE = frozenset(
    {"error", "errors", "warnings", "meta", "metadata", "status", "message", "success", "links"}
    | {"_links", "code", "request_id", "requestId", "type", "included", "jsonapi"}
)
"""Fields of envelopes that stand beside it."""


class Place(NamedTuple):
    """The schema of a resource in a body, and the fields that lead to it."""

    schema: Any
    steps: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Its place, in words."""
        return f" in {'.'.join(self.steps)}" if self.steps else ""


def response_schema(operation: Operation) -> Any:
    """Return the schema of a success's JSON body, or its XML; `None` where it has neither."""
    usual = usual_response(operation.responses)
    if usual is None:
        return None
    content = operation.responses[usual[1]].get("content") or {}
    xml = (each.get("schema") for name, each in content.items() if essence(name).endswith("xml"))
    found = _json_schema(content)
    return next(xml, None) if found is None else found


def file_schema(operation: Operation) -> Any:
    """Return the schema of a success's body of any media type; `None` where it has none."""
    usual = usual_response(operation.responses)
    content = operation.responses[usual[1]].get("content") or {} if usual else {}
    return next((media["schema"] for media in content.values() if "schema" in media), None)


def request_schema(operation: Operation) -> Any:
    """Return the schema of the body that is sent, JSON or a form; `None` where there is none."""
    content = operation.body_content
    found = _json_schema(content)
    if found is not None:
        return found
    return next((media["schema"] for media in content.values() if "schema" in media), None)


def one_in(document: dict[str, Any], schema: Any, stem: str) -> Place | None:
    """Find the object that a body is about: its envelope has a field `data`, or named like it."""
    if not is_object(document, schema):
        return None
    fields = fields_of(document, schema)
    inner = {name: each for name, each in fields.items() if is_object(document, each)}
    others = fields.keys() - _BESIDE
    named = [name for name in inner if name in _DATA or _is_named(name, stem)]
    if named and (len(others) == 1 or (len(fields) <= _SMALL and "id" not in fields)):
        return Place(inner[named[0]], (named[0],))
    return Place(schema)


def says_nothing(document: dict[str, Any], schema: Any) -> bool:
    """Tell whether a body is an object of fields that stand beside a thing, such as `errors`."""
    return is_object(document, schema) and fields_of(document, schema).keys() <= _BESIDE


def many_in(document: dict[str, Any], schema: Any, one: Any) -> Place | None:
    """Find the list of things like `one` in a body: at the top, or within its envelope.

    Without `one`, the only list of objects is taken.
    """
    fitting = [
        place
        for place in _lists_in(document, schema, _DEEPEST)
        if is_object(document, place.schema) and (one is None or alike(document, place.schema, one))
    ]
    return fitting[0] if fitting and (one is not None or len(fitting) == 1) else None


def _lists_in(document: dict[str, Any], schema: Any, depth: int) -> Iterator[Place]:
    """Yield the items of the lists in a body, those of outer fields first."""
    items = items_of(document, schema)
    if items is not None:
        yield Place(items)
        return
    fields = fields_of(document, schema) if depth and is_object(document, schema) else {}
    found = [(name, each) for name, each in fields.items() if name not in _BESIDE]
    for name, each in found:
        if (items := items_of(document, each)) is not None:
            yield Place(items, (name,))
    for name, each in found:
        if name in _ENVELOPES and items_of(document, each) is None:
            for place in _lists_in(document, each, depth - 1):
                yield Place(place.schema, (name, *place.steps))


def _is_named(name: str, stem: str) -> bool:
    """Tell whether a field is called like a resource, `payment_link` like `paymentLinks`."""
    plain = name.replace("_", "").lower()
    return plain != "" and plain == stem.replace("_", "").replace("-", "").lower()


def _json_schema(content: Mapping[str, Any]) -> Any:
    found = (
        media["schema"] for name, media in content.items() if is_json(name) and "schema" in media
    )
    return next(found, None)
