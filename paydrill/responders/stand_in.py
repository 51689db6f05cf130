"""Answer an operation that has no handler, by its contract alone.

Which response: the one that `Prefer` asks for, else the usual one. Which body: that of the first
of `RESPONDERS` that has one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from typing import Any

import orjson

from paydrill.errors import FieldError, NoAnswer, NotAcceptable, UnknownPreference
from paydrill.openapi.dangling import UNSERVABLE
from paydrill.openapi.directions import RESPONSE
from paydrill.openapi.media_types import is_json
from paydrill.openapi.operation import Operation
from paydrill.openapi.validators import Validator
from paydrill.responders.documented import usual_response
from paydrill.responders.examples import example_of, examples_of, showable
from paydrill.responders.files import file_of
from paydrill.responders.last_page import last_pages, leading_here, servers_of
from paydrill.responders.location import location_of
from paydrill.responders.media import is_file, offers, written_as
from paydrill.responders.overlay import laid_over
from paydrill.responders.preferences import NO_PREFERENCES, Preferences, preferences_of
from paydrill.responders.response_headers import headers_of
from paydrill.responders.samples.combined import References
from paydrill.responders.samples.context import Context
from paydrill.responders.samples.sample import NoSample, Sampler
from paydrill.responders.samples.spot import NOTHING
from paydrill.responders.sent_values import most_items, sent_by_name, values_of
from paydrill.sandbox.idempotency import fingerprint
from paydrill.sandbox.sandbox import Sandbox
from paydrill.values.accept import preferred
from paydrill.values.times import DAY

Answer = tuple[Any, int, str, dict[str, str]]
"""Content, status, media type and headers."""

_WITHOUT_CONTENT = {204, 205, 304}
_ERRORS = 400
_MOST_KEPT = 32
"""Answers of one operation that are kept, as clients ask again and again."""


@dataclass(frozen=True)
class Wanted:
    """The body that is to be made: its documented media type, and the request that it is for."""

    operation: Operation
    media: Mapping[str, Any]
    media_type: str
    sampler: Sampler
    context: Context
    preferences: Preferences

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


Responder = Callable[[Wanted], Any]

RESPONDERS: tuple[Responder, ...] = (from_example, from_sample)
"""Make bodies, in this order; `NOTHING` leaves the body to the next."""


class StandIn:
    """Answer one operation as a handler would."""

    def __init__(self, operation: Operation, *, full: bool = False) -> None:
        """Answer `operation`, in `full` with every optional field.

        Nothing is compiled before it is asked for.
        """
        self._operation = operation
        self._full = full
        self._sampler = Sampler(operation.document)
        self._made: dict[tuple[Any, ...], Answer] = {}

    def __call__(
        self, sandbox: Sandbox, /, body: Any = None, base_url: str | None = None, **parameters: Any
    ) -> Answer:
        """Answer a request as its headers wish; `parameters` may have any name, `self` for one.

        Raises `UnknownPreference`, `NotAcceptable`, and `NoAnswer` where the contract allows none.
        """
        preferences = preferences_of(sandbox.header("prefer"))
        accept = sandbox.header("accept") or ""
        day_ms = sandbox.now_ms // DAY * DAY
        base_url = base_url or "http://localhost"
        # All that an answer depends on, with the request as it is written: answers repeat its
        # values, and those of a fingerprint count as the same in any order and form.
        written = sha256(repr((body, parameters)).encode()).digest()
        asked = (sandbox.ids, written, day_ms, base_url, preferences, accept)
        answer = self._made.get(asked)
        if answer is None:
            context = self.context_of(sandbox, body, base_url, parameters, preferences.dynamic)
            answer = self._written(context, preferences, accept)
            if len(self._made) >= _MOST_KEPT:
                self._made.clear()
            self._made[asked] = answer
        return answer

    def context_of(
        self,
        sandbox: Sandbox,
        body: Any,
        base_url: str,
        parameters: Mapping[str, Any],
        dynamic: bool = False,  # noqa: FBT001, FBT002 - see `Preferences`
    ) -> Context:
        """Return all that the answer to a request depends on."""
        request = fingerprint(self._operation.id, {"body": body, **parameters})
        values = values_of(self._operation, parameters)
        return Context(
            key=sandbox.ids.hex(f"stand-in/{request}", 0),
            day_ms=sandbox.now_ms // DAY * DAY,
            base_url=base_url,
            full=self._full,
            dynamic=dynamic,
            sent=sent_by_name(self._operation, body, values),
            most_items=most_items(values["query"]),
        )

    def _written(self, context: Context, preferences: Preferences, accept: str) -> Answer:
        """Make a response with its JSON in bytes: those sent again are not judged again."""
        content, status, media_type, headers = self.answer(context, preferences, accept)
        applied = preferences.applied(has_body=content != b"")
        if applied:
            headers["Preference-Applied"] = applied
        is_value = isinstance(content, dict | list)
        return orjson.dumps(content) if is_value else content, status, media_type, headers

    @property
    def source(self) -> str:
        """The source of a success: an `example`, a `sample`, or `nothing`."""
        responses = self._operation.responses
        usual = usual_response(responses)
        if usual is None or UNSERVABLE in self._operation.definition:
            return "nothing"
        media: Mapping[str, Any] = next(
            iter((responses[usual[1]].get("content") or {}).values()), {}
        )
        has_example = example_of(self._operation.document, media) is not NOTHING
        return "example" if has_example else "sample"

    def answer(
        self, context: Context, preferences: Preferences = NO_PREFERENCES, accept: str = ""
    ) -> Answer:
        """Make the response for a context. Raises as a call does."""
        if reason := self._operation.definition.get(UNSERVABLE):
            raise NoAnswer(f"The contract is broken here: {reason}")
        status, response = self._chosen(preferences)
        if status >= _ERRORS:  # an error does not show what was asked for
            context = replace(context, sent={})
        try:
            content, media_type, headers, value = self._body(
                status, response, context, (preferences, accept)
            )
            location = location_of(self._operation, response, status, context, value)
            made = headers_of(self._operation, response, self._sampler, context, location)
        except (NoSample, ValueError) as error:
            raise NoAnswer(f"The contract allows no answer that could be sent: {error}") from None
        return content, status, media_type, {**made, **headers}

    def _chosen(self, preferences: Preferences) -> tuple[int, Mapping[str, Any]]:
        responses = self._operation.responses
        code = preferences.code
        if code is not None:
            if not isinstance(code, int) or (key := self._operation.documents(code)) is None:
                known = ", ".join(responses) or "none"
                raise UnknownPreference.of(
                    FieldError(
                        "/header/Prefer",
                        f"asks for the status {code!r}; documented are: {known}.",
                    )
                )
            return code, responses[key]
        usual = usual_response(responses)
        if usual is None:
            raise NoAnswer("The contract documents no response of this operation")
        return usual[0], responses[usual[1]]

    def _body(
        self,
        status: int,
        response: Mapping[str, Any],
        context: Context,
        wishes: tuple[Preferences, str],
    ) -> tuple[Any, str, dict[str, str], Any]:
        """Make the content, its media type and the headers that belong to it, and its value."""
        content = response.get("content") or {}
        if not content or status in _WITHOUT_CONTENT:
            return b"", "", {}, None
        preferences, accept = wishes
        offered = offers(self._operation.document, content)
        if not offered:
            raise NoAnswer(f"No answer can be sent as {', '.join(content)}")
        media_type = preferred(tuple(offered), accept) or _only_file(offered)
        if media_type is None:
            listed = ", ".join(content)
            raise NotAcceptable(f"This operation answers with one of: {listed}")
        media = content[offered[media_type]]
        wanted = Wanted(self._operation, media, media_type, self._sampler, context, preferences)
        found = (responder(wanted) for responder in RESPONDERS)
        value = next(each for each in found if each is not NOTHING)
        if preferences.fields:
            mending = (self._sampler, context)
            value = laid_over(value, preferences.fields, wanted.schema, wanted.judge, mending)
        references = References(self._operation.document)
        headers = {"Vary": "Accept"} if len(content) > 1 else {}
        body, media_type = written_as(value, media_type, wanted.schema, references)
        return body, media_type, headers, value


def _only_file(offered: Mapping[str, str]) -> str | None:
    """Return the media type of a file that is the only answer.

    Clients are sent it that ask for JSON everywhere, as RFC 9110 §12.5.1 allows.
    """
    only = next(iter(offered)) if len(offered) == 1 else ""
    return only if only and is_file(only) else None


def _no_such_example(wanted: Wanted, name: str) -> UnknownPreference:
    found = examples_of(wanted.operation.document, wanted.media)
    known = ", ".join(each.steps[1] for each in found if each.steps[0] == "examples") or "none"
    return UnknownPreference.of(
        FieldError("/header/Prefer", f"asks for the example {name!r}; documented are: {known}.")
    )
