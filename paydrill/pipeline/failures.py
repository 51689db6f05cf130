"""Log failures of the server itself, and answer them with a 500.

Every exception that is no refusal ends here: from the stages of an endpoint, by then with the
transaction rolled back, and from the sending of a response.
"""

import asyncio
import logging
from typing import NoReturn

from paydrill.openapi.operation import Operation
from paydrill.pipeline.error_shape import refuse
from paydrill.pipeline.refusal import Refusal
from paydrill.pipeline.response import Response

_log = logging.getLogger("paydrill")


def failure(error: BaseException, operation: Operation | None) -> Response:
    """Log a failure with its trace, and return the 500 that answers it.

    Panics of code in Rust are no `Exception`, but failures like any other. `SystemExit` and
    `KeyboardInterrupt` must end the server as well, so they are raised again in a callback of the
    event loop; at once on a worker thread, which hands them to the loop's.
    """
    name = "a request" if operation is None else operation.id
    if isinstance(error, SystemExit | KeyboardInterrupt):
        _end_later(error)
    _log.error("%s failed", name, exc_info=error)
    detail = f"{name} failed; the server's log has the reason"
    refusal = Refusal(500, "internal_error", detail)
    try:
        return refuse(refusal, operation)
    except Exception:  # noqa: BLE001 - making the contract's own shape was what failed
        return refuse(refusal, None)


def is_cancelled(error: BaseException) -> bool:
    """Return whether an error cancels the running task, so that no response is awaited."""
    if isinstance(error, GeneratorExit):
        return True
    task = asyncio.current_task()
    return isinstance(error, asyncio.CancelledError) and task is not None and task.cancelling() > 0


def _end_later(error: BaseException) -> None:
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        raise error from None
    loop.call_soon(_end, error)


def _end(error: BaseException) -> NoReturn:
    raise error
