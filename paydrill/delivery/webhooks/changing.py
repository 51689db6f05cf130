"""Register, change and remove endpoints, with all that hangs on them."""

from typing import Any

from paydrill.delivery.webhooks import breaker, deliveries, endpoints, identities, turns
from paydrill.delivery.webhooks.endpoints import Endpoint
from paydrill.sandbox.sandbox import Sandbox

_REASONS_TO_TRY = ("url", "tls", "enabled", "circuit", "circuit_opens_after")
"""Settings that close an open circuit: it may be that the receiver can be reached now."""


def add_endpoint(sandbox: Sandbox, wanted: dict[str, Any]) -> Endpoint:
    """Add an endpoint. Raises `InvalidEndpoint`, `UnknownName` and `TooManyEndpoints`."""
    endpoint = endpoints.add(sandbox, wanted)
    identities.settle(sandbox, endpoint, wanted)
    return endpoint


def change_endpoint(sandbox: Sandbox, id_: str, wanted: dict[str, Any]) -> Endpoint:
    """Change the `wanted` settings of an endpoint; give up its deliveries if it is disabled.

    Raises `EndpointNotFound`, `InvalidEndpoint` and `UnknownName`.
    """
    endpoint = endpoints.change(sandbox, id_, wanted)
    identities.settle(sandbox, endpoint, wanted)
    if not endpoint.enabled:
        deliveries.give_up(sandbox, id_)
        return endpoint
    if not wanted.keys().isdisjoint(_REASONS_TO_TRY):
        breaker.close(sandbox, endpoint)
    if endpoint.ordering != turns.BY_OBJECT:
        for waiting in turns.dissolve(sandbox, id_):
            deliveries.let_go(sandbox, waiting, sandbox.now_ms)
    return endpoint


def remove_endpoint(sandbox: Sandbox, id_: str) -> None:
    """Remove an endpoint; its deliveries stay in the log. Raises `EndpointNotFound`."""
    deliveries.give_up(sandbox, endpoints.find(sandbox, id_).id)
    identities.forget(sandbox, id_)
    endpoints.remove(sandbox, id_)
