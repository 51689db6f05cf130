"""One HTTP request to a receiver, with an end to its patience, and what came of it."""

import asyncio
from functools import cached_property
from ssl import SSLContext, create_default_context
from time import monotonic_ns

import httpcore

from paydrill.delivery.webhooks.outbox import TIMEOUT_MS
from paydrill.delivery.webhooks.posting import Result
from paydrill.delivery.webhooks.signing import Headers
from paydrill.delivery.webhooks.targets import Targets
from paydrill.values.masking import mask

LONGEST_ANSWER = 4096
"""How many bytes of an answer are kept; the rest is not even read."""
_LONGEST_ERROR = 300
# What is cut may be a card number in the middle.
_MARGIN = 64


class WebhookSender:
    """Makes requests, each on a connection of its own; redirects are answers like any other."""

    def __init__(self, targets: Targets, timeout_ms: int = TIMEOUT_MS) -> None:
        """`targets` says where to; `timeout_ms` is how long all of a request may take."""
        self._targets = targets
        self._timeout_s = timeout_ms / 1000

    @cached_property
    def _tls(self) -> SSLContext:
        """Trusts whom the system trusts, or `SSL_CERT_FILE`; it takes long to make."""
        return create_default_context()

    async def post(self, url: str, headers: Headers, body: bytes, now_ms: int) -> Result:
        """What the receiver answered, or why it did not. Raises nothing of the network's."""
        started_ns = monotonic_ns()
        status, answer, error = await self._try(url, headers, body)
        took_ms = (monotonic_ns() - started_ns) // 1_000_000
        return Result(now_ms, took_ms, status, _text(answer), error)

    async def _try(
        self, url: str, headers: Headers, body: bytes
    ) -> tuple[int | None, bytes, str | None]:
        tls = self._tls if url.startswith("https:") else None
        client = httpcore.AsyncConnectionPool(tls, network_backend=self._targets)
        try:
            lines = list(headers.items())
            async with (
                asyncio.timeout(self._timeout_s),
                client,
                client.stream("POST", url, headers=lines, content=body) as response,
            ):
                answer = b""
                async for piece in response.aiter_stream():
                    answer += piece
                    if len(answer) >= LONGEST_ANSWER + _MARGIN:
                        break
                return response.status, answer, None
        except TimeoutError:
            return None, b"", f"no answer within {self._timeout_s:g} s"
        except Exception as error:  # noqa: BLE001 - whatever goes wrong, it is an attempt that failed
            return None, b"", mask(f"{type(error).__name__}: {error}")[:_LONGEST_ERROR]


def _text(answer: bytes) -> str:
    """The beginning of an answer, with nothing secret in it."""
    return mask(answer.decode("utf-8", "replace"))[:LONGEST_ANSWER]
