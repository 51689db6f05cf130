"""Draw the ids of things: in the form of one that the contract shows, and fit for its paths."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from string import ascii_lowercase, ascii_uppercase, digits
from typing import Any
from uuid import UUID

from paydrill.openapi.directions import RESPONSE
from paydrill.openapi.operation import Operation
from paydrill.openapi.types import Types, parts_of, types_of
from paydrill.openapi.validators import Validator
from paydrill.responders.resources.addresses import text_of
from paydrill.responders.resources.fields import fields_of
from paydrill.responders.resources.kinds import Kind
from paydrill.responders.samples.context import Context
from paydrill.responders.samples.sample import Sampler
from paydrill.values.ids import bytes_of

_ALPHABETS = {
    letter: letters for letters in (digits, ascii_lowercase, ascii_uppercase) for letter in letters
}
_HEXADECIMAL = frozenset("0123456789abcdef")
_MOST_BYTES = 256
"""Bytes that are drawn for an id; what it has beyond them stays as it is."""

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_TAIL = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]+$")
_NUMBER = re.compile(r"-?\d{1,99}(\.\d{1,99})?", re.ASCII)
_FEW = 6
_SAME_LENGTH = 4
_MOST_LIKE = 12
_MOST_DRAWN = 20


class Ids:
    """The ids of the things of one kind, as one operation gives them."""

    def __init__(self, operation: Operation, kind: Kind) -> None:
        """Draw ids for things of a kind."""
        self._document = operation.document
        self._schemas = operation.schemas.of(RESPONSE)
        self._kind = kind
        self._fields = fields_of(self._document, kind.schema)
        self._own = self._fields.get(kind.id_field)

    def drawn(self, made: Mapping[str, Any], context: Context) -> Iterator[str]:
        """Yield ids that a new thing may have, fit for its field and for the path to it.

        Its own is the first, unless the contract speaks it as an example. Raises `NoSample`.
        """
        own, judge = made.get(self._kind.id_field), self._judge
        if not judge.is_valid(own):
            own = self._form
        elif own not in self._spoken:
            yield text_of(own)
        yield from (text_of(id_) for id_ in others_like(own, context.key) if judge.is_valid(id_))
        for number in range(_MOST_DRAWN):
            yield text_of(self._sample(f"{context.key}/{number}"))

    def apart(
        self, made: dict[str, Any], sent: Mapping[str, Any], context: Context
    ) -> dict[str, Any]:
        """Return a new thing with other values than the example where it is found by them."""
        if not self._kind.sought_by:
            return made
        example, apart = self._kind.example, dict(made)
        for name in self._kind.sought_by & example.keys() - sent.keys():
            if made.get(name) == example[name] and isinstance(made[name], str):
                judge = self._schemas.compile(self._fields[name])
                others = others_like(made[name], f"{context.key}/{name}")
                apart[name] = next(filter(judge.is_valid, others), made[name])
        return apart

    def written(self, value: dict[str, Any], id_: str) -> dict[str, Any]:
        """Write the id of a thing into its field, in the type that the schema asks for."""
        if self._own is None:
            return value
        number = None if "string" in self._types else _NUMBER.fullmatch(id_)
        own = (float(id_) if number[1] else int(id_)) if number else id_
        return {**value, self._kind.id_field: own}

    @cached_property
    def _types(self) -> Types:
        return types_of(self._document, self._own)

    @cached_property
    def _schema(self) -> dict[str, Any]:
        """The schema of an id, which is also that of the parameter in the path.

        A number fits where the other one wants a text.
        """
        schemas = [each for each in (self._own, self._kind.key_schema) if each is not None]
        types = [types_of(self._document, each) for each in schemas]
        if schemas and not frozenset.intersection(*types):
            schemas = [each for each in schemas if "string" not in types_of(self._document, each)]
        return {"allOf": schemas}

    @cached_property
    def _judge(self) -> Validator:
        return self._schemas.compile(self._schema)

    @cached_property
    def _form(self) -> Any:
        """An id for those of all things to be like: the contract's example, if it is fit."""
        spoken = (each for each in self._spoken if self._judge.is_valid(each))
        return next(spoken, None) or self._sample("")

    def _sample(self, key: str) -> Any:
        """Draw an id by its schema; as a field of its name would be, where it has one."""
        name, noun = self._kind.id_field or "id", self._kind.noun
        one = {"type": "object", "required": [name], "properties": {name: self._schema}}
        named = {"type": "object", "required": [noun], "properties": {noun: one}}
        judge = self._schemas.compile(named)
        made = Sampler(self._document).sample(named, judge, Context(key, dynamic=True))
        return made[noun][name]

    @cached_property
    def _spoken(self) -> list[Any]:
        """The contract's own examples of an id, which all things would have."""
        parts = list(parts_of(self._document, self._own))
        spoken = [each.get(word) for each in parts for word in ("example", "default", "const")]
        spoken += [value for each in parts for value in each.get("examples") or ()]
        return [*spoken, self._kind.example.get(self._kind.id_field)]


def others_like(id_: Any, key: str) -> Iterator[Any]:
    """Yield ids in the form of one: a prefix stays, digits and letters become others.

    Those that come later are longer, in case all short ones are taken.
    """
    for number in range(_MOST_LIKE):
        drawn, more = bytes_of(f"{key}/{number}", _MOST_BYTES), max(0, number - _SAME_LENGTH)
        is_number = isinstance(id_, int | float)
        yield _number(int(id_), drawn, more) if is_number else _text(str(id_), drawn, more)


def _number(id_: int, drawn: bytes, more: int) -> int:
    least: int = 10 ** (max(len(str(id_)), _FEW) + more - 1)
    return least + int.from_bytes(drawn[:16]) % (9 * least)


def _text(id_: str, drawn: bytes, more: int) -> str:
    if _UUID.fullmatch(id_):
        return str(UUID(bytes=drawn[:16], version=4))
    tail = _TAIL.search(id_)
    form = tail[0] if tail else ""
    if len(form) < _FEW:
        form += "0" * more
    if len(form) > _FEW and _HEXADECIMAL.issuperset(form) and not form.isdecimal():
        other = drawn.hex()[: len(form)]
    else:
        other = "".join(map(_like, form, drawn)) + form[len(drawn) :]
    return id_.removesuffix(tail[0] if tail else "") + other


def _like(letter: str, drawn: int) -> str:
    alphabet = _ALPHABETS.get(letter, letter)
    return alphabet[drawn % len(alphabet)]
