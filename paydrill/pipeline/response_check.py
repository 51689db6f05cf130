"""Check responses against the documented ones, compiled when the first one is checked."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import orjson

from paydrill.openapi.directions import RESPONSE
from paydrill.openapi.media_types import covering, is_json
from paydrill.openapi.operation import Operation
from paydrill.openapi.validators import Validator, faults
from paydrill.openapi.wording import in_one_sentence
from paydrill.pipeline.response import WITHOUT_CONTENT, Response, field_line, is_streamed
from paydrill.responders.response_headers import documented_headers

_FINAL = range(200, 600)
_MOST_KEPT = 32
"""Bodies found valid that are kept: stand-ins send the same bytes again and again."""


class ContractBroken(Exception):
    """A response that its contract does not document: a fault of the server."""


class Header(NamedTuple):
    """A documented response header; a value that is no text is written as JSON."""

    name: str
    required: bool
    validator: Validator

    def allows(self, value: str) -> bool:
        """Return whether a value keeps to the schema, as text or as JSON."""
        if self.validator.is_valid(value):
            return True
        try:
            return self.validator.is_valid(orjson.loads(value))
        except orjson.JSONDecodeError:
            return False


@dataclass(frozen=True, slots=True)
class DocumentedResponse:
    """A documented response: headers, and validators by media type (`None` if not JSON)."""

    content: dict[str, Validator | None]
    headers: tuple[Header, ...]
    needs_headers: bool


class ResponseCheck:
    """All documented responses of an operation."""

    def __init__(self, operation: Operation) -> None:
        """Compile nothing before a response has to be checked."""
        self._operation = operation
        self._valid: set[tuple[int, str, bytes]] = set()
        self._by_status: dict[int, DocumentedResponse] = {}

    @cached_property
    def _answers(self) -> dict[str, DocumentedResponse]:
        responses = self._operation.responses
        return {key: _compile(self._operation, each) for key, each in responses.items()}

    def check(self, reply: Response) -> None:
        """Check a response. Raises `ContractBroken` naming operation, status, fault and place."""
        answer = self._by_status.get(reply.status)
        if answer is None:
            answer = self._by_status[reply.status] = self._documented(reply)
        has_content = answer.content or reply.content not in (b"", "")
        if has_content and reply.status not in WITHOUT_CONTENT:
            self._check_content(reply, answer)
        if reply.headers or answer.needs_headers:
            self._check_headers(reply, answer)

    def _check_content(self, reply: Response, answer: DocumentedResponse) -> None:
        validator = self._validator(reply, answer)
        # Checking a streamed body would hold all of it in memory: tests check those.
        if validator is None or is_streamed(reply):
            return
        content = reply.content
        if not isinstance(content, bytes):
            self._check_value(reply, validator, content)
        elif (written := (reply.status, reply.media_type, content)) not in self._valid:
            self._check_value(reply, validator, orjson.loads(content))
            if len(self._valid) >= _MOST_KEPT:
                self._valid.clear()
            self._valid.add(written)

    def _check_value(self, reply: Response, validator: Validator, value: Any) -> None:
        if not validator.is_valid(value):
            errors = faults(validator, value)[:5]
            places = in_one_sentence(errors, "the body")
            raise self._broken(reply, f"with a body that breaks its schema: {places}")

    def _validator(self, reply: Response, answer: DocumentedResponse) -> Validator | None:
        media_type, content = reply.media_type, answer.content
        if media_type in content:  # as nearly always
            return content[media_type]
        documented = covering(content, media_type)
        if documented is None:
            raise self._broken(reply, f"as {media_type}, which is not documented")
        return content[documented] if is_json(media_type) else None

    def _check_headers(self, reply: Response, answer: DocumentedResponse) -> None:
        for name, value in reply.headers.items():
            try:
                field_line(name, value)
            except ValueError as error:
                raise self._broken(reply, f"but {error}") from error
        for header in answer.headers:
            given = reply.headers.get(header.name)
            if given is None and header.required:
                raise self._broken(reply, f"without the header {header.name}")
            if given is not None and not header.allows(given):
                raise self._broken(reply, f"with a header {header.name} that breaks its schema")

    def _documented(self, reply: Response) -> DocumentedResponse:
        key = self._operation.documents(reply.status) if reply.status in _FINAL else None
        if key is None:
            raise self._broken(reply, "which is a status its contract does not document")
        return self._answers[key]

    def _broken(self, reply: Response, what: str) -> ContractBroken:
        return ContractBroken(f"{self._operation.id} answered {reply.status}, {what}")


def _compile(operation: Operation, response: dict[str, Any]) -> DocumentedResponse:
    headers = tuple(
        Header(
            each.name,
            each.is_required,
            operation.schemas.of(RESPONSE).compile(each.schema),
        )
        for each in documented_headers(operation, response)
    )
    return DocumentedResponse(
        content={
            media_type: operation.schemas.of(RESPONSE).compile(media["schema"])
            if (is_json(media_type) or "*" in media_type) and "schema" in media
            else None
            for media_type, media in response.get("content", {}).items()
        },
        headers=headers,
        needs_headers=any(header.required for header in headers),
    )
