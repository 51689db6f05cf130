"""Answer by a contract alone: the response, its body by the first responder that has one, headers.

The response is the one that is wished for, else the usual one.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from paydrill.errors import FieldError, NoAnswer, NotAcceptable, UnknownPreference
from paydrill.openapi.dangling import UNSERVABLE
from paydrill.openapi.operation import Operation
from paydrill.responders.bodies import RESPONDERS, Kept, Wanted
from paydrill.responders.documented import usual_response
from paydrill.responders.examples import example_of
from paydrill.responders.laying_over import laid_over
from paydrill.responders.location import location_of
from paydrill.responders.media import is_file, offers, written_as
from paydrill.responders.preferences import NO_PREFERENCES, Preferences
from paydrill.responders.response_headers import Headers, headers_of
from paydrill.responders.samples.combined import References
from paydrill.responders.samples.context import Context
from paydrill.responders.samples.sample import NoSample, Sampler
from paydrill.responders.samples.spot import NOTHING
from paydrill.values.accept import preferred

Answer = tuple[Any, int, str, dict[str, str]]
"""Content, status, media type and headers."""

_WITHOUT_CONTENT = {204, 205, 304}
ERRORS = 400


class Documented:
    """The answers that one operation documents."""

    def __init__(self, operation: Operation) -> None:
        """Answer `operation`. Nothing is compiled before it is asked for."""
        self._operation = operation
        self._sampler = Sampler(operation.document)
        self._envelopes: dict[tuple[Any, ...], Any] = {}
        self._headers: dict[int, Headers] = {}
        self._offers: dict[int, dict[str, str]] = {}

    @property
    def source(self) -> str:
        """The source of a success: an `example`, a `sample`, or `nothing`."""
        responses, usual = self._operation.responses, self._usual
        if usual is None or UNSERVABLE in self._operation.definition:
            return "nothing"
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
        if status >= ERRORS:  # an error does not show what was asked for
            context = replace(context, sent={})
        try:
            content, media_type, headers, value = self._body(
                status, response, context, (preferences, accept, kept)
            )
            made = {}
            if response.get("headers"):
                path = kept.path if kept else ""
                documented = self._headers_of(response)
                location = location_of(documented, status, context, value, path)
                made = headers_of(documented, self._sampler, context, location)
        except (NoSample, ValueError) as error:
            raise none_possible(error) from None
        return content, status, media_type, {**made, **headers}

    def _headers_of(self, response: Mapping[str, Any]) -> Headers:
        """Return the documented headers of one of the operation's responses."""
        found = self._headers.get(id(response))
        if found is None:
            found = self._headers[id(response)] = Headers(self._operation, response)
        return found

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
        if self._usual is None:
            raise NoAnswer("The contract documents no response of this operation")
        return self._usual[0], responses[self._usual[1]]

    @cached_property
    def _usual(self) -> tuple[int, str] | None:
        return usual_response(self._operation.responses)

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
        offered = self._offers.get(id(content))
        if offered is None:
            offered = offers(self._operation.document, content)
            self._offers[id(content)] = offered
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
        if preferences.fields:
            mending = (self._sampler, context)
            value = laid_over(value, preferences.fields, wanted.schema, wanted.judge, mending)
        references = References(self._operation.document)
        headers = {"Vary": "Accept"} if len(content) > 1 else {}
        body, media_type = written_as(value, media_type, wanted.schema, references)
        return body, media_type, headers, value


def none_possible(error: Exception) -> NoAnswer:
    """Make the refusal of a request to which the contract allows no answer."""
    return NoAnswer(f"The contract allows no answer that could be sent: {error}")


def _only_file(offered: Mapping[str, str]) -> str | None:
    """Return the media type of a file that is the only answer.

    Clients are sent it that ask for JSON everywhere, as RFC 9110 §12.5.1 allows.
    """
    only = next(iter(offered)) if len(offered) == 1 else ""
    return only if only and is_file(only) else None
