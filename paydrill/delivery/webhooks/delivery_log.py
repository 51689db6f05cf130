"""List the deliveries of a sandbox: filtered, newest first, a page at a time."""

from operator import attrgetter
from typing import NamedTuple

from paydrill.delivery.webhooks.deliveries import DELIVERIES, Delivery
from paydrill.delivery.webhooks.endpoints import listed
from paydrill.delivery.webhooks.errors import EndpointNotFound
from paydrill.sandbox.sandbox import Sandbox
from paydrill.values import paging
from paydrill.values.paging import Page, position_of
from paydrill.values.suggestions import suggestion


class Filter(NamedTuple):
    """The filter of a list of deliveries; `None` filters nothing."""

    endpoint_id: str | None = None
    status: str | None = None
    cursor: str | None = None


def page(sandbox: Sandbox, wanted: Filter, limit: int) -> Page[Delivery]:
    """Return at most `limit` deliveries. Raises `InvalidCursor` and `EndpointNotFound`."""
    if wanted.endpoint_id is not None:
        _require_endpoint(sandbox, wanted.endpoint_id)
    found = (
        delivery
        for delivery in sandbox.tx.find(
            DELIVERIES,
            None if wanted.endpoint_id is None else ("endpoint", wanted.endpoint_id),
            after=position_of(wanted.cursor),
            newest_first=True,
        )
        if wanted.status is None or delivery.status == wanted.status
    )
    return paging.page(found, limit, attrgetter("position"))


def _require_endpoint(sandbox: Sandbox, id_: str) -> None:
    """Refuse an id of no endpoint; that of a removed endpoint with deliveries is accepted."""
    known = {endpoint.id for endpoint in listed(sandbox)}
    if id_ in known or next(sandbox.tx.find(DELIVERIES, ("endpoint", id_)), None) is not None:
        return
    raise EndpointNotFound(f"{EndpointNotFound.default}; {suggestion(id_, known)}")
