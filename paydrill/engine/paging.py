"""Cursors: where the next page of a list begins, as text that clients send back unread."""

import base64

from paydrill.engine.errors import FieldError, InvalidCursor

_AFTER = "after/"
_LONGEST_POSITION = 18


def cursor_after(place: int | str) -> str:
    """The cursor of the page that comes after the record at this position, or of this name."""
    return base64.urlsafe_b64encode(f"{_AFTER}{place}".encode()).decode()


def place_in(cursor: str) -> str:
    """The position or the name in a cursor. Raises `InvalidCursor`."""
    try:
        text = base64.b64decode(cursor, b"-_", validate=True).decode()
    except ValueError:  # not ASCII, not base64, or not UTF-8 inside
        raise _invalid() from None
    if not text.startswith(_AFTER):
        raise _invalid()
    return text.removeprefix(_AFTER)


def position_of(cursor: str) -> int:
    """The position in a cursor. Raises `InvalidCursor`."""
    place = place_in(cursor)
    if not (place.isascii() and place.isdecimal() and len(place) <= _LONGEST_POSITION):
        raise _invalid()
    return int(place)


def _invalid() -> InvalidCursor:
    message = "is not a cursor of this server: send the next_cursor of the page before."
    return InvalidCursor.of(FieldError("/query/cursor", message))
