"""Check that what a thing refers to by id is there."""

from collections.abc import Iterator, Mapping
from typing import Any

from paydrill.errors import FieldError, InvalidInput
from paydrill.openapi.pointers import pointer
from paydrill.openapi.types import types_of
from paydrill.responders.resources import things
from paydrill.responders.resources.addresses import text_of
from paydrill.responders.resources.catalog import Catalog
from paydrill.responders.resources.fields import fields_of
from paydrill.responders.resources.kinds import Kind
from paydrill.responders.samples.context import words_of
from paydrill.sandbox.sandbox import Sandbox
from paydrill.values.suggestions import quoted


class References:
    """The fields of a body that have the ids of other things, by their names.

    `customer`, `customer_id` and `customer.id` refer to a customer, if requests can make one; a
    thing that is in another has an id for that one alone, and is not looked for.
    """

    def __init__(
        self, document: dict[str, Any], fields: Mapping[str, Any], catalog: Catalog
    ) -> None:
        """Find the fields that refer to things of the catalog."""
        kinds = {each.noun: each for each in catalog.kinds.values() if _is_looked_for(each)}
        self._found = dict(_referring(document, fields, kinds))

    def require(self, sandbox: Sandbox, sent: Mapping[str, Any]) -> None:
        """Refuse ids of things that are not there. Raises `InvalidInput` naming the fields."""
        errors = [
            FieldError(pointer(steps), f"no {kind.noun} has the id {quoted(text_of(key))}.")
            for steps, kind in self._found.items()
            if isinstance(key := _at(sent, steps), str | int)
            and things.of_kind(sandbox, kind.name, text_of(key)) is None
        ]
        if errors:
            raise InvalidInput.of(*errors)


def _is_looked_for(kind: Kind) -> bool:
    return kind.is_made and not kind.is_owned and bool(kind.id_field)


def _referring(
    document: dict[str, Any], fields: Mapping[str, Any], kinds: Mapping[str, Kind]
) -> Iterator[tuple[tuple[str, ...], Kind]]:
    for name, schema in fields.items():
        words = words_of(name)
        kind = kinds.get(words) or kinds.get(words.removesuffix(" id"))
        if kind is None:
            continue
        if types_of(document, schema) & {"string", "integer"}:
            yield (name,), kind
        elif kind.id_field in fields_of(document, schema):
            yield (name, kind.id_field), kind


def _at(sent: Mapping[str, Any], steps: tuple[str, ...]) -> Any:
    found: Any = sent
    for step in steps:
        found = found.get(step) if isinstance(found, Mapping) else None
    return found
