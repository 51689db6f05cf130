"""Move records from one status to the next, as a table of moves allows."""

Moves = dict[tuple[str | None, str], str]
"""The event of each move from one status to another; `None` is the status of a new record."""


class IllegalMoveError(Exception):
    """A change of status that the table does not have: a bug, never a response."""


def event_of(moves: Moves, before: str | None, after: str) -> str:
    """Return the event of a move. Raises `IllegalMoveError` when there is no such move."""
    event = moves.get((before, after))
    if event is None:
        raise IllegalMoveError(f"no move from {before} to {after}")
    return event
