"""List the deliveries of a sandbox: filtered, newest first, a page at a time."""

from itertools import islice
from typing import NamedTuple

from paydrill.delivery.webhooks.deliveries import DELIVERIES, Delivery
from paydrill.delivery.webhooks.endpoints import listed
from paydrill.delivery.webhooks.errors import EndpointNotFound
from paydrill.sandbox.sandbox import Sandbox
from paydrill.values.paging import cursor_after, position_of
from paydrill.values.suggestions import suggestion


class Filter(NamedTuple):
    """The filter of a list of deliveries; `None` filters nothing."""

    endpoint_id: str | None = None
    status: str | None = None
    cursor: str | None = None


class Page(NamedTuple):
    """One page of deliveries, and the cursor of the next, older page; `None` on the last."""

    deliveries: list[Delivery]
    next_cursor: str | None


def page(sandbox: Sandbox, wanted: Filter, limit: int) -> Page:
    """Return at most `limit` deliveries. Raises `InvalidCursor` and `EndpointNotFound`."""
    if wanted.endpoint_id is not None:
        _require_endpoint(sandbox, wanted.endpoint_id)
    found = (
        delivery
        for delivery in sandbox.tx.find(
            DELIVERIES,
            None if wanted.endpoint_id is None else ("endpoint", wanted.endpoint_id),
            after=None if wanted.cursor is None else position_of(wanted.cursor),
            newest_first=True,
        )
        if wanted.status is None or delivery.status == wanted.status
    )
    shown = list(islice(found, limit))
    more = next(found, None) is not None
    return Page(shown, cursor_after(shown[-1].position) if more else None)


def _require_endpoint(sandbox: Sandbox, id_: str) -> None:
    """Refuse an id of no endpoint; that of a removed endpoint with deliveries is accepted."""
    known = {endpoint.id for endpoint in listed(sandbox)}
    if id_ in known or next(sandbox.tx.find(DELIVERIES, ("endpoint", id_)), None) is not None:
        return
    raise EndpointNotFound(f"{EndpointNotFound.default}; {suggestion(id_, known)}")
