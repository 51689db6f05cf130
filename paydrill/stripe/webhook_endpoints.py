"""Register webhook endpoints in Stripe's own API: they get its events alone, signed as such."""

from paydrill.delivery.webhooks import deliveries, endpoints
from paydrill.delivery.webhooks.errors import TooManyEndpoints
from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe import objects
from paydrill.stripe.errors import invalid
from paydrill.stripe.objects import WEBHOOK_ENDPOINT, Body
from paydrill.stripe.telling import PREFIX, TYPES

ALL = "*"


def create(sandbox: Sandbox, said: Body) -> tuple[Body, str]:
    """Register an endpoint, and return it with its signing secret, which is shown once.

    Raises `InvalidInput`.
    """
    wanted = {"url": said["url"], "format": "stripe", "types": _types(said["enabled_events"])}
    try:
        made = endpoints.add(sandbox, wanted)
    except TooManyEndpoints as error:
        raise invalid("url", error.detail) from None
    fields = {
        "api_version": said.get("api_version"),
        "application": None,
        "description": said.get("description") or None,
        "enabled_events": said["enabled_events"],
        "metadata": objects.metadata_of(said),
        "status": "enabled",
        "url": said["url"],
        "_endpoint": made.id,
    }
    body = objects.made(sandbox, WEBHOOK_ENDPOINT, fields)
    return objects.save(sandbox, WEBHOOK_ENDPOINT, body), made.secrets


def update(sandbox: Sandbox, id_: str, said: Body) -> Body:
    """Change an endpoint. Raises `ResourceMissing` and `InvalidInput`."""
    body = objects.find(sandbox, WEBHOOK_ENDPOINT, id_)
    wanted: Body = {}
    if "url" in said:
        wanted["url"] = said["url"]
    if "enabled_events" in said:
        wanted["types"] = _types(said["enabled_events"])
    if "disabled" in said:
        wanted["enabled"] = not said["disabled"]
        body = {**body, "status": "disabled" if said["disabled"] else "enabled"}
    deliveries.change_endpoint(sandbox, body["_endpoint"], wanted)
    fixed: Body = {name: said[name] for name in ("url", "enabled_events") if name in said}
    body = objects.changed({**body, **fixed}, said, ("description",))
    return objects.save(sandbox, WEBHOOK_ENDPOINT, body)


def delete(sandbox: Sandbox, id_: str) -> None:
    """Remove an endpoint. Raises `ResourceMissing`."""
    body = objects.find(sandbox, WEBHOOK_ENDPOINT, id_)
    deliveries.remove_endpoint(sandbox, body["_endpoint"])
    objects.remove(sandbox, id_)


def _types(enabled: list[str]) -> list[str]:
    """Return the types of events here; those that nothing here sends wait for nothing."""
    if ALL in enabled:
        return [f"{PREFIX}*"]
    return [f"{PREFIX}{each}" for each in enabled if each in TYPES]
