"""Check JSON bodies, compiled at start: media type, size, strict JSON, schema."""

import re
from functools import lru_cache
from typing import Any

from paydrill.errors import FieldError
from paydrill.openapi import strict_json
from paydrill.openapi.operation import JSON, Operation
from paydrill.openapi.validators import faults
from paydrill.pipeline.request import Request
from paydrill.pipeline.response import Refusal, invalid
from paydrill.pipeline.stops import ClientLeft, NotCompiled, Refused
from paydrill.server.asgi import Message, Receive
from paydrill.values.header_fields import TCHARS

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

# RFC 9110 §8.3.1: type "/" subtype *( OWS ";" OWS name "=" value )
_MEDIA_TYPE = re.compile(
    rf'[ \t]*({TCHARS}/{TCHARS})[ \t]*((?:;[ \t]*(?:{TCHARS}=(?:{TCHARS}|"[^"]*"))?[ \t]*)*)'
)
_CHARSET = re.compile(rf';[ \t]*charset="?({TCHARS})"?', re.IGNORECASE)
_UTF8 = {"utf-8", "utf8", "us-ascii"}
_PLAIN = {b"", b"identity"}
_JSON_AS_MOST_SEND_IT = JSON.encode()


@lru_cache(maxsize=256)
def media_type_of(header: bytes) -> tuple[str, bool]:
    """Return the media type in lower case, empty if invalid, and whether its charset is UTF-8."""
    found = _MEDIA_TYPE.fullmatch(header.decode("latin-1"))
    if found is None:
        return "", False
    charsets = {name.lower() for name in _CHARSET.findall(found[2])} or {"utf-8"}
    return found[1].lower(), charsets <= _UTF8


class NoBody:
    """Refuse bodies with content, for an operation that takes no body."""

    too_long = _NONE_TAKEN

    def read(self, request: Request) -> None:
        """Raise `Refused` unless the body is empty, `{}` or `null`."""
        if b"".join(request.body.split()) not in _SAYING_NOTHING:
            raise Refused(_NONE_TAKEN)


class Body:
    """The JSON body that an operation takes."""

    too_long = _TOO_LONG

    def __init__(self, operation: Operation) -> None:
        """Compile the schema of the body."""
        self._required = operation.body_required
        self._validator = operation.schemas.compile(operation.body_schemas[JSON])

    def read(self, request: Request) -> Any:
        """Return the body's value; `None` for an optional body that was not sent.

        Raises `Refused`.
        """
        body = request.body
        if len(body) > MAX_BODY_BYTES:
            raise Refused(_TOO_LONG)
        if not body:
            if self._required:
                raise Refused(invalid([FieldError("", "The request needs a body.")]))
            return None
        _check_media_type(request)
        try:
            value = strict_json.parse(body)
        except strict_json.JsonError as error:
            raise Refused(invalid([FieldError("", f"The body {error}")])) from None
        if not self._validator.is_valid(value):
            raise Refused(invalid(faults(self._validator, value)))
        return value


def body_of(operation: Operation) -> Body | NoBody | None:
    """Compile the body of an operation; `None` where bodies are ignored.

    An operation that takes no body ignores bodies if it documents no 400, or if its method gives
    bodies no meaning. Raises `NotCompiled` for a body that is not JSON, or not only JSON.
    """
    if not operation.body_schemas:
        refuses = operation.documents_refusals and operation.method in _WITH_BODIES
        return NoBody() if refuses else None
    if set(operation.body_schemas) != {JSON}:
        raise NotCompiled("its body is not only JSON")
    return Body(operation)


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


def _check_media_type(request: Request) -> None:
    headers = request.headers
    sent = headers.get(b"content-type", b"")
    if sent != _JSON_AS_MOST_SEND_IT and media_type_of(sent) != (JSON, True):
        raise Refused(_NOT_JSON)
    if b"content-encoding" in headers and headers[b"content-encoding"] not in _PLAIN:
        raise Refused(_COMPRESSED)
