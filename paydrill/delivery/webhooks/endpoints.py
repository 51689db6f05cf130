"""Keep webhook endpoints: their URL, event types, format and signing secrets."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from paydrill.delivery.webhooks.errors import (
    EndpointDisabled,
    EndpointNotFound,
    InvalidEndpoint,
    TooManyEndpoints,
)
from paydrill.delivery.webhooks.forms import BACEN, FORMS
from paydrill.errors import FieldError
from paydrill.sandbox.counters import Counters
from paydrill.sandbox.events import require_types
from paydrill.sandbox.ports import Table
from paydrill.sandbox.sandbox import Sandbox
from paydrill.values.patterns import glob
from paydrill.values.receiver_urls import FORM, is_receiver_url

MOST_ENDPOINTS = 1_000

TOLD_TO_BACEN = ("pix.confirmed", "return.approved", "return.declined")
"""Types in the central bank's form: money that came in, and the result of its return."""


class Endpoint(NamedTuple):
    """One webhook endpoint. `types` are patterns separated by commas; `secrets`, by blanks."""

    id: str
    position: int
    url: str
    types: str
    format: str
    secrets: str
    enabled: bool
    created_ms: int
    is_made: bool = False
    """Whether it was made for the callbacks to an origin, and not registered."""
    ordering: str = "none"
    """`object` where deliveries about one object wait for each other."""
    jitter_percent: int = 0
    circuit_opens_after: int | None = 100
    """Failures in a row after which nothing but probes is sent. One delivery has ten attempts, so
    that a few may fail for days and keep the times that are documented."""

    def wants(self, type_: str) -> bool:
        """Return whether events of this type are sent to the endpoint."""
        if not self.enabled or (self.format == BACEN and type_ not in TOLD_TO_BACEN):
            return False
        return any(glob(pattern)(type_) for pattern in self.types.split(","))


_SETTINGS = ("enabled", "ordering", "jitter_percent", "circuit_opens_after")

ENDPOINTS = Table("webhook_endpoints", Endpoint)


def add(sandbox: Sandbox, wanted: dict[str, Any]) -> Endpoint:
    """Add an endpoint. Raises `InvalidEndpoint`, `UnknownName` and `TooManyEndpoints`."""
    if sum(not each.is_made for each in listed(sandbox)) >= MOST_ENDPOINTS:
        raise TooManyEndpoints
    return keep(sandbox, wanted)


def keep(sandbox: Sandbox, wanted: dict[str, Any], *, is_made: bool = False) -> Endpoint:
    """Keep a new endpoint. Raises `InvalidEndpoint` and `UnknownName`."""
    number = Counters(sandbox.tx, sandbox.ids, sandbox.now_ms).count("webhook_endpoints")
    endpoint = _with(
        sandbox,
        Endpoint(
            id=f"ep_{sandbox.ids.hex('webhook_endpoint', number)[:16]}",
            position=number,
            url="",
            types="" if is_made else "*",
            format=wanted["format"],
            secrets=_new_secret(wanted["format"]),
            enabled=True,
            created_ms=sandbox.now_ms,
            is_made=is_made,
        ),
        wanted,
    )
    sandbox.tx.put(ENDPOINTS, endpoint)
    sandbox.set_endpoints(len(list(listed(sandbox))))
    return endpoint


def listed(sandbox: Sandbox) -> Iterator[Endpoint]:
    """Return all endpoints, oldest first."""
    return sandbox.tx.find(ENDPOINTS)


def find(sandbox: Sandbox, id_: str) -> Endpoint:
    """Return the endpoint of an id. Raises `EndpointNotFound`."""
    endpoint = sandbox.tx.get(ENDPOINTS, id_)
    if endpoint is None:
        raise EndpointNotFound
    return endpoint


def find_enabled(sandbox: Sandbox, id_: str) -> Endpoint:
    """Return an enabled endpoint. Raises `EndpointNotFound` and `EndpointDisabled`."""
    endpoint = find(sandbox, id_)
    if not endpoint.enabled:
        raise EndpointDisabled
    return endpoint


def change(sandbox: Sandbox, id_: str, wanted: dict[str, Any]) -> Endpoint:
    """Change the `wanted` settings of an endpoint, and return it.

    Raises `EndpointNotFound`, `InvalidEndpoint` and `UnknownName`.
    """
    endpoint = _with(sandbox, find(sandbox, id_), wanted)
    sandbox.tx.put(ENDPOINTS, endpoint)
    return endpoint


def remove(sandbox: Sandbox, id_: str) -> None:
    """Remove an endpoint. Raises `EndpointNotFound`."""
    sandbox.tx.delete(ENDPOINTS, find(sandbox, id_).id)
    sandbox.set_endpoints(len(list(listed(sandbox))))


def _with(sandbox: Sandbox, endpoint: Endpoint, wanted: dict[str, Any]) -> Endpoint:
    if "url" in wanted:
        endpoint = endpoint._replace(url=_checked_url(wanted["url"]))
    if "types" in wanted:
        given = ((f"/types/{place}", each) for place, each in enumerate(wanted["types"]))
        require_types(given, sandbox.world.domain.event_types)
        endpoint = endpoint._replace(types=",".join(wanted["types"]))
    if "secrets" in wanted:
        endpoint = endpoint._replace(secrets=_checked_secrets(endpoint, wanted["secrets"]))
    settings = {name: wanted[name] for name in _SETTINGS if name in wanted}
    return endpoint._replace(**settings)


def _checked_url(url: str) -> str:
    if not is_receiver_url(url):
        raise InvalidEndpoint.of(FieldError("/url", f"must be {FORM}"))
    return url


def _new_secret(format_: str) -> str:
    shape = FORMS[format_].shape
    return "" if shape is None else shape.new()


def _checked_secrets(endpoint: Endpoint, secrets: list[str]) -> str:
    form, name = FORMS[endpoint.format], f"the form {endpoint.format}"
    if form.shape is None:
        message = f"must be left out: webhooks in {name} are not signed"
        raise InvalidEndpoint.of(FieldError("/secrets", message))
    if len(secrets) > form.most_secrets:
        message = f"must be one secret: {name} has room for one signature"
        raise InvalidEndpoint.of(FieldError("/secrets", message))
    for place, secret in enumerate(secrets):
        if not form.shape.fits(secret):
            message = f"must be {form.shape.described}, as {name} has it"
            raise InvalidEndpoint.of(FieldError(f"/secrets/{place}", message))
    return " ".join(secrets)
