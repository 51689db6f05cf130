"""Deliver what contracts push: to the endpoints that want it, or to the URL of a callback."""

from paydrill.delivery.webhooks import deliveries, endpoints
from paydrill.delivery.webhooks.deliveries import DELIVERIES, PENDING
from paydrill.delivery.webhooks.endpoints import Endpoint
from paydrill.delivery.webhooks.forms import BACEN, STANDARD
from paydrill.responders.pushes.records import PUSHED, Pushed
from paydrill.sandbox.events import EVENTS
from paydrill.sandbox.sandbox import Sandbox

MOST_MADE = 64
"""Most endpoints of a sandbox that are made for callbacks; the oldest idle one makes room."""


def tell(sandbox: Sandbox) -> None:
    """Make the deliveries of what was pushed, and forget what goes nowhere."""
    for pushed in list(sandbox.tx.find(PUSHED, after=sandbox.last_event_before)):
        event = sandbox.tx.get(EVENTS, pushed.id)
        assert event is not None  # noqa: S101 - both are written together
        found = receivers(sandbox, pushed.position)
        for endpoint in found:
            deliveries.make(sandbox, endpoint, event)
        if not found:
            sandbox.tx.delete(PUSHED, pushed.id)


def receivers(sandbox: Sandbox, event: int) -> list[Endpoint]:
    """Return the endpoints that the push of an event goes to; a callback's is made if need be."""
    pushed = sandbox.tx.get(PUSHED, str(event))
    told = sandbox.tx.get(EVENTS, str(event))
    if pushed is None or told is None:
        return []
    if pushed.url:
        endpoint = _at(sandbox, pushed) or _made(sandbox, pushed)
        return [endpoint] if endpoint.enabled else []
    listed = endpoints.listed(sandbox)
    return [each for each in listed if each.format != BACEN and each.wants(told.type)]


def _at(sandbox: Sandbox, pushed: Pushed) -> Endpoint | None:
    """Return the endpoint of a callback's URL, registered or made before."""
    listed = endpoints.listed(sandbox)
    return next((each for each in listed if each.url == pushed.url and each.format != BACEN), None)


def _made(sandbox: Sandbox, pushed: Pushed) -> Endpoint:
    made = [each for each in endpoints.listed(sandbox) if each.is_made]
    if len(made) >= MOST_MADE:
        idle = (each for each in made if not _is_busy(sandbox, each))
        deliveries.remove_endpoint(sandbox, next(idle, made[0]).id)
    return endpoints.keep(sandbox, {"url": pushed.url, "format": STANDARD}, is_made=True)


def _is_busy(sandbox: Sandbox, endpoint: Endpoint) -> bool:
    of_it = sandbox.tx.find(DELIVERIES, ("endpoint", endpoint.id))
    return any(each.status == PENDING for each in of_it)
