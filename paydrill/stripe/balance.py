"""Tell the balance and its movements from the ledger's events."""

from collections import Counter
from functools import partial
from operator import attrgetter
from typing import Any, NamedTuple

from paydrill.sandbox.events import EVENTS, Event
from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe import objects, resolving
from paydrill.stripe.errors import missing
from paydrill.stripe.ids import position_in
from paydrill.stripe.lists import Source
from paydrill.stripe.objects import Body
from paydrill.stripe.shown.balance import MOVING, transaction


class Filter(NamedTuple):
    """The filter of a list of movements."""

    type: str | None = None
    source: str | None = None
    currency: str | None = None


def of(sandbox: Sandbox) -> Body:
    """Return the balance by currency: what is available, and what is on its way."""
    sums: Counter[tuple[str, str]] = Counter()
    for event in sandbox.tx.find(EVENTS):
        if _is_movement(event):
            moved = transaction(sandbox, event)
            sums[moved["status"], moved["currency"]] += moved["net"]
    currencies = sorted({currency for _, currency in sums}) or ["usd"]
    return {
        "object": "balance",
        "livemode": False,
        **{
            status: [_amount(sums[status, currency], currency) for currency in currencies]
            for status in ("available", "pending")
        },
    }


def source(sandbox: Sandbox, wanted: Filter) -> Source[Any]:
    """Return the list of the movements that a filter lets through."""

    def accepted(event: Event) -> bool:
        if not _is_movement(event) or wanted.source not in {None, event.subject}:
            return False
        if wanted.currency is not None and wanted.currency.upper() != event.currency:
            return False
        return wanted.type is None or transaction(sandbox, event)["type"] == wanted.type

    at = "/v1/balance_transactions"
    shown, time = partial(transaction, sandbox), attrgetter("at_ms")
    return Source(EVENTS, at, shown, accepted=accepted, created_ms=time)


def placed(sandbox: Sandbox, asked: Body) -> Body:
    """Return what a request asks for, with the events' ids in place of the movements'.

    Raises `ReferenceMissing`.
    """
    named: Body = {}
    for field in ("starting_after", "ending_before"):
        if field in asked:
            position = position_in(sandbox.ids, "txn", asked[field])
            if position is None:
                raise missing("balance_transaction", asked[field], field)
            named[field] = str(position)
    return {**asked, **named}


def find(sandbox: Sandbox, id_: str) -> Body:
    """Return the movement of an id. Raises `ResourceMissing`."""
    found = resolving.movement(sandbox, id_)
    if found is None:
        raise missing("balance_transaction", id_)
    return found


def _is_movement(event: Event) -> bool:
    return event.type in MOVING and objects.is_ours(event.subject)


def _amount(amount_minor: int, currency: str) -> Body:
    return {"amount": amount_minor, "currency": currency, "source_types": {"card": amount_minor}}
