"""Turn a claimed attempt into a message, and into a body with signed headers."""

from datetime import UTC, datetime
from typing import NamedTuple

import orjson
from standardwebhooks import Webhook

from paydrill import __version__
from paydrill.delivery.messages import Message, event_message
from paydrill.delivery.webhooks import posting
from paydrill.delivery.webhooks.endpoints import BACEN
from paydrill.delivery.webhooks.pix_callbacks import pix_callback
from paydrill.delivery.webhooks.posting import Posting
from paydrill.responders.pushes.records import PUSHED, Pushed
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.webhook_faults import BAD_SIGNATURE, STALE_TIMESTAMP
from paydrill.values.times import MINUTE, SECOND

# Receivers accept timestamps of the last five minutes.
_STALE_MS = 10 * MINUTE

Headers = dict[str, str]


class OutgoingMessage(NamedTuple):
    """An attempt to be made, with its URL and its message; `pushed` is sent in place of that."""

    posting: Posting
    url: str
    message: Message
    pushed: Pushed | None = None

    @property
    def method(self) -> str:
        """The method of the request."""
        return "POST" if self.pushed is None else self.pushed.method


def claimed(sandbox: Sandbox) -> list[OutgoingMessage]:
    """Claim the attempts to be made now, for this caller alone, with their messages."""
    return [_outgoing(sandbox, each) for each in posting.claim(sandbox)]


def sealed(outgoing: OutgoingMessage, now_ms: int) -> tuple[Headers, bytes]:
    """Return headers and body of an attempt at `now_ms` of the machine's clock.

    The sandbox's clock may stand still for days; that of the receiver, who verifies, does not.
    """
    pushed = outgoing.pushed
    body = orjson.dumps(outgoing.message) if pushed is None else pushed.body.encode()
    media_type = "application/json" if pushed is None else pushed.media_type
    headers = {"content-type": media_type} if media_type else {}
    headers["user-agent"] = f"Paydrill/{__version__}"
    if outgoing.posting.endpoint.format == BACEN:
        return headers, body  # this form has no signature: it is for mutual TLS
    return headers | _signed(outgoing.posting, now_ms, body.decode()), body


def _outgoing(sandbox: Sandbox, of: Posting) -> OutgoingMessage:
    pushed = sandbox.tx.get(PUSHED, of.event.id)
    if pushed is not None:
        return OutgoingMessage(of, of.endpoint.url, {}, pushed)
    if of.endpoint.format == BACEN:
        return OutgoingMessage(
            of, f"{of.endpoint.url.rstrip('/')}/pix", pix_callback(sandbox, of.event)
        )
    return OutgoingMessage(of, of.endpoint.url, event_message(of.event, sandbox.currencies))


def _signed(of: Posting, now_ms: int, body: str) -> Headers:
    """Sign by Standard Webhooks 1.0.0, with each secret, so that secrets can be changed."""
    second = (now_ms - _STALE_MS * (STALE_TIMESTAMP in of.faults)) // SECOND
    said = body if BAD_SIGNATURE not in of.faults else f"{body} and not this"
    moment = datetime.fromtimestamp(second, UTC)
    secrets = of.endpoint.secrets.split(" ")
    return {
        "webhook-id": of.delivery.id,
        "webhook-timestamp": str(second),
        "webhook-signature": " ".join(
            Webhook(secret).sign(of.delivery.id, moment, said) for secret in secrets
        ),
    }
