"""Deliver what contracts push: to the endpoints that want it, or to the URL of a callback."""

import logging

from paydrill.delivery.webhooks import changing, endpoints, making
from paydrill.delivery.webhooks.deliveries import DELIVERIES, PENDING
from paydrill.delivery.webhooks.endpoints import Endpoint
from paydrill.delivery.webhooks.forms import BACEN, STANDARD
from paydrill.responders.pushes.records import PUSHED, Pushed
from paydrill.sandbox.events import EVENTS
from paydrill.sandbox.sandbox import Sandbox
from paydrill.values.receiver_urls import origin_of

MOST_MADE = 64
"""Most endpoints of a sandbox that are made for callbacks, each for an origin.

The oldest idle one makes room.
"""

_log = logging.getLogger("paydrill")


def tell(sandbox: Sandbox) -> None:
    """Make the deliveries of what was pushed, and forget what goes nowhere."""
    if not sandbox.has_pushed:
        return
    for pushed in list(sandbox.tx.find(PUSHED, after=sandbox.last_event_before)):
        event = sandbox.tx.get(EVENTS, pushed.id)
        assert event is not None  # noqa: S101 - both are written together
        found = _receivers(sandbox, pushed, event.type)
        if found is None:
            found = [_made(sandbox, pushed.url)]
        for endpoint in found:
            making.make(sandbox, endpoint, event, is_pushed=True)
        if not found:
            sandbox.tx.delete(PUSHED, pushed.id)


def count_of(sandbox: Sandbox, event: int) -> int:
    """Return to how many endpoints the push of an event goes, one that is to be made included."""
    pushed, told = sandbox.tx.get(PUSHED, str(event)), sandbox.tx.get(EVENTS, str(event))
    assert pushed is not None  # noqa: S101 - it was pushed just now
    assert told is not None  # noqa: S101 - both are written together
    found = _receivers(sandbox, pushed, told.type)
    return 1 if found is None else len(found)


def _receivers(sandbox: Sandbox, pushed: Pushed, type_: str) -> list[Endpoint] | None:
    """Return the endpoints that a push goes to; `None` for a callback that has none yet.

    A registered endpoint of a callback's URL goes before the one that was made for its origin, and
    of several the first that is enabled.
    """
    listed = [each for each in endpoints.listed(sandbox) if each.format != BACEN]
    if not pushed.url:
        return [each for each in listed if each.wants(type_)]
    origin = origin_of(pushed.url)
    found = [each for each in listed if not each.is_made and each.url == pushed.url]
    found = found or [each for each in listed if each.is_made and origin_of(each.url) == origin]
    return [each for each in found if each.enabled][:1] if found else None


def _made(sandbox: Sandbox, url: str) -> Endpoint:
    """Make the endpoint of the callbacks to the origin of a URL."""
    made = [each for each in endpoints.listed(sandbox) if each.is_made]
    if len(made) >= MOST_MADE:
        idle = next((each for each in made if not _is_busy(sandbox, each)), None)
        if idle is None:
            told = "sandbox %s: callbacks to %s have failed: all %d endpoints of callbacks are busy"
            _log.warning(told, sandbox.name, made[0].url, MOST_MADE)
        changing.remove_endpoint(sandbox, (idle or made[0]).id)
    return endpoints.keep(sandbox, {"url": origin_of(url), "format": STANDARD}, is_made=True)


def _is_busy(sandbox: Sandbox, endpoint: Endpoint) -> bool:
    of_it = sandbox.tx.find(DELIVERIES, ("endpoint", endpoint.id))
    return any(each.status == PENDING for each in of_it)
