"""Hold a response back until its webhooks are sent: after a clock move, or by a scenario."""

import asyncio
from collections.abc import Awaitable, Callable

from paydrill.pipeline.request import Request

PATIENCE_MS = 30_000
"""The longest that a response waits, in milliseconds."""

Sent = Callable[[str], Awaitable[None]]
"""Waits until the sandbox of that name has no webhook to send now."""


async def webhooks_first(request: Request, sent: Sent) -> None:
    """Wait for the webhooks of a request: until they are sent, time is up or the client left."""
    sending = asyncio.ensure_future(sent(request.sandbox))
    over = asyncio.create_task(request.connection.pause(PATIENCE_MS))
    try:
        await asyncio.wait([sending, over], return_when=asyncio.FIRST_COMPLETED)
    finally:
        sending.cancel()
        over.cancel()
        await asyncio.wait([sending, over])
