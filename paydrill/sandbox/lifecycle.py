"""Move records from one status to the next, as a table of moves allows."""

from collections.abc import Iterable, Mapping

Move = tuple[str | None, str]
"""The status before, `None` for a new record, and the status after."""


class IllegalMoveError(Exception):
    """A change of status that the table does not have: a bug, never a response."""


class Moves:
    """The moves that records of one kind may make, by the event that tells of each."""

    def __init__(self, of_events: Mapping[str, Iterable[Move]]) -> None:
        """Take the moves of each type of event; two events may tell of the same move."""
        self.of_events = {event: frozenset(moves) for event, moves in of_events.items()}
        self._events: dict[Move, tuple[str, ...]] = {}
        for event, moves in self.of_events.items():
            for move in moves:
                self._events[move] = (*self._events.get(move, ()), event)

    @property
    def all(self) -> frozenset[Move]:
        """All moves."""
        return frozenset(self._events)

    @property
    def statuses(self) -> frozenset[str]:
        """All statuses."""
        return frozenset(after for _, after in self._events)

    def event_of(self, before: str | None, after: str, event: str | None = None) -> str:
        """Return the event of a move: `event`, where several tell of it, or else the only one.

        Raises `IllegalMoveError` when the table does not have the move, or not by that event.
        """
        events = self._events.get((before, after), ())
        if event is None and len(events) == 1:
            return events[0]
        if event not in events:
            raise IllegalMoveError(f"no move from {before} to {after} by {event}")
        return event

    def allow(self, before: str | None, after: str, event: str) -> bool:
        """Tell whether an event may tell of a move."""
        return event in self._events.get((before, after), ())
