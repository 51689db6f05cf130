"""Hold responses, and write their bodies and header lines."""

import re
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from types import GeneratorType
from typing import Any

import orjson

from paydrill.openapi.media_types import is_json
from paydrill.scenarios.transport import TransportFault
from paydrill.values.header_fields import TCHARS

NO_HEADERS: Mapping[str, str] = {}

_is_token = re.compile(TCHARS).fullmatch


@dataclass(slots=True)
class Response:
    """A response before it is encoded; `content` of `bytes` or of text is sent unchanged.

    A generator of bytes is sent piece by piece.
    """

    status: int
    media_type: str
    content: Any
    headers: Mapping[str, str] = field(default_factory=dict)
    wire: TransportFault | None = None
    """The delay and transport fault of the response, if there is any."""
    rules: tuple[str, ...] = ()
    """The names `<scenario>/<rule>` of the scenario's rules that applied."""
    encoded: bytes | None = None
    """`content` in bytes, once `encode` was called."""


# RFC 9110 §15.3.5, §15.3.6 and §15.4.5: more bytes would be taken for the next response.
WITHOUT_CONTENT = {204, 205, 304}


def is_streamed(reply: Response) -> bool:
    """Return whether the content comes in pieces, which can be read only once."""
    return type(reply.content) is GeneratorType


def begun(reply: Response) -> Response:
    """Make the first piece of a streamed response, so that its failure can still be answered."""
    pieces = reply.content
    reply.content = _resumed(next(pieces, b""), pieces)
    return reply


def _resumed(first: bytes, rest: Iterator[bytes]) -> Generator[bytes]:
    yield first
    yield from rest


def encode(reply: Response) -> bytes:
    """Encode the body of a response: JSON in UTF-8 with keys in the given order, text, or bytes.

    Raises `TypeError` or `ValueError` for content that is none of these.
    """
    if reply.encoded is None:
        reply.encoded = _encoded(reply)
    return reply.encoded


def _encoded(reply: Response) -> bytes:
    content = reply.content
    if reply.status in WITHOUT_CONTENT:
        return b""
    if isinstance(content, bytes):
        return content
    if reply.media_type.endswith("json") or is_json(reply.media_type):
        return orjson.dumps(content)
    return str(content).encode()


def field_line(name: str, value: str) -> bytes:
    """Write a header line (RFC 9112 §5). Raises `ValueError` for what would not be one line."""
    if not value.isprintable() or not _is_token(name):
        raise ValueError(f"the header {name!a} of an answer would not be one line")
    return f"{name.lower()}: {value}\r\n".encode("latin-1")
