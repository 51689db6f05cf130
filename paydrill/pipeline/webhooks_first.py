"""Answers that come after webhooks: the clock was moved, or a scenario wants it so."""

import asyncio
from collections.abc import Awaitable, Callable

from paydrill.pipeline.request import Request

PATIENCE_MS = 30_000
"""How long an answer waits."""

Sent = Callable[[str], Awaitable[None]]
"""Waits until nothing of the sandbox of that name is to be sent now."""


async def webhooks_first(request: Request, sent: Sent) -> None:
    """Wait for what the request has had sent, as long as somebody waits for its answer."""
    sending = asyncio.ensure_future(sent(request.sandbox))
    over = asyncio.create_task(request.connection.pause(PATIENCE_MS))
    try:
        await asyncio.wait([sending, over], return_when=asyncio.FIRST_COMPLETED)
    finally:
        sending.cancel()
        over.cancel()
        await asyncio.wait([sending, over])
