"""Make the bodies of openapi/control.yaml about webhooks."""

from collections.abc import Iterable, Mapping
from typing import Any

from paydrill.delivery.webhooks.circuits import Circuit
from paydrill.delivery.webhooks.deliveries import Attempt, Delivery
from paydrill.delivery.webhooks.endpoints import Endpoint
from paydrill.delivery.webhooks.identities import Identity
from paydrill.delivery.webhooks.signing import Sent
from paydrill.values.paging import Page
from paydrill.values.times import rfc3339

Body = dict[str, Any]


def endpoint(of: Endpoint, circuit: Circuit, identity: Identity | None) -> Body:
    """Show a webhook endpoint; of its private key, not even that there is one."""
    made = {"for_callback": True} if of.is_made else {}
    return made | {
        "id": of.id,
        "url": of.url,
        "types": of.types.split(",") if of.types else [],
        "format": of.format,
        "secrets": of.secrets.split(),
        "enabled": of.enabled,
        "ordering": of.ordering,
        "jitter_percent": of.jitter_percent,
        "circuit_opens_after": of.circuit_opens_after,
        "circuit": circuit.state,
        "circuit_since": _moment(circuit.since_ms),
        "next_probe_at": _moment(circuit.next_probe_ms),
        "failures_in_row": circuit.failures,
        **({} if identity is None else {"tls": _identity(identity)}),
        "created_at": rfc3339(of.created_ms),
    }


def endpoints(
    of: Iterable[Endpoint], circuits: Mapping[str, Circuit], identities: Mapping[str, Identity]
) -> Body:
    """List all webhook endpoints."""
    return {
        "endpoints": [
            endpoint(each, circuits.get(each.id) or Circuit(each.id), identities.get(each.id))
            for each in of
        ]
    }


def sent(event: int, receivers: int) -> Body:
    """Show the event of a push, and to how many endpoints that is sent."""
    return {"sequence": event, "deliveries": receivers}


def delivery(of: Delivery) -> Body:
    """Show a delivery without its attempts."""
    return {
        "id": of.id,
        "endpoint_id": of.endpoint,
        "sequence": of.event,
        "type": of.type,
        "status": of.status,
        "faults": _faults(of.faults),
        "attempts": of.attempts,
        "created_at": rfc3339(of.created_ms),
        "next_attempt_at": _moment(of.next_ms),
    }


def page(of: Page[Delivery]) -> Body:
    """Show a page of deliveries."""
    return {
        "deliveries": [delivery(each) for each in of.items],
        "next_cursor": of.next_cursor,
    }


def whole(of: Delivery, attempts: Iterable[tuple[Attempt, Sent | None]]) -> Body:
    """Show a delivery with its attempts, each with its request."""
    return {"delivery": delivery(of), "attempts": [_attempt(*each) for each in attempts]}


def _request(sent: Sent) -> Body:
    url, headers, body = sent.signed
    text = body.decode("utf-8", "replace")
    return {"method": sent.method, "url": url, "headers": headers, "body": text}


def _attempt(of: Attempt, sent: Sent | None) -> Body:
    return {
        "request": None if sent is None else _request(sent),
        "number": of.position,
        "due_at": rfc3339(of.due_ms),
        "sent_at": rfc3339(of.sent_ms),
        "took_ms": of.took_ms,
        "faults": _faults(of.faults),
        "status": of.status,
        "body": of.body,
        "error": of.error,
    }


def _identity(of: Identity) -> Body:
    shown = {"client_certificate": of.certificate, "ca": of.authority}
    return {name: text for name, text in shown.items() if text}


def _moment(at_ms: int | None) -> str | None:
    return None if at_ms is None else rfc3339(at_ms)


def _faults(names: str) -> list[str]:
    return names.split(",") if names else []
