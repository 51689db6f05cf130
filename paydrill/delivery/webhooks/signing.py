"""Turn a claimed attempt into a message, and into a signed request."""

from typing import Any, NamedTuple

import orjson

from paydrill import __version__
from paydrill.delivery.messages import Message, event_message
from paydrill.delivery.webhooks import identities, posting
from paydrill.delivery.webhooks.deliveries import Attempt, Delivery
from paydrill.delivery.webhooks.endpoints import ENDPOINTS
from paydrill.delivery.webhooks.forms import BACEN, FORMS, Signed, Unsigned
from paydrill.delivery.webhooks.identities import Identity
from paydrill.delivery.webhooks.outbox import Parcel
from paydrill.delivery.webhooks.pix_callbacks import pix_callback
from paydrill.delivery.webhooks.posting import Posting
from paydrill.responders.pushes.records import PUSHED, Pushed
from paydrill.sandbox.events import EVENTS
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.webhook_faults import BAD_SIGNATURE, STALE_TIMESTAMP
from paydrill.values.times import MINUTE, SECOND

# Receivers accept timestamps of the last five minutes.
_STALE_MS = 10 * MINUTE


class OutgoingMessage(NamedTuple):
    """An attempt to be made, with its URL and its message.

    `pushed` is sent in place of that; `identity` is what the receiver is shown.
    """

    posting: Posting
    url: str
    message: Message
    pushed: Pushed | None = None
    identity: Identity | None = None

    @property
    def method(self) -> str:
        """The method of the request."""
        return "POST" if self.pushed is None else self.pushed.method


def claimed(sandbox: Sandbox, *limits: Any) -> list[OutgoingMessage]:
    """Claim the attempts to be made now, for this caller alone, with their messages.

    See `outbox.claim` for `limits`.
    """
    return [_identified(sandbox, each) for each in posting.claim(sandbox, *limits)]


class Sent(NamedTuple):
    """The request of an attempt that was made."""

    method: str
    signed: Signed


def sent(sandbox: Sandbox, delivery: Delivery, attempt: Attempt) -> Sent | None:
    """Work out the request of an attempt from what is kept: `None` if its endpoint was removed.

    It has the address and the secrets that the endpoint has now.
    """
    endpoint = sandbox.tx.get(ENDPOINTS, delivery.endpoint)
    event = sandbox.tx.get(EVENTS, str(delivery.event))
    if endpoint is None or event is None:
        return None
    parcel = Parcel(delivery.id, 0, endpoint.id, 0)
    faults = tuple(attempt.faults.split(","))
    of = Posting(parcel, delivery, endpoint, event, faults, host="")
    outgoing = _outgoing(sandbox, of)
    return Sent(outgoing.method, sealed(outgoing, attempt.sent_ms))


def sealed(outgoing: OutgoingMessage, now_ms: int) -> Signed:
    """Return an attempt, signed in the form of its endpoint, at `now_ms` of the machine's clock.

    The sandbox's clock may stand still for days; that of the receiver, who verifies, does not.
    """
    of, pushed = outgoing.posting, outgoing.pushed
    signed = FORMS[of.endpoint.format].sign(
        Unsigned(
            id=of.delivery.id,
            type=of.event.type,
            subject=of.event.subject,
            second=(now_ms - _STALE_MS * (STALE_TIMESTAMP in of.faults)) // SECOND,
            url=outgoing.url,
            body=orjson.dumps(outgoing.message) if pushed is None else pushed.body.encode(),
            secrets=tuple(of.endpoint.secrets.split()),
            is_forged=BAD_SIGNATURE in of.faults,
        )
    )
    media_type = "application/json" if pushed is None else pushed.media_type
    headers = {"content-type": media_type} if media_type else {}
    headers["user-agent"] = f"Paydrill/{__version__}"
    return signed._replace(headers=headers | signed.headers)


def _identified(sandbox: Sandbox, of: Posting) -> OutgoingMessage:
    outgoing = _outgoing(sandbox, of)
    if not outgoing.url.startswith("https:"):
        return outgoing
    return outgoing._replace(identity=identities.of(sandbox, of.endpoint.id))


def _outgoing(sandbox: Sandbox, of: Posting) -> OutgoingMessage:
    # No event with a currency was pushed by a contract: it is of a payment.
    pushed = None if of.event.currency else sandbox.tx.get(PUSHED, of.event.id)
    if pushed is not None:
        url = pushed.url if of.endpoint.is_made and pushed.url else of.endpoint.url
        return OutgoingMessage(of, url, {}, pushed)
    if of.endpoint.format == BACEN:
        return OutgoingMessage(
            of, f"{of.endpoint.url.rstrip('/')}/pix", pix_callback(sandbox, of.event)
        )
    return OutgoingMessage(of, of.endpoint.url, event_message(of.event, sandbox.currencies))
