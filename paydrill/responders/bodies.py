"""Make the body of a response: of what is kept, of the contract's example, or of its schema."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

from paydrill.errors import FieldError, UnknownPreference
from paydrill.openapi.directions import RESPONSE
from paydrill.openapi.media_types import is_json
from paydrill.openapi.operation import Operation
from paydrill.openapi.validators import Validator
from paydrill.responders.examples import example_of, examples_of, showable
from paydrill.responders.files import file_of
from paydrill.responders.last_page import last_pages, leading_here, servers_of
from paydrill.responders.media import is_file
from paydrill.responders.preferences import Preferences
from paydrill.responders.resources.envelopes import Envelope, put
from paydrill.responders.resources.pages import Page
from paydrill.responders.samples.context import Context
from paydrill.responders.samples.sample import Sampler
from paydrill.responders.samples.spot import NOTHING

_MOST_ENVELOPES = 32


class Kept(NamedTuple):
    """A thing, or a page of things, that the sandbox keeps, and its place in a body.

    `path` is that of the list, or of a thing that was made; `expanded` are the paths of fields that
    have what they refer to, and `beside` the fields that the body has beside those of the thing.
    """

    shown: dict[str, Any] | Page
    steps: tuple[str, ...]
    path: str
    expanded: list[str]
    beside: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Wanted:
    """The body that is to be made: its documented media type, and the request that it is for."""

    operation: Operation
    media: Mapping[str, Any]
    media_type: str
    sampler: Sampler
    context: Context
    preferences: Preferences
    kept: Kept | None = None
    envelopes: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    """Bodies made before, by all that they depend on, in which what is kept is put."""

    @property
    def schema(self) -> Any:
        """The schema of the body; one that allows anything where none is documented."""
        if "itemSchema" in self.media and "schema" not in self.media:
            return {"type": "array", "items": self.media["itemSchema"]}
        return self.media.get("schema", {})

    @cached_property
    def judge(self) -> Validator:
        """The compiled schema, of what is sent in responses."""
        return self.operation.schemas.of(RESPONSE).compile(self.schema)


def from_example(wanted: Wanted) -> Any:
    """Return the contract's example, mended if its schema refuses it; `NOTHING` without one."""
    if wanted.preferences.dynamic:
        return NOTHING
    name = wanted.preferences.example or ""
    example = example_of(wanted.operation.document, wanted.media, name)
    if example is NOTHING:
        if name:
            raise _no_such_example(wanted, name)
        return NOTHING
    if isinstance(example, str) and not is_json(wanted.media_type):
        return example
    found = showable(wanted.operation, wanted.schema, example, wanted.judge)
    if found is not NOTHING:
        return _page(wanted, found)
    context = replace(wanted.context, sent={})
    return wanted.sampler.sample(wanted.schema, wanted.judge, context, base=example)


def _page(wanted: Wanted, example: Any) -> Any:
    """Return an example that leads no client elsewhere, or on without an end."""
    operation, base_url = wanted.operation, wanted.context.base_url.rstrip("/")
    here = leading_here(example, servers_of(operation.document), base_url + operation.base_path)
    pages = (*last_pages(example, wanted.context.sent), here)
    return next((each for each in pages if wanted.judge.is_valid(each)), example)


def from_sample(wanted: Wanted) -> Any:
    """Return a file of the media type, or a sample of the schema."""
    if is_file(wanted.media_type):
        return file_of(wanted.media_type.partition(";")[0].strip().lower())
    if wanted.media.keys().isdisjoint({"schema", "itemSchema"}):
        return {} if is_json(wanted.media_type) else "sample"
    return wanted.sampler.sample(wanted.schema, wanted.judge, wanted.context)


def from_resource(wanted: Wanted) -> Any:
    """Return the thing, or the page, that the sandbox keeps; `NOTHING` where it keeps none."""
    kept = wanted.kept
    if kept is None:
        return NOTHING
    shown = kept.shown
    if isinstance(shown, Page):
        document, base_url = wanted.operation.document, wanted.context.base_url
        envelope = Envelope(document, wanted.schema, kept.steps, base_url)
        body = envelope.filled(_around(wanted), shown, kept.path)
    else:
        body = _with(wanted, kept, shown)
    if wanted.judge.is_valid(body):
        return body
    sent = {"expand": kept.expanded} if kept.expanded else {}
    context = replace(wanted.context, sent=sent)
    return wanted.sampler.sample(wanted.schema, wanted.judge, context, base=body)


def _with(wanted: Wanted, kept: Kept, shown: dict[str, Any]) -> Any:
    """Return the body that has the thing, with what the contract has around and beside it."""
    if not kept.steps and not kept.beside:
        return shown
    around = _around(wanted)
    thing = around
    for step in kept.steps:
        thing = thing.get(step) if isinstance(thing, Mapping) else None
    beside = thing if isinstance(thing, Mapping) else {}
    others = {name: each for name, each in beside.items() if name in kept.beside}
    return put(around, kept.steps, {**others, **shown})


def _around(wanted: Wanted) -> Any:
    """Return an example, or a sample, of the whole body; it is made once."""
    context = wanted.context
    asked = (id(wanted.media), context.key, context.day_ms, context.base_url)
    found = wanted.envelopes.get(asked, NOTHING)
    if found is NOTHING:
        example = from_example(wanted)
        found = from_sample(wanted) if example is NOTHING else example
        if len(wanted.envelopes) >= _MOST_ENVELOPES:
            wanted.envelopes.clear()
        wanted.envelopes[asked] = found
    return found


Responder = Callable[[Wanted], Any]

RESPONDERS: tuple[Responder, ...] = (from_resource, from_example, from_sample)
"""Make bodies where no handler does, in this order; `NOTHING` leaves the body to the next."""


def _no_such_example(wanted: Wanted, name: str) -> UnknownPreference:
    found = examples_of(wanted.operation.document, wanted.media)
    known = ", ".join(each.steps[1] for each in found if each.steps[0] == "examples") or "none"
    return UnknownPreference.of(
        FieldError("/header/Prefer", f"asks for the example {name!r}; documented are: {known}.")
    )
