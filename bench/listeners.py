"""How soon a thousand listeners on WebSockets know of an event, and what they cost the others."""

import asyncio
import time
from contextlib import AsyncExitStack
from statistics import median
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from bench.samples import CARD, ORDER
from bench.servers import PAYDRILL, Server, running

_LISTENERS = (1, 100, 1_000)
_PAYMENTS = 20
_AT_ONCE = 50
"""How many handshakes are under way at a time."""


def report() -> None:
    """Print it for few listeners and for many, all of one sandbox and in this process."""
    print("\nEvents over WebSocket, from the payment's answer to the last listener")
    for number in _LISTENERS:
        with running(*PAYDRILL) as server:
            spent_ms = asyncio.run(_spent_ms(server, number))
            rss_mib = server.rss_mib()
        print(
            f"  {number:>5,} listeners{median(spent_ms):>9.1f} ms"
            f"{max(spent_ms):>9.1f} ms at most, server {rss_mib:.0f} MiB",
            flush=True,
        )


async def _spent_ms(server: Server, number: int) -> list[float]:
    token = server.ask("POST", "/api/v1/tokenize", CARD)["token"]
    handshakes = asyncio.Semaphore(_AT_ONCE)
    async with AsyncExitStack() as stack:

        async def listen() -> ClientConnection:
            async with handshakes:
                opened: Any = connect(server.url.replace("http", "ws") + "/ws")
                listener: ClientConnection = await stack.enter_async_context(opened)
                await listener.recv()  # that the stream is open
                return listener

        listeners = await asyncio.gather(*(listen() for _ in range(number)))
        spent_ms = []
        for _ in range(_PAYMENTS):
            told = [asyncio.create_task(each.recv()) for each in listeners]
            order = {"token": token, **ORDER}
            await asyncio.to_thread(server.ask, "POST", "/api/v1/payments", order)
            answered = time.perf_counter()
            await asyncio.gather(*told)
            spent_ms.append((time.perf_counter() - answered) * 1000)
        return spent_ms
