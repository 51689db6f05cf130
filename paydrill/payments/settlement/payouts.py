"""Pay the net of closed batches out to the merchant's bank account.

There are payouts where the scenario's settlement section says so. A bank may return one: its
amount is a line of the next batch then.
"""

from collections.abc import Iterator
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from paydrill.payments.errors import PayoutNotFound
from paydrill.payments.lifecycle import FAILED, IN_TRANSIT, PAID, PAYOUT
from paydrill.payments.settlement.batches import Batch
from paydrill.payments.settlement.payout_records import PAYOUTS, Payout
from paydrill.payments.settlement.terms import Terms
from paydrill.sandbox import due
from paydrill.sandbox.sandbox import Sandbox
from paydrill.values import paging
from paydrill.values.paging import Page, position_of

PAYOUT_ARRIVAL = "payout_arrival"


class Filter(NamedTuple):
    """The filter of a list of payouts."""

    currency: str | None = None
    status: str | None = None
    cursor: str | None = None


def pay_out(sandbox: Sandbox, batch: Batch, under: Terms) -> None:
    """Send the payout of a closed batch on its way, if the terms have payouts and it has one.

    It arrives, or is returned, when its value date begins in the zone of the cut-off; at once if
    that date has begun, as with T+0.
    """
    plan = under.payout_of(batch.currency)
    if plan is None or batch.balance_minor <= 0:
        return
    payout = Payout(
        id=f"po_{batch.id.removeprefix('stl_')}",
        position=sandbox.next_number(),
        batch=batch.id,
        status=IN_TRANSIT,
        amount_minor=batch.balance_minor,
        currency=batch.currency,
        arrival_date=batch.value_date,
        created_ms=sandbox.now_ms,
        fails_with=plan.get("failed"),
    )
    _keep(sandbox, payout, None)
    begin_ms = under.days.begin_ms(date.fromisoformat(batch.value_date))
    at_ms = max(begin_ms, sandbox.now_ms)
    due.schedule(sandbox, at_ms, PAYOUT_ARRIVAL, PAYOUTS.name, payout.id)


def arrive(sandbox: Sandbox, payout_id: str) -> None:
    """Pay a payout, or have the bank return it."""
    payout = find(sandbox, payout_id)
    arrived = payout._replace(status=PAID if payout.fails_with is None else FAILED)
    _keep(sandbox, arrived, payout.status)


def find(sandbox: Sandbox, payout_id: str) -> Payout:
    """Return the payout of that id. Raises `PayoutNotFound`."""
    payout = sandbox.tx.get(PAYOUTS, payout_id)
    if payout is None:
        raise PayoutNotFound
    return payout


def of_batch(sandbox: Sandbox, batch: Batch) -> Payout | None:
    """Return the payout of a batch, if it has one; a copy of a batch has that of the original."""
    wanted = ("batch", batch.copy_of or batch.id)
    return next(sandbox.tx.find(PAYOUTS, wanted), None)


def page(sandbox: Sandbox, wanted: Filter, limit: int) -> Page[Payout]:
    """Return a page of at most `limit` payouts, newest first. Raises `InvalidCursor`."""
    return paging.page(_find(sandbox, wanted), limit, attrgetter("position"))


def _find(sandbox: Sandbox, wanted: Filter) -> Iterator[Payout]:
    return (
        payout
        for payout in sandbox.tx.find(PAYOUTS, after=position_of(wanted.cursor), newest_first=True)
        if wanted.currency in {None, payout.currency} and wanted.status in {None, payout.status}
    )


def _keep(sandbox: Sandbox, payout: Payout, before: str | None) -> None:
    sandbox.move(
        PAYOUT,
        before,
        payout.status,
        subject=payout.id,
        amount_minor=payout.amount_minor,
        currency=payout.currency,
    )
    sandbox.tx.put(PAYOUTS, payout)
