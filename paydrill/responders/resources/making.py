"""Make things: valid by the schema that shows them, with what was sent, an id, and the time."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from paydrill.openapi.directions import RESPONSE
from paydrill.openapi.operation import Operation
from paydrill.openapi.types import parts_of, types_of
from paydrill.openapi.validators import Validator
from paydrill.responders.resources.addresses import text_of
from paydrill.responders.resources.bodies import one_in, request_schema
from paydrill.responders.resources.changes import first_of, merged
from paydrill.responders.resources.fields import fields_of
from paydrill.responders.resources.ids import others_like
from paydrill.responders.resources.kinds import Kind, listed
from paydrill.responders.samples.context import Context, words_of
from paydrill.responders.samples.repeating import safe
from paydrill.responders.samples.sample import Sampler
from paydrill.responders.sent_values import plain
from paydrill.values.times import SECOND, rfc3339

_MADE = re.compile(r"(?:.* )?(?:created?|creation|inserted|criacao)(?: .*)?")
_CHANGED = re.compile(r"(?:.* )?(?:updated?|modified|changed|last change)(?: .*)?")
_IN_MS = 100_000_000_000
"""Greater numbers are milliseconds since 1970, not seconds."""

_MOST_DRAWN = 20
NOTHING_SENT: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Maker:
    """Make the things of one kind, of what one operation is sent."""

    operation: Operation
    kind: Kind

    @cached_property
    def fields(self) -> dict[str, Any]:
        """The schemas of a thing's fields."""
        return fields_of(self.operation.document, self.kind.schema)

    @cached_property
    def sendable(self) -> dict[str, Any]:
        """The schemas of the fields that the operation can be sent."""
        place = self._place
        return fields_of(self.operation.document, place.schema) if place else {}

    @property
    def takes_id(self) -> bool:
        """Whether clients choose the id in the body."""
        name = self.kind.id_field
        parts = parts_of(self.operation.document, self.fields.get(name, {}))
        return name in self.sendable and not any(each.get("readOnly") for each in parts)

    @cached_property
    def _place(self) -> Any:
        document, schema = self.operation.document, request_schema(self.operation)
        return one_in(document, schema, self.kind.noun.replace(" ", ""))

    @cached_property
    def _judge(self) -> Validator:
        return self.operation.schemas.of(RESPONSE).compile(self.kind.schema)

    def sent(self, body: Any, path: Mapping[str, Any] = NOTHING_SENT) -> dict[str, Any]:
        """Return the fields that a body and a path have of a thing, without secrets."""
        above = {name: value for name, value in path.items() if name != self.kind.id_field}
        return self._taken(above) | self._taken(self.body(body))

    def body(self, body: Any) -> dict[str, Any]:
        """Return the object in the envelope of a body, if it has one."""
        for step in self._place.steps if self._place else ():
            body = body.get(step) if isinstance(body, Mapping) else None
        return dict(body) if isinstance(body, Mapping) else {}

    def _taken(self, sent: Mapping[str, Any]) -> dict[str, Any]:
        taken: dict[str, Any] = safe(
            {name: plain(value) for name, value in sent.items() if name in self.fields}
        )
        return taken

    def merged(self, before: dict[str, Any], body: Any) -> dict[str, Any]:
        """Merge a body into a thing; null stays where the thing may have it."""
        sent = self.sent(body)
        document = self.operation.document
        nulls = {
            name: None
            for name, value in sent.items()
            if value is None and "null" in types_of(document, self.fields[name])
        }
        return {**merged(before, sent), **nulls}

    def made(self, base: dict[str, Any], context: Context, now_ms: int) -> dict[str, Any]:
        """Make a new thing that has the fields of `base`. Raises `NoSample`."""
        made = self._stamped(self._valid(base, context), now_ms, (_MADE, _CHANGED))
        status = self.kind.status_field
        if status in made and status not in base:
            made[status] = first_of(listed(self.operation.document, self.fields[status]))
        return {name: made[name] for name in (*self.fields, *made) if name in made}

    def changed(self, value: dict[str, Any], context: Context, now_ms: int) -> dict[str, Any]:
        """Return a changed thing, valid again. Raises `NoSample`."""
        value = value if self._judge.is_valid(value) else self._valid(value, context)
        return self._stamped(value, now_ms, (_CHANGED,))

    def ids(self, made: Mapping[str, Any], context: Context) -> Iterator[str]:
        """Yield ids that a new thing may have, fit for its field and for the path to it.

        Its own is the first, unless the contract speaks it as an example. Raises `NoSample`.
        """
        own, judge = made.get(self.kind.id_field), self._id_judge
        if self._is_spoken(own) or not judge.is_valid(own):
            own = own if judge.is_valid(own) else self._drawn(context)
        else:
            yield text_of(own)
        yield from (text_of(id_) for id_ in others_like(own, context.key) if judge.is_valid(id_))
        for number in range(_MOST_DRAWN):
            yield text_of(self._drawn(replace(context, key=f"{context.key}/{number}")))

    def _drawn(self, context: Context) -> Any:
        sampler = Sampler(self.operation.document)
        return sampler.sample(self._id_schema, self._id_judge, replace(context, dynamic=True))

    @cached_property
    def _id_schema(self) -> dict[str, Any]:
        """The schema of an id, which is also that of the parameter in the path."""
        own = self.fields.get(self.kind.id_field)
        return {"allOf": [each for each in (own, self.kind.key_schema) if each is not None]}

    @cached_property
    def _id_judge(self) -> Validator:
        return self.operation.schemas.of(RESPONSE).compile(self._id_schema)

    def with_id(self, value: dict[str, Any], id_: str) -> dict[str, Any]:
        """Write the id of a thing into its field, in the type that the schema asks for."""
        name = self.kind.id_field
        if not name:
            return value
        allowed = types_of(self.operation.document, self.fields[name])
        is_number = "string" not in allowed and id_.removeprefix("-").isdecimal()
        return {**value, name: int(id_) if is_number else id_}

    def _is_spoken(self, id_: Any) -> bool:
        """Tell whether an id is the contract's own example, which all things would have."""
        schema = self.fields.get(self.kind.id_field)
        parts = list(parts_of(self.operation.document, schema))
        spoken = [each.get(word) for each in parts for word in ("example", "default", "const")]
        spoken += [value for each in parts for value in each.get("examples") or ()]
        return id_ in spoken or id_ == self.kind.example.get(self.kind.id_field)

    def _valid(self, base: dict[str, Any], context: Context) -> dict[str, Any]:
        made: dict[str, Any] = Sampler(self.operation.document).sample(
            self.kind.schema, self._judge, replace(context, sent={}), base=base
        )
        return made

    def _stamped(
        self, value: dict[str, Any], now_ms: int, words: tuple[re.Pattern[str], ...]
    ) -> dict[str, Any]:
        """Write the time into the fields that say when a thing was made, or changed last."""
        times = {
            name: told
            for name in value.keys() & self.fields.keys()
            if any(each.fullmatch(words_of(name)) for each in words)
            and (told := _time_like(value[name], now_ms)) is not None
        }
        stamped = {**value, **times}
        return stamped if self._judge.is_valid(stamped) else value


def _time_like(value: Any, now_ms: int) -> Any:
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
