"""Record every response: count it, and log its exchange.

Every request pays for this, about two microseconds. Slower work is done when the log is read.
"""

from collections.abc import Collection, Sequence
from concurrent.futures import Future
from typing import Any

from paydrill.openapi.operation import Operation
from paydrill.pipeline.origins import is_preflight
from paydrill.pipeline.request import Request
from paydrill.pipeline.result import Result
from paydrill.request_log.counts import LOST, Counts
from paydrill.request_log.exchange import Kept, Line
from paydrill.request_log.log import Log
from paydrill.request_log.own_requests import is_own
from paydrill.request_log.raw_exchange import LONGEST_UNREAD
from paydrill.request_log.redaction import USUAL_REDACTION, Redaction, is_suspect
from paydrill.request_log.watched_log import Watch, WatchedLog
from paydrill.scenarios.transport import RESET, TIMEOUT
from paydrill.server.connection import lines_of

_END_OF_HEAD = b"\r\n\r\n"
_LOSING = frozenset({RESET, TIMEOUT})


class Recorder:
    """Count and log the traffic of all sandboxes. Safe to use from any thread.

    Requests that are not an application's are counted but not logged (see `own_requests`).
    """

    def __init__(
        self,
        log: Log | None,
        redaction: Redaction = USUAL_REDACTION,
        pages: Collection[str] = (),
        counts: Counts | None = None,
    ) -> None:
        """Only count if there is no `log`; `redaction` is applied before an exchange is kept.

        `pages` are those of `is_own`; `counts` are those of this process alone unless given.
        """
        self._log = log
        self.redaction = redaction
        self._pages = frozenset(pages)
        self.counts = Counts() if counts is None else counts
        self._count = self.counts.count

    def show(self, watch: Watch) -> None:
        """Hand every exchange that is logged from now on to `watch` as well."""
        if self._log is not None:
            self._log = WatchedLog(self._log, watch)

    def record(
        self, request: Request, result: Result, fields: bytes, body: bytes, raw: bytes = b""
    ) -> Future[None] | None:
        """See `Observer.record`."""
        operation, response = result.operation, result.response
        name = None if operation is None else operation.id
        if request.method == "OPTIONS" and (operation is None or operation.method != "options"):
            if is_preflight(request.method, request.headers):
                return None  # the browser's, not the application's: never counted
            name = None  # it asks about a path, and so calls none of its operations
        status, wire = response.status, response.wire
        is_lost = wire is not None and wire.fault in _LOSING
        at_ms, duration_us = self._count(request, (name, LOST if is_lost else status), result)
        if self._log is None or is_own(request, operation, status, self._pages):
            return None
        facts = (at_ms, duration_us, name, status)
        asked = self._raw(request, operation, len(raw)) if raw and operation is not None else b""
        if asked:
            row = (len(asked) + len(raw), *facts, result.events, asked, raw)
            return self._log.keep(request.sandbox, row)
        return self._keep(request, (*facts, wire, result.events), lines_of(fields), body)

    def _raw(self, request: Request, operation: Operation, length: int) -> bytes:
        """Return the bytes of a request that may be kept raw; empty for any other.

        They must be exactly one request: more bytes in the same packet may hold any secret. The
        response's bytes, which have a length, are kept with them.
        """
        asked = request.received
        if (
            asked.find(_END_OF_HEAD) + len(_END_OF_HEAD) + len(request.body) != len(asked)
            or len(asked) + length > LONGEST_UNREAD
            or (request.query and self.redaction.has_credentials(request.query))
        ):
            return b""
        if not self.redaction.telling_headers.isdisjoint(request.headers):
            asked = self.redaction.without_authorization(asked, request.headers)
        if operation.takes_card_numbers and is_suspect(asked):
            return b""
        return asked

    def _keep(
        self, request: Request, facts: Sequence[Any], headers: Sequence[Line], body: bytes
    ) -> Future[None] | None:
        assert self._log is not None  # noqa: S101 - both callers check it
        length, *kept = self.redaction.redacted(request, headers, body)
        *facts, events = facts
        sizes = (request.method, len(request.body), len(body))
        return self._log.keep(request.sandbox, (length, *facts, *sizes, events, *kept))

    @property
    def log(self) -> Log | None:
        """The log; `None` if exchanges are only counted."""
        return self._log

    def kept(self, sandbox: str) -> Kept:
        """Return the log of a sandbox, empty if exchanges are only counted."""
        return Kept([], 0) if self._log is None else self._log.kept(sandbox)

    def log_size(self) -> tuple[int, int] | None:
        """Return the exchanges in all logs and about how many bytes; `None` if unknown."""
        return None if self._log is None else self._log.size()

    def forget(self, sandbox: str) -> None:
        """Forget the log and the counts of a sandbox, as if it had had no request."""
        self.forget_log(sandbox)
        self.counts.forget(sandbox)

    def forget_log(self, sandbox: str) -> None:
        """Empty the log of a sandbox."""
        if self._log is not None:
            self._log.forget(sandbox)
