"""Make the body of a push: of the contract's example or a sample, with a thing laid in it.

Ids and times of the body's own are new in each, and what names the event has its name.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import orjson

from paydrill.errors import NoAnswer
from paydrill.openapi.dangling import UNSERVABLE
from paydrill.openapi.media_types import is_json
from paydrill.openapi.pushes import Push
from paydrill.openapi.types import parts_of, types_of
from paydrill.responders.bodies import Wanted, from_example, from_sample
from paydrill.responders.laying_over import BreaksSchema, laid_over
from paydrill.responders.media import is_file, offers, written_as
from paydrill.responders.preferences import NO_PREFERENCES
from paydrill.responders.pushes.places import Place, around, place_of
from paydrill.responders.pushes.subjects import Subject
from paydrill.responders.resources.fields import fields_of
from paydrill.responders.resources.ids import others_like
from paydrill.responders.resources.kinds import listed
from paydrill.responders.resources.making import time_like
from paydrill.responders.samples.combined import References
from paydrill.responders.samples.context import Context, words_of
from paydrill.responders.samples.sample import NoSample, Sampler
from paydrill.responders.samples.spot import NOTHING
from paydrill.values.plain import plain

_NAMES = frozenset({"type", "event", "event type", "event name", "topic", "action"})
_ID = re.compile(r"(?:(?:event|notification|webhook|message|delivery) )?(?:id|uuid|guid)")
_TIME = re.compile(
    r"(?:event |notification |webhook )?(?:timestamp|time|date|datetime)"
    r"|(?:.* )?(?:created?|creation|occurred|sent|published|triggered|emitted|dispatched)"
    r"(?: (?:at|on|time|date|timestamp|utc))?"
)

Fields = list[tuple[tuple[str, ...], Any]]
"""Values, each after the steps that lead to it."""


class Written(NamedTuple):
    """The body of a push as it is sent."""

    media_type: str = ""
    text: str = ""


def written(push: Push, about: Subject | None, context: Context, now_ms: int) -> Written:
    """Make the body of a push, valid by its schema. Raises `NoAnswer` where none can be sent."""
    operation = push.operation
    if reason := operation.definition.get(UNSERVABLE):
        raise NoAnswer(f"The contract is broken here: {reason}")
    content = operation.body_content
    if not content:
        return Written()
    types = [each for each in offers(operation.document, content).items() if not is_file(each[0])]
    if not types:
        raise NoAnswer(f"Nothing can be sent as {', '.join(content)}")
    media_type, key = next((each for each in types if is_json(each[0])), types[0])
    sampler = Sampler(operation.document)
    wanted = Wanted(operation, content[key], media_type, sampler, context, NO_PREFERENCES)
    try:
        value = plain(_value(push, wanted, about, now_ms))
        references = References(operation.document)
        body, media_type = written_as(value, media_type, wanted.schema, references)
        text = body.decode() if isinstance(body, bytes) else orjson.dumps(body).decode()
    except (NoSample, ValueError, OverflowError) as error:
        raise NoAnswer(f"The contract allows no body that could be sent: {error}") from None
    return Written(media_type, text)


def _value(push: Push, wanted: Wanted, about: Subject | None, now_ms: int) -> Any:
    value = from_example(wanted)
    spoken = frozenset(value) if isinstance(value, dict) else frozenset[str]()
    if value is NOTHING:
        value = from_sample(wanted)
    place = None if about is None else place_of(wanted.operation.document, wanted.schema, about)
    if about is not None and place is not None and not place.steps:
        return _with_thing(wanted, value, about, place)  # nothing in it is the body's own
    if isinstance(value, dict):
        value = _laid(wanted, value, _fresh(wanted, value, now_ms))
    if about is not None:
        place = place or around(wanted.operation.document, wanted.schema, about)
        value = _with_thing(wanted, value, about, place)
    return _laid(wanted, value, _named(push, wanted, spoken))


def _with_thing(wanted: Wanted, value: Any, about: Subject, place: Place) -> Any:
    """Lay a thing over its place in a body: the whole of it, or the fields that are known there."""
    thing = about.thing.value
    if place.is_whole:
        try:
            return _over(wanted, value, [(place.steps, thing)])
        except BreaksSchema:
            pass  # the schema asks for more here than it does there
    fields = fields_of(wanted.operation.document, place.schema)
    mentions = dict(_mentions(wanted, about, fields))
    known = {name: each for name, each in thing.items() if name in fields}
    if mentions:
        known.pop(about.kind.id_field, None)  # it is the event's own
    return _laid(wanted, value, [((*place.steps, n), v) for n, v in (mentions | known).items()])


def _mentions(wanted: Wanted, about: Subject, fields: Mapping[str, Any]) -> Iterator[Any]:
    """Yield the fields that mention a thing by its id, such as `payment` and `payment_id`."""
    document, noun = wanted.operation.document, about.kind.noun
    for name, each in fields.items():
        types = types_of(document, each)
        is_named = words_of(name) in {noun, f"{noun} id", "resource id", "object id"}
        if is_named and name != about.kind.id_field and "object" not in types:
            id_ = about.thing.value.get(about.kind.id_field, about.thing.key)
            yield name, str(id_) if "string" in types else id_


def _fresh(wanted: Wanted, value: dict[str, Any], now_ms: int) -> Iterator[tuple[Any, Any]]:
    """Yield new ids and times for a body's own, in the form of those that it has."""
    for name, each in value.items():
        words = words_of(name)
        if _ID.fullmatch(words) and isinstance(each, str | int) and not isinstance(each, bool):
            drawn = list(others_like(each, wanted.context.key))
            # Of texts those that were drawn later are longer, and so are not met twice.
            drawn = drawn[::-1] if isinstance(each, str) else drawn
            fitting = (id_ for id_ in drawn if wanted.judge.is_valid({**value, name: id_}))
            yield (name,), next(fitting, each)
        elif _TIME.fullmatch(words) and (now := time_like(each, now_ms)) is not None:
            yield (name,), now


def _named(push: Push, wanted: Wanted, spoken: frozenset[str]) -> Iterator[tuple[Any, Any]]:
    """Yield the name for the fields that name the event, unless the contract gives them another.

    Fields in `spoken` are those of its example.
    """
    document = wanted.operation.document
    for name, each in fields_of(document, wanted.schema).items():
        if words_of(name) not in _NAMES or "string" not in types_of(document, each):
            continue
        words = listed(document, each)
        is_said = name in spoken or any(
            not {"const", "default", "example", "examples", "enum"}.isdisjoint(part)
            for part in parts_of(document, each)
        )
        if push.name in words or not is_said:
            yield (name,), push.name


def _laid(wanted: Wanted, value: Any, fields: Iterable[tuple[Any, Any]]) -> Any:
    """Lay values over a body: all of them, or else those that its schema allows one by one."""
    found = list(fields)
    try:
        return _over(wanted, value, found)
    except BreaksSchema:
        for each in found if len(found) > 1 else ():
            value = _laid(wanted, value, [each])
        return value


def _over(wanted: Wanted, value: Any, fields: Fields) -> Any:
    mending = wanted.sampler, wanted.context
    return laid_over(value, tuple(fields), wanted.schema, wanted.judge, mending)
