"""Hold what a contract documents of a body in one media type."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from paydrill.errors import FieldError
from paydrill.openapi.directions import REQUEST
from paydrill.openapi.operation import Operation
from paydrill.openapi.shapes import Shape
from paydrill.pipeline.refusal import invalid
from paydrill.pipeline.stops import Refused
from paydrill.values.header_fields import TCHARS

# RFC 9110 §8.3.1: type "/" subtype *( OWS ";" OWS name "=" value )
_MEDIA_TYPE = re.compile(
    rf'[ \t]*({TCHARS}/{TCHARS})[ \t]*((?:;[ \t]*(?:{TCHARS}=(?:{TCHARS}|"[^"]*")[ \t]*)?)*)'
)
_CHARSET = re.compile(rf';[ \t]*charset="?({TCHARS})"?', re.IGNORECASE)
_UTF8 = {"utf-8", "utf8", "us-ascii"}


class Upload(bytes):
    """The bytes of a file that was sent, with its name and media type if they were sent."""

    file_name: str | None
    media_type: str


class Content:
    """The body of an operation in one media type.

    `documented` is the shape of the contract's schema, `shape` of the one by which the value is
    read and checked.
    """

    def __init__(
        self,
        operation: Operation,
        media: dict[str, Any],
        schema_of: Callable[[dict[str, Any], Shape], Any],
    ) -> None:
        """Compile what `media` documents; `schema_of` gives the schema of the value."""
        document, schemas = operation.document, operation.schemas
        self.documented = Shape(document, schemas, media.get("schema", {}))
        schema = schema_of(media, self.documented)
        self.shape = Shape(document, schemas, schema)
        self.encoding = _objects(media.get("encoding"))
        nested = (name for name, e in self.encoding.items() if e.get("style") == "deepObject")
        self.nested = frozenset(nested)
        """The names of properties whose fields are written in brackets."""
        self.validator = schemas.of(REQUEST).compile(schema)


def _objects(value: Any) -> dict[str, dict[str, Any]]:
    found = value.items() if isinstance(value, dict) else ()
    return {name: each for name, each in found if isinstance(each, dict)}


def unreadable(message: str, at: str = "") -> Refused:
    """Make the refusal of a body of another format; the message goes on after «The body»."""
    return Refused(invalid([FieldError(at, message if at else f"The body {message}")]))


@lru_cache(maxsize=256)
def media_type_of(header: bytes) -> tuple[str, bool]:
    """Return the media type in lower case, empty if invalid, and whether its charset is UTF-8."""
    found = _MEDIA_TYPE.fullmatch(header.decode("latin-1"))
    if found is None:
        return "", False
    charsets = set(_charsets(found[2])) or {"utf-8"}
    return found[1].lower(), charsets <= _UTF8


def charset_of(header: bytes) -> str:
    """Return the charset that a media type names; UTF-8 if it names none."""
    return next(iter(_charsets(header.decode("latin-1"))), "utf-8")


def _charsets(parameters: str) -> list[str]:
    return [name.lower() for name in _CHARSET.findall(parameters)]
