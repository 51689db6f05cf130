"""Make things: valid by the schema that shows them, with what was sent, an id, and the time."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

from paydrill.errors import InvalidInput
from paydrill.openapi.directions import RESPONSE
from paydrill.openapi.operation import Operation
from paydrill.openapi.types import parts_of, types_of
from paydrill.openapi.validators import Validator, faults
from paydrill.responders.laying_over import laid_over
from paydrill.responders.resources.bodies import one_in, request_schema
from paydrill.responders.resources.changes import first_of, merged
from paydrill.responders.resources.fields import Visible, fields_of
from paydrill.responders.resources.kinds import Kind, listed
from paydrill.responders.resources.patches import patched
from paydrill.responders.samples.context import Context, words_of
from paydrill.responders.samples.repeating import safe
from paydrill.responders.samples.sample import Sampler
from paydrill.scenarios.answers import Fields
from paydrill.values.plain import plain
from paydrill.values.times import SECOND, rfc3339

_MADE = re.compile(r"(?:^| )(?:created?|creation|inserted|criacao)(?: |$)")
_CHANGED = re.compile(r"(?:^| )(?:updated?|modified|changed|last change)(?: |$)")
_IN_MS = 100_000_000_000
"""Greater numbers are milliseconds since 1970, not seconds."""
_MOST_KEPT = 32
"""Usual things, and sets of drawn fields, that are kept."""


class _Usual(NamedTuple):
    """A thing of which nothing was sent, and the fields that are drawn for each."""

    value: dict[str, Any]
    drawn: frozenset[str]


class Maker:
    """Make the things of one kind, of what one operation is sent."""

    def __init__(self, operation: Operation, kind: Kind) -> None:
        """Make things of a kind for an operation."""
        self.operation = operation
        self.kind = kind
        self._parts: dict[frozenset[str], tuple[dict[str, Any], Validator]] = {}
        self._usuals: dict[tuple[int, str, bool], _Usual] = {}

    @cached_property
    def fields(self) -> dict[str, Any]:
        """The schemas of a thing's fields."""
        return fields_of(self.operation.document, self.kind.schema)

    @cached_property
    def sendable(self) -> dict[str, Any]:
        """The schemas of the fields that the operation can be sent."""
        place = self._place
        return fields_of(self.operation.document, place.schema) if place else {}

    @cached_property
    def takes_id(self) -> bool:
        """Whether clients choose the id in the body."""
        name = self.kind.id_field
        parts = parts_of(self.operation.document, self.fields.get(name, {}))
        return name in self.sendable and not any(each.get("readOnly") for each in parts)

    @cached_property
    def _takes_patches(self) -> bool:
        return any("json-patch" in each for each in self.operation.body_content)

    @cached_property
    def _place(self) -> Any:
        document, schema = self.operation.document, request_schema(self.operation)
        return one_in(document, schema, self.kind.noun.replace(" ", ""))

    @cached_property
    def _judge(self) -> Validator:
        return self.operation.schemas.of(RESPONSE).compile(self.kind.schema)

    def sent(self, body: Any, path: Mapping[str, Any] = MappingProxyType({})) -> dict[str, Any]:
        """Return the fields that a body and a path have of a thing, without secrets."""
        sent = {name: value for name, value in path.items() if name != self.kind.id_field}
        sent |= self.body(body)
        known = {name: plain(value) for name, value in sent.items() if name in self.fields}
        taken: dict[str, Any] = self._visible(safe(known))
        return taken

    def body(self, body: Any) -> dict[str, Any]:
        """Return the object in the envelope of a body, if it has one."""
        for step in self._place.steps if self._place else ():
            body = body.get(step) if isinstance(body, Mapping) else None
        return dict(body) if isinstance(body, Mapping) else {}

    @cached_property
    def _visible(self) -> Visible:
        return Visible(self.operation.document, self.kind.schema)

    def merged(self, before: dict[str, Any], body: Any) -> dict[str, Any]:
        """Merge a body into a thing; null stays where the thing may have it.

        A list is a JSON Patch where the operation takes those; one that breaks the thing is
        refused. Otherwise a field that the thing cannot have so stays. Raises `InvalidInput`.
        """
        if isinstance(body, list) and self._takes_patches:
            return self._patched(before, body)
        after = self._merged(before, self.sent(body))
        if self._judge.is_valid(after):
            return after
        broken = {fault.pointer.split("/")[1] for fault in faults(self._judge, after)}
        kept = {name: before[name] for name in broken & before.keys()}
        return {name: each for name, each in after.items() if name not in broken} | kept

    def _patched(self, before: dict[str, Any], patch: list[Any]) -> dict[str, Any]:
        after: dict[str, Any] = self._visible(safe(patched(before, patch)))
        after = {name: each for name, each in after.items() if name in self.fields}
        found = faults(self._judge, after) if self._judge.is_valid(before) else []
        if found:
            raise InvalidInput.of(*found)
        return after

    def _merged(self, before: Mapping[str, Any], sent: Mapping[str, Any]) -> dict[str, Any]:
        document = self.operation.document
        nulls = {
            name: None
            for name, value in sent.items()
            if value is None and "null" in types_of(document, self.fields[name])
        }
        return {**merged(before, sent), **nulls}

    def made(self, sent: Mapping[str, Any], context: Context, now_ms: int) -> dict[str, Any]:
        """Make a new thing that has the fields that were sent. Raises `NoSample`.

        It has no id yet where it is made from the usual thing.
        """
        made = self._usually(sent, context, now_ms)
        if made is None:
            made = self._begun(self.whole(sent, context), sent)
            made = self._stamped(made, now_ms, self._times)
        return made

    def whole(self, sent: Mapping[str, Any], context: Context) -> dict[str, Any]:
        """Make a thing of the contract's example with what was sent in it, or else a sample."""
        base = self._merged(self.kind.example, sent)
        is_whole = bool(self.kind.example) and self._judge.is_valid(base)
        return base if is_whole else self._valid(base, context)

    def _begun(self, made: dict[str, Any], sent: Mapping[str, Any]) -> dict[str, Any]:
        """Put a thing into the state that its kind begins in, unless that was said."""
        status = self.kind.status_field
        if status in made and status not in sent and status not in self.kind.example:
            made[status] = self._first_state
        return made

    @cached_property
    def _first_state(self) -> Any:
        """The state that things begin in: the contract's default, or the one that is named so."""
        document, schema = self.operation.document, self.fields[self.kind.status_field]
        spoken = (each["default"] for each in parts_of(document, schema) if "default" in each)
        return next(spoken, None) or first_of(listed(document, schema))

    def ordered(self, value: dict[str, Any]) -> dict[str, Any]:
        """Copy a thing with its fields in the order of its schema."""
        return {name: value[name] for name in (*self.fields, *value) if name in value}

    def changed(self, value: dict[str, Any], context: Context, now_ms: int) -> dict[str, Any]:
        """Return a changed thing, valid again. Raises `NoSample`."""
        value = value if self._judge.is_valid(value) else self._valid(value, context)
        changing = [each for each in self._times if _CHANGED.search(words_of(each))]
        return self._stamped(value, now_ms, changing)

    def with_fields(
        self, value: dict[str, Any], fields: Fields, context: Context
    ) -> dict[str, Any]:
        """Return a thing with values laid over it, valid. Raises `BreaksSchema`."""
        if not fields:
            return value
        mending = Sampler(self.operation.document), replace(context, sent={})
        laid: dict[str, Any] = laid_over(value, fields, self.kind.schema, self._judge, mending)
        return laid

    def _valid(self, base: dict[str, Any], context: Context) -> dict[str, Any]:
        made: dict[str, Any] = Sampler(self.operation.document).sample(
            self.kind.schema, self._judge, replace(context, sent={}), base=base
        )
        return made

    def _usually(
        self, sent: Mapping[str, Any], context: Context, now_ms: int
    ) -> dict[str, Any] | None:
        """Make a thing from the usual one, without an id; `None` where that would not do.

        Only those fields are sampled in which two things differ: that saves most of the work.
        """
        usual = self._usual(context)
        if not all(map(self._is_plain, sent, sent.values())):
            return None
        drawn = self._drawn(usual.drawn.difference(sent), context)
        others = {name: each for name, each in usual.value.items() if name not in sent}
        made = self._begun(self._merged({**others, **drawn}, sent), sent)
        made |= _times_of(made, now_ms, self._times)
        if not self._judge.is_valid(made):
            return None
        made.pop(self.kind.id_field, None)
        return made

    def _drawn(self, names: frozenset[str], context: Context) -> dict[str, Any]:
        """Sample some fields of a thing. Raises `NoSample`."""
        if not names:
            return {}
        part = self._parts.get(names)
        if part is None:
            fields = {name: self.fields[name] for name in self.fields if name in names}
            schema = {
                "title": self.kind.noun,
                "type": "object",
                "required": [*fields],
                "properties": fields,
            }
            part = schema, self.operation.schemas.of(RESPONSE).compile(schema)
            _remember(self._parts, names, part)
        schema, judge = part
        sampler = Sampler(self.operation.document)
        drawn: dict[str, Any] = sampler.sample(schema, judge, replace(context, sent={}))
        return drawn

    def _usual(self, context: Context) -> "_Usual":
        """Return the usual thing of a day, and the fields in which another one differs."""
        day = (context.day_ms, context.base_url, context.full)
        usual = self._usuals.get(day)
        if usual is None:
            one, other = (self.whole({}, replace(context, key=each)) for each in "ab")
            drawn = {name for name in one | other if one.get(name) != other.get(name)}
            drawn &= self.fields.keys()
            others = {self.kind.id_field, self.kind.status_field, *self._times}
            usual = _Usual(one, frozenset(drawn - others))
            _remember(self._usuals, day, usual)
        return usual

    def _is_plain(self, name: str, value: Any) -> bool:
        """Tell whether a value needs nothing beside it: a text, a number, an entry of a map."""
        if isinstance(value, list):
            return False
        return not isinstance(value, Mapping) or not (
            fields_of(self.operation.document, self.fields[name]) or name in self.kind.example
        )

    @cached_property
    def _times(self) -> list[str]:
        """The fields that say when a thing was made, or changed last."""
        return [
            name
            for name in self.fields
            if _MADE.search(words_of(name)) or _CHANGED.search(words_of(name))
        ]

    def _stamped(self, value: dict[str, Any], now_ms: int, names: Iterable[str]) -> dict[str, Any]:
        """Write the time into some fields, in the form that their values have."""
        times = _times_of(value, now_ms, names)
        stamped = {**value, **times}
        return stamped if not times or self._judge.is_valid(stamped) else value


def _remember(kept: dict[Any, Any], key: Any, value: Any) -> None:
    """Keep a value for its key; other threads may do so at the same time."""
    if len(kept) >= _MOST_KEPT:
        kept.clear()
    kept[key] = value


def _times_of(value: Mapping[str, Any], now_ms: int, names: Iterable[str]) -> dict[str, Any]:
    """Return the time for each of the fields of these names that has one."""
    return {
        name: told
        for name in names
        if name in value and (told := time_like(value[name], now_ms)) is not None
    }


def time_like(value: Any, now_ms: int) -> Any:
    """Write a time as another is written; `None` where that is no time."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return now_ms if value > _IN_MS else now_ms // SECOND
    if not isinstance(value, str):
        return None
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return None
    if len(value) == len("2026-01-27"):
        return datetime.fromtimestamp(now_ms // SECOND, UTC).date().isoformat()
    written = rfc3339(now_ms)
    return written if "." in value else f"{written[:-5]}Z"
