"""Move records from one status to the next, as a table of moves allows."""

Moves = dict[tuple[str | None, str], str]
"""The event that tells of each move from one status to another; `None` is before the record."""


class IllegalMoveError(Exception):
    """A status was about to change in a way the table does not know: a bug, never an answer."""


def event_of(moves: Moves, before: str | None, after: str) -> str:
    """The event that tells of the move. Raises `IllegalMoveError` when there is no such move."""
    event = moves.get((before, after))
    if event is None:
        raise IllegalMoveError(f"no move from {before} to {after}")
    return event
