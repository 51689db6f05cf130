"""Send one HTTP request to a receiver, within a time limit, and return its result."""

import asyncio
from pathlib import Path
from time import monotonic_ns

import httpcore

from paydrill.delivery.webhooks.forms import Headers
from paydrill.delivery.webhooks.identities import Contexts, Identity
from paydrill.delivery.webhooks.outbox import TIMEOUT_MS
from paydrill.delivery.webhooks.posting import Result
from paydrill.delivery.webhooks.retries import asked_ms
from paydrill.delivery.webhooks.targets import Targets
from paydrill.values.masking import mask

Request = tuple[str, str, Headers, bytes]
"""Method, URL, headers and body."""

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
        self._contexts = Contexts(authority)
        self._timeout_s = timeout_ms / 1000

    async def send(
        self, method: str, url: str, headers: Headers, body: bytes, now_ms: int
    ) -> Result:
        """Send a webhook, and return the response or the error. Raises no network error."""
        return await self.send_as(None, (method, url, headers, body), now_ms)

    async def send_as(self, identity: Identity | None, request: Request, now_ms: int) -> Result:
        """Send a webhook as `send` does, with an identity that the receiver is shown by TLS."""
        started_ns = monotonic_ns()
        result = await self._try(identity, request, now_ms)
        return result._replace(took_ms=(monotonic_ns() - started_ns) // 1_000_000)

    async def _try(self, identity: Identity | None, request: Request, now_ms: int) -> Result:
        method, url, headers, body = request
        is_tls = url.startswith("https:")
        try:
            tls = await asyncio.to_thread(self._contexts.of, identity) if is_tls else None
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
                asked = asked_ms(response.headers, now_ms)
                return Result(now_ms, 0, response.status, _text(answer), asked_ms=asked)
        except TimeoutError:
            return Result(now_ms, 0, None, error=f"no answer within {self._timeout_s:g} s")
        except Exception as error:  # noqa: BLE001 - any error is a failed attempt
            is_unknown = is_tls and not (identity and identity.certificate)
            return Result(now_ms, 0, None, error=_told(error, is_unknown=is_unknown))


def _told(error: Exception, *, is_unknown: bool) -> str:
    """Return the name of an error with its reason, which a receiver that hangs up does not tell.

    One that `is_unknown` by TLS was shown no certificate, which is often why.
    """
    hint = ", perhaps because it asks for a client certificate" if is_unknown else ""
    reason = str(error) or f"the receiver closed the connection{hint}"
    return mask(f"{type(error).__name__}: {reason}")[:_LONGEST_ERROR]


def _text(answer: bytes) -> str:
    """Return the beginning of a response, with card numbers masked."""
    return mask(answer.decode("utf-8", "replace"))[:LONGEST_ANSWER]
