"""Turn a claimed attempt into a message, and into a signed request."""

from typing import NamedTuple

import orjson

from paydrill import __version__
from paydrill.delivery.messages import Message, event_message
from paydrill.delivery.webhooks import posting
from paydrill.delivery.webhooks.forms import BACEN, FORMS, Signed, Unsigned
from paydrill.delivery.webhooks.pix_callbacks import pix_callback
from paydrill.delivery.webhooks.posting import Posting
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.webhook_faults import BAD_SIGNATURE, STALE_TIMESTAMP
from paydrill.values.times import MINUTE, SECOND

# Receivers accept timestamps of the last five minutes.
_STALE_MS = 10 * MINUTE


class OutgoingMessage(NamedTuple):
    """An attempt to be made, with its URL and its message."""

    posting: Posting
    url: str
    message: Message


def claimed(sandbox: Sandbox) -> list[OutgoingMessage]:
    """Claim the attempts to be made now, for this caller alone, with their messages."""
    return [_outgoing(sandbox, each) for each in posting.claim(sandbox)]


def sealed(outgoing: OutgoingMessage, now_ms: int) -> Signed:
    """Return an attempt, signed in the form of its endpoint, at `now_ms` of the machine's clock.

    The sandbox's clock may stand still for days; that of the receiver, who verifies, does not.
    """
    of = outgoing.posting
    signed = FORMS[of.endpoint.format].sign(
        Unsigned(
            id=of.delivery.id,
            type=of.event.type,
            subject=of.event.subject,
            second=(now_ms - _STALE_MS * (STALE_TIMESTAMP in of.faults)) // SECOND,
            url=outgoing.url,
            body=orjson.dumps(outgoing.message),
            secrets=tuple(of.endpoint.secrets.split()),
            is_forged=BAD_SIGNATURE in of.faults,
        )
    )
    headers = {"content-type": "application/json", "user-agent": f"Paydrill/{__version__}"}
    return signed._replace(headers=headers | signed.headers)


def _outgoing(sandbox: Sandbox, of: Posting) -> OutgoingMessage:
    if of.endpoint.format == BACEN:
        return OutgoingMessage(
            of, f"{of.endpoint.url.rstrip('/')}/pix", pix_callback(sandbox, of.event)
        )
    return OutgoingMessage(of, of.endpoint.url, event_message(of.event, sandbox.currencies))
