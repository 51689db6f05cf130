"""Check bodies: media type, size, format, schema; compiled at the first request."""

from collections.abc import Callable
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from paydrill.errors import FieldError
from paydrill.openapi import strict_json
from paydrill.openapi.directions import REQUEST
from paydrill.openapi.media_types import ANY, LINES
from paydrill.openapi.operation import JSON, Operation
from paydrill.openapi.shapes import Shape
from paydrill.openapi.validators import faults
from paydrill.pipeline.content import Content, media_type_of
from paydrill.pipeline.forms import read_form
from paydrill.pipeline.json_bodies import of_lines, read_json, read_json_lines
from paydrill.pipeline.multipart import read_multipart
from paydrill.pipeline.plain_bodies import of_bytes, read_bytes, read_text
from paydrill.pipeline.refusal import Refusal, invalid
from paydrill.pipeline.request import Request
from paydrill.pipeline.stops import ClientLeft, Refused
from paydrill.pipeline.xml_body import read_xml
from paydrill.server.asgi import Message, Receive

MAX_BODY_BYTES = 1024 * 1024
_TOO_LONG = Refusal(
    413,
    "payload_too_large",
    f"The body is longer than {MAX_BODY_BYTES} bytes",
)
_NOT_JSON = Refusal(
    415,
    "unsupported_media_type",
    "Send the body as Content-Type: application/json, in UTF-8",
)
_NONE_TAKEN = invalid([FieldError("", "This operation takes no body; send none.")])
_SAYING_NOTHING = frozenset({b"", b"{}", b"null"})
_WITH_BODIES = frozenset({"post", "put", "patch"})
_COMPRESSED = Refusal(415, "unsupported_media_type", "Send the body without Content-Encoding")
_PLAIN = {b"", b"identity"}
_JSON_AS_MOST_SEND_IT = JSON.encode()
_BYTES = "application/octet-stream"
FORM = "application/x-www-form-urlencoded"


def _as_documented(media: dict[str, Any], _: Shape) -> Any:
    return media.get("schema", {})


class Format(NamedTuple):
    """How the bodies of a media type are read, and by which schema they are checked.

    `read` returns values of the kinds that JSON has, and bytes where `has_bytes` says so.
    """

    read: Callable[[Content, bytes, bytes], Any]
    schema: Callable[[dict[str, Any], Shape], Any] = _as_documented
    is_utf8: bool = False
    """Whether any other charset is refused."""
    has_bytes: bool = False
    """Whether bytes may be in the value."""


_JSON = Format(read_json, is_utf8=True)
_LINES = Format(read_json_lines, of_lines, is_utf8=True)
_XML = Format(read_xml)

READERS: dict[str, Format] = {
    FORM: Format(read_form),
    "multipart/form-data": Format(read_multipart, has_bytes=True),
    **{f"*/*{end}": _LINES for end in LINES},
    "*/*json": _JSON,
    "*/*xml": _XML,
    "text/*": Format(read_text),
    "*/*": Format(read_bytes, of_bytes, has_bytes=True),
}
"""Formats by pattern of media types; the first that fits is taken."""


class ReadsBody(Protocol):
    """Read the body of an operation."""

    too_long: Refusal
    has_value: bool
    """Whether the body is an argument of the handler."""

    def read(self, request: Request) -> Any:
        """Return the body's value. Raises `Refused`."""


class NoBody:
    """Refuse bodies with content, for an operation that takes no body."""

    too_long = _NONE_TAKEN
    has_value = False

    def read(self, request: Request) -> None:
        """Raise `Refused` unless the body is empty, `{}` or `null`."""
        if b"".join(request.body.split()) not in _SAYING_NOTHING:
            raise Refused(_NONE_TAKEN)


class Body:
    """The JSON body that an operation takes."""

    too_long = _TOO_LONG
    has_value = True

    def __init__(self, operation: Operation) -> None:
        """Compile the schema of the body."""
        self._required = operation.body_required
        self._validator = operation.schemas.of(REQUEST).compile(operation.body_schemas[JSON])

    def read(self, request: Request) -> Any:
        """Return the body's value; `None` for an optional body that was not sent.

        Raises `Refused`.
        """
        if _is_absent(request, required=self._required):
            return None
        _check_media_type(request)
        try:
            value = strict_json.parse(request.body)
        except strict_json.JsonError as error:
            raise Refused(invalid([FieldError("", f"The body {error}")])) from None
        if not self._validator.is_valid(value):
            raise Refused(invalid(faults(self._validator, value)))
        return value


class BodyOfTypes:
    """The body of an operation that takes other media types than JSON, or several."""

    too_long = _TOO_LONG
    has_value = True

    def __init__(self, operation: Operation) -> None:
        """Compile what is documented of each media type."""
        self._operation = operation
        self._required = operation.body_required
        self._media = {_key(name): media for name, media in operation.body_content.items()}
        self._contents: dict[tuple[str, str], Content] = {}
        for name in self._media:
            self._content(name, _pattern(name))
        taken = ", ".join(operation.body_content)
        self._unsupported = Refusal(
            415, "unsupported_media_type", f"Send the body as Content-Type: {taken}"
        )

    def read(self, request: Request) -> Any:
        """Return the body's value; `None` for an optional body that was not sent.

        Raises `Refused`.
        """
        header = request.headers.get(b"content-type", b"")
        # A form without fields has no bytes.
        is_empty_form = self._required and media_type_of(header)[0] == FORM
        is_absent = _is_absent(request, required=self._required and not is_empty_form)
        if is_absent and not is_empty_form:
            return None
        name, pattern = self._found(header)
        _check_encoding(request)
        content, format_ = self._content(name, pattern), READERS[pattern]
        value = format_.read(content, request.body, header)
        checked = _as_text(value) if format_.has_bytes else value
        if not content.validator.is_valid(checked):
            raise Refused(invalid(faults(content.validator, checked)))
        return value

    def _found(self, header: bytes) -> tuple[str, str]:
        """Return the documented media type of a body, and the pattern of its reader."""
        sent, is_utf8 = media_type_of(header)
        name = self._documented(sent, header) if sent or not header else None
        if name is None:
            raise Refused(self._unsupported)
        pattern = _pattern(sent) if sent else self._guessed(name)
        if READERS[pattern].is_utf8 and not is_utf8 and sent:
            raise Refused(self._unsupported)
        return name, pattern

    def _documented(self, sent: str, header: bytes) -> str | None:
        whole = _key(header.decode("latin-1"))
        choices = [whole, sent, f"{sent.partition('/')[0]}/*", ANY]
        found = (each for each in choices if each in self._media)
        alike = (each for each in self._media if each.partition(";")[0] == sent)
        return next(found, next(alike, None))

    def _guessed(self, name: str) -> str:
        """Return the reader of a body without a type: JSON, unless the schema allows text."""
        is_text = "string" in self._content(name, _pattern(_BYTES)).documented.types
        return _pattern(_BYTES if is_text else JSON)

    def _content(self, name: str, pattern: str) -> Content:
        if (name, pattern) not in self._contents:
            media = self._media[name]
            schema_of = READERS[pattern].schema
            self._contents[name, pattern] = Content(self._operation, media, schema_of)
        return self._contents[name, pattern]


def body_of(operation: Operation) -> ReadsBody | None:
    """Compile the body of an operation; `None` where bodies are ignored.

    An operation that takes no body ignores bodies if it documents no 400, or if its method gives
    bodies no meaning.
    """
    if not operation.body_content:
        refuses = operation.documents_refusals and operation.method in _WITH_BODIES
        return NoBody() if refuses else None
    if [_key(name) for name in operation.body_content] == [JSON]:
        return Body(operation)
    return BodyOfTypes(operation)


async def whole_body(request: Request, receive: Receive, too_long: Refusal = _TOO_LONG) -> bytes:
    """Read a whole body; of a body that is too long, only enough to show that.

    Raises `Refused` for a `Content-Length` that is too long, and `ClientLeft` when the client
    disconnects before the end of the body.
    """
    if int(request.headers.get(b"content-length", 0)) > MAX_BODY_BYTES:
        raise Refused(too_long)
    message = await _next(receive)
    body: bytes = message.get("body", b"")
    if not message.get("more_body", False):
        return body
    chunks, more = bytearray(body), True
    while more and len(chunks) <= MAX_BODY_BYTES:
        message = await _next(receive)
        chunks += message.get("body", b"")
        more = message.get("more_body", False)
    return bytes(chunks)


async def _next(receive: Receive) -> Message:
    message = await receive()
    if message["type"] == "http.disconnect":
        raise ClientLeft
    return message


def _is_absent(request: Request, *, required: bool) -> bool:
    """Return whether there is no body. Raises `Refused` for one that is needed, or too long."""
    if len(request.body) > MAX_BODY_BYTES:
        raise Refused(_TOO_LONG)
    if required and not request.body:
        raise Refused(invalid([FieldError("", "The request needs a body.")]))
    return not request.body


def _check_media_type(request: Request) -> None:
    sent = request.headers.get(b"content-type", b"")
    if sent != _JSON_AS_MOST_SEND_IT and media_type_of(sent) != (JSON, True):
        raise Refused(_NOT_JSON)
    _check_encoding(request)


def _check_encoding(request: Request) -> None:
    headers = request.headers
    if b"content-encoding" in headers and headers[b"content-encoding"] not in _PLAIN:
        raise Refused(_COMPRESSED)


@lru_cache(maxsize=256)
def _key(media_type: str) -> str:
    """Write a media type in one way, and without its charset."""
    name, *parameters = (each.strip(" \t").lower() for each in media_type.split(";"))
    kept = sorted(each for each in parameters if each and not each.startswith("charset="))
    return ";".join([ANY if name == "*" else name, *kept])


@lru_cache(maxsize=256)
def _pattern(media_type: str) -> str:
    name = media_type.partition(";")[0]
    return next((pattern for pattern in READERS if fnmatchcase(name, pattern)), ANY)


def _as_text(value: Any) -> Any:
    """Return a value in which each byte is a character, as a validator can check it."""
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, dict):
        return {name: _as_text(each) for name, each in value.items()}
    return [_as_text(each) for each in value] if isinstance(value, list) else value
