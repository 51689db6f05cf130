"""Log failures of the server itself, and answer them with a 500.

Every exception of a handler, the engine, the response check or the sender that is no refusal ends
here: from `Sender.answering` for requests that ASGI answers, from `batch` for each request of a
batch. By then the transaction has been rolled back.
"""

import asyncio
import logging
from typing import NoReturn

from paydrill.openapi.operation import Operation
from paydrill.pipeline.response import Refusal, Response, refuse

_log = logging.getLogger("paydrill")


def failure(error: BaseException, operation: Operation | None) -> Response:
    """Log a failure with its trace, and return the 500 that answers it.

    Panics of code in Rust are no `Exception`, but failures like any other. `SystemExit` and
    `KeyboardInterrupt` must end the server as well, so they are raised again in a callback of the
    event loop. Call this in the loop's thread.
    """
    name = "a request" if operation is None else operation.id
    _log.error("%s failed", name, exc_info=error)
    if isinstance(error, SystemExit | KeyboardInterrupt):
        asyncio.get_running_loop().call_soon(_end, error)
    detail = f"{name} failed; the server's log has the reason"
    return refuse(Refusal(500, "internal_error", detail), operation)


def is_cancelled(error: BaseException) -> bool:
    """Return whether an error cancels the running task, so that no response is awaited."""
    if isinstance(error, GeneratorExit):
        return True
    task = asyncio.current_task()
    return isinstance(error, asyncio.CancelledError) and task is not None and task.cancelling() > 0


def _end(error: BaseException) -> NoReturn:
    raise error
