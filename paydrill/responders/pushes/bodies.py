"""Make the body of a push: of the contract's example or a sample, with a thing laid in it.

Ids and times of the body's own are new in each, and what names the event has its name.
"""

import re
from collections.abc import Iterable, Iterator
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
from paydrill.responders.pushes.places import around, place_of
from paydrill.responders.pushes.subjects import Subject
from paydrill.responders.resources.fields import fields_of
from paydrill.responders.resources.ids import others_like
from paydrill.responders.resources.kinds import listed
from paydrill.responders.resources.making import time_like
from paydrill.responders.samples.combined import References
from paydrill.responders.samples.context import Context, words_of
from paydrill.responders.samples.sample import NoSample, Sampler
from paydrill.responders.samples.spot import NOTHING

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
        value = _value(push, wanted, about, now_ms)
        references = References(operation.document)
        body, media_type = written_as(value, media_type, wanted.schema, references)
        text = body.decode() if isinstance(body, bytes) else orjson.dumps(body).decode()
    except (NoSample, ValueError) as error:
        raise NoAnswer(f"The contract allows no body that could be sent: {error}") from None
    return Written(media_type, text)


def _value(push: Push, wanted: Wanted, about: Subject | None, now_ms: int) -> Any:
    value = from_example(wanted)
    spoken = frozenset(value) if isinstance(value, dict) else frozenset[str]()
    if value is NOTHING:
        value = from_sample(wanted)
    place = about and place_of(wanted.operation.document, wanted.schema, about)
    if isinstance(value, dict) and not (place and not place.steps):
        value = _laid(wanted, value, _fresh(wanted, value, now_ms))
    if about is not None:
        value = _with_thing(wanted, value, about)
    return _laid(wanted, value, _named(push, wanted, spoken))


def _with_thing(wanted: Wanted, value: Any, about: Subject) -> Any:
    """Lay a thing where its schema stands, or its fields over those of the same names."""
    document, thing = wanted.operation.document, about.thing.value
    place = place_of(document, wanted.schema, about)
    place = place or around(document, wanted.schema, about)
    if place.is_whole:
        try:
            return _over(wanted, value, [(place.steps, thing)])
        except BreaksSchema:
            pass  # the schema asks for more here than it does there
    fields = fields_of(document, place.schema)
    noun = about.kind.noun
    names = {noun, f"{noun} id", "resource id", "object id"}
    mentions = {
        name: about.thing.key
        for name, each in fields.items()
        if words_of(name) in names and "object" not in types_of(document, each)
    }
    known = {name: each for name, each in thing.items() if name in fields}
    return _laid(wanted, value, [((*place.steps, n), v) for n, v in (mentions | known).items()])


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
