"""List card transactions: filtered, newest first, a page at a time."""

from collections.abc import Iterator
from operator import attrgetter
from typing import NamedTuple

from paydrill.payments.channels import CARDS
from paydrill.payments.lifecycle import (
    AUTHORIZED,
    CAPTURED,
    DECLINED,
    EXPIRED,
    PARTIALLY_CAPTURED,
    PARTIALLY_REFUNDED,
    PENDING,
    REFUNDED,
    REQUIRES_ACTION,
    VOIDED,
)
from paydrill.payments.records import Payment
from paydrill.sandbox.sandbox import Sandbox
from paydrill.values import paging
from paydrill.values.paging import Page, position_of
from paydrill.values.times import from_rfc3339

# The merchant API's name of each status: it shows refunds by their amounts, not by a status.
PUBLIC_STATUS = {
    AUTHORIZED: "authorized",
    CAPTURED: "success",
    DECLINED: "failed",
    EXPIRED: "voided",
    PARTIALLY_CAPTURED: "success",
    PARTIALLY_REFUNDED: "success",
    PENDING: "pending",
    REFUNDED: "success",
    REQUIRES_ACTION: "requires_action",
    VOIDED: "voided",
}


class Filter(NamedTuple):
    """The filter of a list of transactions. Times are RFC 3339, from inclusive, to exclusive."""

    status: str | None = None
    customer_id: str | None = None
    created_from: str | None = None
    created_to: str | None = None
    cursor: str | None = None


def page(sandbox: Sandbox, wanted: Filter, limit: int) -> Page[Payment]:
    """Return a page of at most `limit` transactions. Raises `InvalidClock` and `InvalidCursor`."""
    return paging.page(_find(sandbox, wanted), limit, attrgetter("position"))


def _find(sandbox: Sandbox, wanted: Filter) -> Iterator[Payment]:
    customer = wanted.customer_id
    created_from = _moment(wanted.created_from, "created_from")
    created_to = _moment(wanted.created_to, "created_to")
    return (
        payment
        for payment in sandbox.tx.find(
            CARDS.table,
            None if customer is None else ("customer", customer),
            after=position_of(wanted.cursor),
            newest_first=True,
        )
        if (wanted.status is None or PUBLIC_STATUS[payment.status] == wanted.status)
        and (created_from is None or payment.created_ms >= created_from)
        and (created_to is None or payment.created_ms < created_to)
    )


def _moment(text: str | None, parameter: str) -> int | None:
    return None if text is None else from_rfc3339(text, f"/query/{parameter}")
