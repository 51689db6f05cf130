"""Follow request logs: read what they were given since the last look.

The logs are the buffer. Requests pay nothing for being followed, and one that was dropped before a
look is counted as missed.
"""

from typing import Any

from paydrill.request_log.log import NO_MARK, Log, Mark
from paydrill.request_log.summary import summary

Message = dict[str, Any]

OPENED, REQUESTS, CLEARED = "requests.opened", "requests", "requests.cleared"

MOST_AT_ONCE = 50


class Follower:
    """Read the log of a sandbox, or all logs, from a number on."""

    def __init__(self, log: Log, sandbox: str | None, after: int | None) -> None:
        """Begin after an exchange's number, or with exchanges to come if it is `None`.

        With `sandbox` `None`, which means all, `after` is 0 or `None`.
        """
        self._log = log
        self._sandbox = sandbox
        self.has_more = False
        """Whether the last look left something to read."""
        self._known: dict[str, Mark] = {}
        if after is None:
            self._known = log.news({}, sandbox)
        elif sandbox is not None and after > 0:
            era = log.news({}, sandbox).get(sandbox, NO_MARK).era
            self._known = {sandbox: Mark(era, after)}

    def read(self) -> list[Message]:
        """Return messages about news, with at most `MOST_AT_ONCE` requests (see `has_more`)."""
        messages: list[Message] = []
        found: list[Message] = []
        missed = 0
        # The log that was used last comes last, so that what is left for the next time is newest.
        for name, mark in reversed(self._log.news(self._known, self._sandbox).items()):
            before = self._known.pop(name, NO_MARK)
            if before.number > (mark.number if mark.era == before.era else 0):
                messages.append({"type": CLEARED, "sandbox": name})
                before = NO_MARK
            if mark == NO_MARK:
                continue
            at = Mark(mark.era, before.number)
            exchanges, dropped = self._log.after(name, at, MOST_AT_ONCE - len(found))
            found += ({"sandbox": name, **summary(each)} for each in exchanges)
            if exchanges:
                # What was dropped is told with what came after it.
                missed += dropped
                at = Mark(mark.era, exchanges[-1].number)
            self._known[name] = at
        self.has_more = len(found) >= MOST_AT_ONCE
        if found:
            messages.append({"type": REQUESTS, "requests": found, "missed": missed})
        return messages

    def opened(self) -> Message:
        """Return the first message of a stream."""
        scope = "server" if self._sandbox is None else "sandbox"
        return {"type": OPENED, "scope": scope, "sandbox": self._sandbox}
