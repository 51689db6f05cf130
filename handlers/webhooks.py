"""Answer openapi/control.yaml: webhook endpoints of a sandbox, and deliveries to them."""

from collections.abc import Mapping
from typing import Any

from handlers.views import HandlerResult
from handlers.views import webhooks as views
from paydrill.delivery.webhooks import (
    changing,
    circuits,
    deliveries,
    delivery_log,
    endpoints,
    identities,
    pushed,
    signing,
)
from paydrill.delivery.webhooks.endpoints import Endpoint
from paydrill.responders.pushes import requested
from paydrill.responders.pushes.sending import Pushes
from paydrill.sandbox.sandbox import Sandbox


def list_endpoints(sandbox: Sandbox) -> HandlerResult:
    """List the webhook endpoints."""
    return views.endpoints(
        endpoints.listed(sandbox), circuits.by_endpoint(sandbox), identities.by_endpoint(sandbox)
    ), 200


def create_endpoint(sandbox: Sandbox, body: dict[str, Any]) -> HandlerResult:
    """Register an endpoint."""
    return _shown(sandbox, changing.add_endpoint(sandbox, body)), 201


def get_endpoint(sandbox: Sandbox, endpoint_id: str) -> HandlerResult:
    """Return an endpoint."""
    return _shown(sandbox, endpoints.find(sandbox, endpoint_id)), 200


def change_endpoint(sandbox: Sandbox, endpoint_id: str, body: dict[str, Any]) -> HandlerResult:
    """Change an endpoint's settings, switch it off, or close its circuit."""
    return _shown(sandbox, changing.change_endpoint(sandbox, endpoint_id, body)), 200


def remove_endpoint(sandbox: Sandbox, endpoint_id: str) -> HandlerResult:
    """Remove an endpoint."""
    changing.remove_endpoint(sandbox, endpoint_id)
    return b"", 204


def send(sandbox: Sandbox, body: dict[str, Any], pushes: Mapping[str, Pushes]) -> HandlerResult:
    """Send a webhook or a callback of a contract."""
    event = requested.send(sandbox, pushes, **body)
    return views.sent(event, pushed.count_of(sandbox, event)), 202


def list_deliveries(sandbox: Sandbox, limit: int, **filters: str) -> HandlerResult:
    """List deliveries, sent or to be sent, newest first."""
    return views.page(delivery_log.page(sandbox, delivery_log.Filter(**filters), limit)), 200


def get_delivery(sandbox: Sandbox, delivery_id: str) -> HandlerResult:
    """Return a delivery with all its attempts."""
    delivery = deliveries.find(sandbox, delivery_id)
    made = [(a, signing.sent(sandbox, delivery, a)) for a in deliveries.attempts(sandbox, delivery)]
    return views.whole(delivery, made), 200


def redeliver(sandbox: Sandbox, delivery_id: str) -> HandlerResult:
    """Send a delivery again now."""
    return views.delivery(deliveries.redeliver(sandbox, delivery_id)), 202


def _shown(sandbox: Sandbox, endpoint: Endpoint) -> dict[str, Any]:
    circuit = circuits.of(sandbox, endpoint.id)
    return views.endpoint(endpoint, circuit, identities.of(sandbox, endpoint.id))
