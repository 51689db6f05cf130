"""Judge a response by the contract alone: is it documented, and is its body what was documented?"""

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from xml.parsers import expat

from bench.corpus.contract import Contract, Operation
from bench.corpus.schemas import standalone
from bench.corpus.validation import Unjudged, fault

_MEDIA_TYPE = re.compile(r"([\w!#$&^.+*-]+)/([\w!#$&^.+*-]+)")
_CLIENT_ERROR, _SERVER_ERROR = 400, 500
_FIRST_REDIRECT, _FIRST_SUCCESS = 300, 200
_EMPTY = {204, 304}
"""Statuses whose responses have no body, by HTTP itself."""


class Response(NamedTuple):
    """What came back; `status` 0 and the reason in `body` where nothing did."""

    status: int
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes


class Verdict(NamedTuple):
    """`reason` is a short stable name, empty where all is well; `detail` says what was found."""

    reason: str
    detail: str = ""

    @property
    def ok(self) -> bool:
        """Whether the response is as documented."""
        return not self.reason


_FINE = Verdict("")


class Judge:
    """Judges what servers respond to the operations of one contract."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._schemas: dict[int, dict[str, Any]] = {}

    def accepted(self, operation: Operation, response: Response) -> Verdict:
        """Judge the response to a valid request: a documented success with a valid body."""
        if response.status == 0:
            return Verdict("no response", response.body.decode(errors="replace"))
        documented = self.documented(operation, response.status)
        if response.status >= _SERVER_ERROR and documented is None:
            return Verdict("server error", f"{response.status} {_start_of(response)}")
        if response.status >= _CLIENT_ERROR and self._may_succeed(operation):
            return Verdict("valid request refused", f"{response.status} {_start_of(response)}")
        if documented is None:
            return Verdict("undocumented status", f"{response.status} {_start_of(response)}")
        return self.content(operation, documented, response)

    def refused(self, response: Response, *, in_path: bool) -> Verdict:
        """Judge the status of the response to a wrong request.

        404 and 405 count only where the path was wrong; elsewhere they mean that the server does
        not know the operation.
        """
        status = response.status
        if status == 0:
            return Verdict("no response", response.body.decode(errors="replace"))
        if status >= _SERVER_ERROR:
            return Verdict("server error", f"{status} {_start_of(response)}")
        if status < _CLIENT_ERROR:
            return Verdict("wrong request accepted", str(status))
        if status in {404, 405} and not in_path:
            return Verdict("operation not found", str(status))
        return _FINE

    def shaped(self, operation: Operation, response: Response) -> Verdict:
        """Judge the shape of a refusal: its status documented, its body as documented for that."""
        documented = self.documented(operation, response.status)
        if documented is None:
            return Verdict("undocumented refusal", str(response.status))
        return self.content(operation, documented, response)

    def documents_refusals(self, operation: Operation) -> bool:
        """Return whether the contract documents any refusal of a wrong request."""
        return any(
            status == "default" or status.startswith("4")
            for status in map(str.lower, _responses(operation))
        )

    def documented(self, operation: Operation, status: int) -> dict[str, Any] | None:
        """Return the documented response for a status: exact, then its range, then the default."""
        responses = {key.lower(): value for key, value in _responses(operation).items()}
        for key in (str(status), f"{status // 100}xx", "default"):
            if key in responses:
                return self._contract.resolve(responses[key])
        return None

    def content(
        self, operation: Operation, documented: Mapping[str, Any], response: Response
    ) -> Verdict:
        """Judge headers, media type and body by one documented response."""
        missing = self._missing_header(documented, response)
        if missing:
            return Verdict("missing header", missing)
        content = self._content(operation, documented)
        if operation.method == "head" or response.status in _EMPTY:
            return _FINE
        if not content:
            if self._contract.version == "2.0" and response.body:
                return Verdict("undocumented body", _start_of(response))
            return _FINE
        return self._body(content, response)

    def _may_succeed(self, operation: Operation) -> bool:
        return any(
            status == "default" or status[:1] in {"2", "3"}
            for status in map(str.lower, _responses(operation))
        )

    def _missing_header(self, documented: Mapping[str, Any], response: Response) -> str:
        headers = documented.get("headers")
        for name, written in (headers if isinstance(headers, dict) else {}).items():
            header = self._contract.resolve(written)
            if (
                header.get("required") is True
                and str(name).lower() != "content-type"
                and str(name).lower() not in response.headers
            ):
                return str(name)
        return ""

    def _content(
        self, operation: Operation, documented: Mapping[str, Any]
    ) -> dict[str, Mapping[str, Any]]:
        if self._contract.version != "2.0":
            content = documented.get("content")
            written = content if isinstance(content, dict) else {}
            return {str(name): each for name, each in written.items() if isinstance(each, dict)}
        if "schema" not in documented:
            return {}
        produced = operation.definition.get("produces", self._contract.document.get("produces"))
        names = produced if isinstance(produced, list) and produced else ["application/json"]
        return {str(name): {"schema": documented["schema"]} for name in names}

    def _body(self, content: dict[str, Mapping[str, Any]], response: Response) -> Verdict:
        if not response.body and not any(_is_text(name) for name in content):
            return Verdict("body missing", ", ".join(content))
        sent = response.headers.get("content-type", "")
        found = _documented_media_type(content, sent)
        if found is None:
            return Verdict("undocumented media type", f"{sent!r}, not {', '.join(content)}")
        schema = content[found].get("schema")
        if _is_json(sent):
            return self._json(schema, response)
        if _is_xml(sent):
            return _well_formed(response)
        if _is_text(sent) and self._contract.resolve(schema).get("type") == "string":
            return self._validated(schema, response.body.decode(errors="replace"))
        return _FINE

    def _json(self, schema: Any, response: Response) -> Verdict:
        try:
            value = json.loads(response.body, parse_constant=_no_constant)
        except ValueError as error:
            return Verdict("unreadable body", f"{error}: {_start_of(response)}")
        return _FINE if schema is None else self._validated(schema, value)

    def _validated(self, schema: Any, value: Any) -> Verdict:
        key = id(schema)  # the document keeps its schemas for as long as the judge lives
        if key not in self._schemas:
            self._schemas[key] = standalone(self._contract, schema, "response")
        try:
            if wrong := fault(self._schemas[key], value, formats=False):
                return Verdict("invalid body", wrong)
            if wrong := fault(self._schemas[key], value, formats=True):
                return Verdict("invalid format", wrong)
        except Unjudged:
            return _FINE
        return _FINE


def _responses(operation: Operation) -> Mapping[str, Any]:
    responses = operation.definition.get("responses")
    return (
        {str(key): value for key, value in responses.items()} if isinstance(responses, dict) else {}
    )


def _documented_media_type(content: Mapping[str, Any], sent: str) -> str | None:
    """Return the key that covers a media type: itself, then `type/*`, then any."""
    given = _MEDIA_TYPE.match(sent.strip().lower())
    keys = {key: _MEDIA_TYPE.match(key.strip().lower()) for key in content}
    if given is None:
        return None
    for wanted in (given.groups(), (given[1], "*"), ("*", "*")):
        for key, match in keys.items():
            if match and match.groups() == wanted:
                return key
    # A contract whose keys are no media types documents none, so any will do.
    return next(iter(content)) if not any(keys.values()) else None


def _subtype(media_type: str) -> str:
    match = _MEDIA_TYPE.match(media_type.strip().lower())
    return match[2] if match else ""


def _is_json(media_type: str) -> bool:
    subtype = _subtype(media_type)
    return subtype == "json" or subtype.endswith("+json")


def _is_xml(media_type: str) -> bool:
    subtype = _subtype(media_type)
    return subtype == "xml" or subtype.endswith("+xml")


def _is_text(media_type: str) -> bool:
    return media_type.strip().lower().startswith("text/") and not (
        _is_json(media_type) or _is_xml(media_type)
    )


def _well_formed(response: Response) -> Verdict:
    try:
        expat.ParserCreate().Parse(response.body, True)  # noqa: FBT003 - expat takes no keyword
    except expat.ExpatError as error:
        return Verdict("unreadable body", f"{error}: {_start_of(response)}")
    return _FINE


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _start_of(response: Response) -> str:
    return response.body[:200].decode(errors="replace")
