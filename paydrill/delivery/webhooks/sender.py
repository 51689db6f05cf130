"""Send one HTTP request to a receiver, within a time limit, and return its result."""

import asyncio
from functools import cached_property
from pathlib import Path
from ssl import SSLContext, create_default_context
from time import monotonic_ns

import httpcore

from paydrill.delivery.webhooks.forms import Headers
from paydrill.delivery.webhooks.outbox import TIMEOUT_MS
from paydrill.delivery.webhooks.posting import Result
from paydrill.delivery.webhooks.targets import Targets
from paydrill.values.masking import mask

LONGEST_ANSWER = 4096
"""Bytes kept of a response; the rest is not even read."""
_LONGEST_ERROR = 300
# A cut may split a card number, so that more is read and masked before the cut.
_MARGIN = 64


class WebhookSender:
    """Make requests, each on a connection of its own; redirects are not followed."""

    def __init__(
        self, targets: Targets, timeout_ms: int = TIMEOUT_MS, authority: Path | None = None
    ) -> None:
        """Connect through `targets`; `timeout_ms` is how long a whole request may take.

        Certificates of receivers may be of an `authority` in that file, too.
        """
        self._targets = targets
        self._authority = authority
        self._timeout_s = timeout_ms / 1000

    @cached_property
    def _tls(self) -> SSLContext:
        """The authorities that the system trusts, or `SSL_CERT_FILE`, and ours; slow to load."""
        context = create_default_context()
        if self._authority is not None:
            context.load_verify_locations(self._authority)
        return context

    async def send(
        self, method: str, url: str, headers: Headers, body: bytes, now_ms: int
    ) -> Result:
        """Send a webhook, and return the response or the error. Raises no network error."""
        started_ns = monotonic_ns()
        status, answer, error = await self._try(method, url, headers, body)
        took_ms = (monotonic_ns() - started_ns) // 1_000_000
        return Result(now_ms, took_ms, status, _text(answer), error)

    async def _try(
        self, method: str, url: str, headers: Headers, body: bytes
    ) -> tuple[int | None, bytes, str | None]:
        try:
            tls = self._tls if url.startswith("https:") else None
            client = httpcore.AsyncConnectionPool(tls, network_backend=self._targets)
            lines = list(headers.items())
            async with (
                asyncio.timeout(self._timeout_s),
                client,
                client.stream(method, url, headers=lines, content=body) as response,
            ):
                answer = b""
                async for piece in response.aiter_stream():
                    answer += piece
                    if len(answer) >= LONGEST_ANSWER + _MARGIN:
                        break
                return response.status, answer, None
        except TimeoutError:
            return None, b"", f"no answer within {self._timeout_s:g} s"
        except Exception as error:  # noqa: BLE001 - any error is a failed attempt
            return None, b"", mask(f"{type(error).__name__}: {error}")[:_LONGEST_ERROR]


def _text(answer: bytes) -> str:
    """Return the beginning of a response, with card numbers masked."""
    return mask(answer.decode("utf-8", "replace"))[:LONGEST_ANSWER]
