"""Cursors: where the next page of a list begins, as text that clients send back unread."""

import base64

from paydrill.engine.errors import FieldError, InvalidCursor

_LONGEST_POSITION = 18


def cursor_after(position: int) -> str:
    """The cursor of the page that comes after the record at this position."""
    return base64.urlsafe_b64encode(f"after/{position}".encode()).decode()


def position_of(cursor: str) -> int:
    """The position in a cursor. Raises `InvalidCursor`."""
    try:
        name, _, position = base64.b64decode(cursor, b"-_", validate=True).decode().partition("/")
        if (
            name == "after"
            and position.isascii()
            and position.isdecimal()
            and len(position) <= _LONGEST_POSITION
        ):
            return int(position)
    except ValueError:  # not ASCII, not base64, or not UTF-8 inside
        pass
    message = "is not a cursor of this server: send the next_cursor of the page before."
    raise InvalidCursor(f"/query/cursor: {message}", (FieldError("/query/cursor", message),))
