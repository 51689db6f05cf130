"""Divide lists into pages, and write and read cursors: the place where the next page begins.

Clients send them back unread. A contract shows their form exactly, so that each text it allows is a
place in the list, if perhaps behind its end.
"""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Generic, NamedTuple, TypeVar

from paydrill.errors import FieldError, InvalidCursor

_AFTER = "after_"
_LONGEST_POSITION = 18

Item = TypeVar("Item")


class Page(NamedTuple, Generic[Item]):
    """Some items of a list, and the cursor of the next page; `None` on the last page."""

    items: list[Item]
    next_cursor: str | None


def page(found: Iterable[Item], limit: int, place: Callable[[Item], int | str]) -> Page[Item]:
    """Take at most `limit` items; `place` returns the position or the name of one.

    It reads the first item of the next page to know that there is one, and nothing after it.
    """
    items = list(islice(found, limit + 1))
    shown = items[:limit]
    return Page(shown, cursor_after(place(shown[-1])) if len(items) > limit else None)


def cursor_after(place: int | str) -> str:
    """Make the cursor of the page after the item at this position, or of this name."""
    return f"{_AFTER}{place}"


def place_in(cursor: str) -> str:
    """Return the position or the name in a cursor. Raises `InvalidCursor`."""
    if not cursor.startswith(_AFTER):
        raise _invalid()
    return cursor.removeprefix(_AFTER)


def position_of(cursor: str | None) -> int | None:
    """Return the position in a cursor; `None` without a cursor. Raises `InvalidCursor`."""
    if cursor is None:
        return None
    place = place_in(cursor)
    if not (place.isascii() and place.isdecimal() and len(place) <= _LONGEST_POSITION):
        raise _invalid()
    return int(place)


def _invalid() -> InvalidCursor:
    message = "is not a cursor of this server: send the next_cursor of the page before."
    return InvalidCursor.of(FieldError("/query/cursor", message))
