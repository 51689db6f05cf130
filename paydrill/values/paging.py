"""Write and read cursors: the place where the next page of a list begins.

Clients send them back unread. A contract shows their form exactly, so that each text it allows is a
place in the list, if perhaps behind its end.
"""

from paydrill.errors import FieldError, InvalidCursor

_AFTER = "after_"
_LONGEST_POSITION = 18


def cursor_after(place: int | str) -> str:
    """Make the cursor of the page after the record at this position, or of this name."""
    return f"{_AFTER}{place}"


def place_in(cursor: str) -> str:
    """Return the position or the name in a cursor. Raises `InvalidCursor`."""
    if not cursor.startswith(_AFTER):
        raise _invalid()
    return cursor.removeprefix(_AFTER)


def position_of(cursor: str) -> int:
    """Return the position in a cursor. Raises `InvalidCursor`."""
    place = place_in(cursor)
    if not (place.isascii() and place.isdecimal() and len(place) <= _LONGEST_POSITION):
        raise _invalid()
    return int(place)


def _invalid() -> InvalidCursor:
    message = "is not a cursor of this server: send the next_cursor of the page before."
    return InvalidCursor.of(FieldError("/query/cursor", message))
