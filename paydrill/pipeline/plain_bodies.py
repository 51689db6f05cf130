"""Read text in its charset, and bytes that have no format known here."""

from typing import Any

from paydrill.openapi.shapes import Shape
from paydrill.pipeline.content import Content, charset_of, unreadable


def of_bytes(media: dict[str, Any], shape: Shape) -> Any:
    """Return the schema of bytes, as of text with a character each; any other cannot be met."""
    return media.get("schema", {}) if "string" in shape.types else {}


def read_text(content: Content, body: bytes, media_type: bytes) -> Any:
    """Read text by its schema. Raises `Refused`."""
    try:
        return content.shape.read(body.decode(charset_of(media_type)))
    except LookupError:
        raise unreadable("is in a charset that is not known: send it in UTF-8.") from None
    except UnicodeDecodeError as error:
        raise unreadable(f"is not text in its charset: byte {error.start + 1} is wrong.") from None


def read_bytes(_: Content, body: bytes, __: bytes) -> bytes:
    """Return the body as it is."""
    return body
