"""Answer an operation that has no handler, by its contract alone.

Which response: the one that `Prefer` asks for, else the usual one. Which body: that of the first
of `RESPONDERS` that has one.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple

import orjson

from paydrill.errors import FieldError, NoAnswer, NotAcceptable, UnknownPreference
from paydrill.openapi.dangling import UNSERVABLE
from paydrill.openapi.operation import Operation
from paydrill.responders.bodies import RESPONDERS, Kept, Wanted
from paydrill.responders.documented import usual_response
from paydrill.responders.examples import example_of
from paydrill.responders.location import location_of
from paydrill.responders.media import is_file, offers, written_as
from paydrill.responders.preferences import NO_PREFERENCES, Preferences, preferences_of
from paydrill.responders.resources.acting import Acting, Request
from paydrill.responders.resources.catalog import Catalog
from paydrill.responders.resources.roles import Role
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


class Habits(NamedTuple):
    """The choices of a server about all of its stand-ins.

    With `full`, answers have every optional field; with `samples_unknown`, samples stand for things
    that were never made.
    """

    full: bool = False
    samples_unknown: bool = False


USUAL = Habits()


class StandIn:
    """Answer one operation as a handler would."""

    def __init__(
        self, operation: Operation, catalog: Catalog | None = None, habits: Habits = USUAL
    ) -> None:
        """Answer `operation`.

        `catalog` knows the resources of its contract; without it, nothing is kept. Nothing is
        compiled before it is asked for.
        """
        self._operation = operation
        self._catalog = catalog
        self._habits = habits
        self._sampler = Sampler(operation.document)
        self._envelopes: dict[str, Any] = {}
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
        if self._acting is not None and preferences == NO_PREFERENCES:
            acted = self._acted(sandbox, body, parameters, base_url)
            if acted is not None:
                return acted
        # All that an answer depends on, with the request as it is written: answers repeat its
        # values, and those of a fingerprint count as the same in any order and form.
        written = sha256(repr((body, parameters)).encode()).digest()
        asked = (sandbox.ids, written, day_ms, base_url, preferences, accept)
        answer = self._made.get(asked)
        if answer is None:
            request = fingerprint(self._operation.id, {"body": body, **parameters})
            values = values_of(self._operation, parameters)
            context = Context(
                key=sandbox.ids.hex(f"stand-in/{request}", 0),
                day_ms=day_ms,
                base_url=base_url,
                full=self._habits.full,
                dynamic=preferences.dynamic,
                sent=sent_by_name(self._operation, body, values),
                most_items=most_items(values["query"]),
            )
            answer = self._written(context, preferences, accept)
            if len(self._made) >= _MOST_KEPT:
                self._made.clear()
            self._made[asked] = answer
        return answer

    @property
    def role(self) -> Role | None:
        """The role of the operation; `None` where it is about no resource."""
        return self._catalog.roles.get(self._operation.id) if self._catalog else None

    @cached_property
    def _acting(self) -> Acting | None:
        """The actor on a resource, if the operation has a role; found when it is first asked."""
        role = self.role
        if self._catalog is None or role is None:
            return None
        return Acting(role, self._catalog, samples_unknown=self._habits.samples_unknown)

    def _acted(
        self, sandbox: Sandbox, body: Any, parameters: Mapping[str, Any], base_url: str
    ) -> Answer | None:
        """Act on a resource, and show it; `None` where the contract alone is to answer."""
        assert self._acting is not None  # noqa: S101 - asked before
        values = values_of(self._operation, parameters)
        context = Context(
            key=sandbox.ids.hex(f"stand-in/{self._operation.id}", 0),
            day_ms=sandbox.now_ms // DAY * DAY,
            base_url=base_url,
            full=self._habits.full,
        )
        try:
            done = self._acting(Request(sandbox, values["path"], values["query"], body, context))
        except NoSample as error:
            raise _none_possible(error) from None
        if done is None:
            return None
        code = done.status if str(done.status) in self._operation.responses else None
        acting = self._acting
        kept = Kept(done.shown, acting.steps, done.path, done.expanded, acting.beside)
        wishes = NO_PREFERENCES._replace(code=code)
        return self._written(context, wishes, sandbox.header("accept") or "", kept)

    def _written(
        self, context: Context, preferences: Preferences, accept: str, kept: Kept | None = None
    ) -> Answer:
        """Make a response with its JSON in bytes: those sent again are not judged again."""
        content, status, media_type, headers = self.answer(context, preferences, accept, kept)
        applied = preferences.applied(has_body=content != b"")
        if applied and kept is None:
            headers["Preference-Applied"] = applied
        is_value = isinstance(content, dict | list)
        return orjson.dumps(content) if is_value else content, status, media_type, headers

    @property
    def source(self) -> str:
        """The source of a success: a `resource`, an `example`, a `sample`, or `nothing`."""
        responses = self._operation.responses
        usual = usual_response(responses)
        if usual is None or UNSERVABLE in self._operation.definition:
            return "nothing"
        if self.role is not None:
            return "resource"
        media: Mapping[str, Any] = next(
            iter((responses[usual[1]].get("content") or {}).values()), {}
        )
        has_example = example_of(self._operation.document, media) is not NOTHING
        return "example" if has_example else "sample"

    def answer(
        self,
        context: Context,
        preferences: Preferences = NO_PREFERENCES,
        accept: str = "",
        kept: Kept | None = None,
    ) -> Answer:
        """Make the response for a context, of what is kept if there is. Raises as a call does."""
        if reason := self._operation.definition.get(UNSERVABLE):
            raise NoAnswer(f"The contract is broken here: {reason}")
        status, response = self._chosen(preferences)
        if status >= _ERRORS:  # an error does not show what was asked for
            context = replace(context, sent={})
        try:
            content, media_type, headers, value = self._body(
                status, response, context, (preferences, accept, kept)
            )
            path = kept.path if kept else ""
            location = location_of(self._operation, response, status, context, value, path)
            made = headers_of(self._operation, response, self._sampler, context, location)
        except (NoSample, ValueError) as error:
            raise _none_possible(error) from None
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
        wishes: tuple[Preferences, str, Kept | None],
    ) -> tuple[Any, str, dict[str, str], Any]:
        """Make the content, its media type and the headers that belong to it, and its value."""
        content = response.get("content") or {}
        if not content or status in _WITHOUT_CONTENT:
            return b"", "", {}, None
        preferences, accept, kept = wishes
        offered = offers(self._operation.document, content)
        if not offered:
            raise NoAnswer(f"No answer can be sent as {', '.join(content)}")
        media_type = preferred(tuple(offered), accept) or _only_file(offered)
        if media_type is None:
            listed = ", ".join(content)
            raise NotAcceptable(f"This operation answers with one of: {listed}")
        media = content[offered[media_type]]
        wanted = Wanted(
            self._operation,
            media,
            media_type,
            self._sampler,
            context,
            preferences,
            kept,
            self._envelopes,
        )
        found = (responder(wanted) for responder in RESPONDERS)
        value = next(each for each in found if each is not NOTHING)
        references = References(self._operation.document)
        headers = {"Vary": "Accept"} if len(content) > 1 else {}
        body, media_type = written_as(value, media_type, wanted.schema, references)
        return body, media_type, headers, value


def _none_possible(error: Exception) -> NoAnswer:
    return NoAnswer(f"The contract allows no answer that could be sent: {error}")


def _only_file(offered: Mapping[str, str]) -> str | None:
    """Return the media type of a file that is the only answer.

    Clients are sent it that ask for JSON everywhere, as RFC 9110 §12.5.1 allows.
    """
    only = next(iter(offered)) if len(offered) == 1 else ""
    return only if only and is_file(only) else None
