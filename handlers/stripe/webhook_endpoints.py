"""Answer the operations of webhook endpoints."""

from typing import Any

from handlers.views import HandlerResult
from handlers.views import stripe as views
from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe import objects, webhook_endpoints
from paydrill.stripe.objects import WEBHOOK_ENDPOINT

Body = dict[str, Any]


def create_webhook_endpoint(sandbox: Sandbox, body: Body) -> HandlerResult:
    """Register an endpoint; the answer alone has its secret."""
    made, secret = webhook_endpoints.create(sandbox, body)
    return views.answer(sandbox, {**objects.shown(made), "secret": secret}, body)


def list_webhook_endpoints(sandbox: Sandbox, **asked: Any) -> HandlerResult:
    """List endpoints."""
    return views.page_of(sandbox, WEBHOOK_ENDPOINT, "/v1/webhook_endpoints", asked)


def get_webhook_endpoint(sandbox: Sandbox, webhook_endpoint: str, **asked: Any) -> HandlerResult:
    """Return an endpoint."""
    found = objects.find(sandbox, WEBHOOK_ENDPOINT, webhook_endpoint)
    return views.answer(sandbox, objects.shown(found), asked)


def update_webhook_endpoint(
    sandbox: Sandbox, webhook_endpoint: str, body: Body | None = None
) -> HandlerResult:
    """Change an endpoint."""
    updated = webhook_endpoints.update(sandbox, webhook_endpoint, body or {})
    return views.answer(sandbox, objects.shown(updated), body)


def delete_webhook_endpoint(sandbox: Sandbox, webhook_endpoint: str) -> HandlerResult:
    """Remove an endpoint."""
    webhook_endpoints.delete(sandbox, webhook_endpoint)
    return {"id": webhook_endpoint, "object": "webhook_endpoint", "deleted": True}, views.OK
