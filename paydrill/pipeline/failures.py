"""Failures of the server itself: what is logged of them, and what the client is told.

Whatever a handler, the engine, the check of an answer or the sender raises that is no refusal ends
here, whichever way the request took: once for those that ASGI answers (`Sender.answering`), once
for each request of a batch (`at_once`). By then the transaction has undone what was done.
"""

import asyncio
import logging
from typing import NoReturn

from paydrill.openapi.operation import Operation
from paydrill.pipeline.response import Refusal, Response, refuse

_log = logging.getLogger("paydrill")


def failure(error: BaseException, operation: Operation | None) -> Response:
    """Log a failure with its trace, and make the 500 that answers it.

    Panics of code in Rust are no `Exception`, but failures like any other. After `SystemExit` and
    `KeyboardInterrupt` the server ends as well: they are raised anew where nothing stands between
    them and the event loop. Call this in the loop's thread.
    """
    name = "a request" if operation is None else operation.id
    _log.error("%s failed", name, exc_info=error)
    if isinstance(error, SystemExit | KeyboardInterrupt):
        asyncio.get_running_loop().call_soon(_end, error)
    detail = f"{name} failed; the server's log has the reason"
    return refuse(Refusal(500, "internal_error", detail), operation)


def is_cancelled(error: BaseException) -> bool:
    """Whether an error ends the task that runs, for which nobody waits any more."""
    if isinstance(error, GeneratorExit):
        return True
    task = asyncio.current_task()
    return isinstance(error, asyncio.CancelledError) and task is not None and task.cancelling() > 0


def _end(error: BaseException) -> NoReturn:
    raise error
