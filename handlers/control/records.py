"""Answer openapi/control.yaml: records, events, ledger and their proof; batches and breaks."""

from typing import Any

from handlers.views import HandlerResult, settlement
from handlers.views import events as event_views
from handlers.views import invariants as invariant_views
from handlers.views import records as views
from paydrill.console import kinds, listing
from paydrill.payments import invariants, ledger
from paydrill.payments.settlement import batches, breaks, planting, publication
from paydrill.sandbox import events
from paydrill.sandbox.events import EVENTS
from paydrill.sandbox.sandbox import Sandbox


def list_events(
    sandbox: Sandbox,
    after: int,
    limit: int,
    type: list[str] | None = None,  # noqa: A002 - the contract's word
    subject: str | None = None,
) -> HandlerResult:
    """List events, a page at a time."""
    wanted = events.Wanted(sandbox.world.domain.event_types, tuple(type or ()), subject)
    return event_views.page(sandbox, events.page(sandbox.tx, after, limit, wanted)), 200


def list_record_kinds(sandbox: Sandbox) -> HandlerResult:
    """List the kinds of records that the sandbox has."""
    return views.kinds(sandbox, kinds.kinds(sandbox)), 200


def list_records(
    sandbox: Sandbox,
    kind: str,
    limit: int,
    id: str | None = None,
    about: str | None = None,
    cursor: str | None = None,
) -> HandlerResult:
    """List the records of a kind, newest first."""
    found = kinds.find_kind(sandbox, kind)
    if id is not None:
        return views.records(sandbox, found, listing.one(sandbox, found, id, about)), 200
    return views.records(sandbox, found, listing.page(sandbox, found, about, limit, cursor)), 200


def list_ledger(sandbox: Sandbox, limit: int, cursor: str | None = None) -> HandlerResult:
    """List the movements of money, newest first."""
    return views.ledger(sandbox, ledger.page(sandbox.tx.find(EVENTS), limit, cursor)), 200


def get_invariants(sandbox: Sandbox) -> HandlerResult:
    """Prove that the records add up, and show their sums."""
    return invariant_views.proof(sandbox, invariants.prove(sandbox)), 200


def list_settlements(sandbox: Sandbox, limit: int, cursor: str | None = None) -> HandlerResult:
    """List closed batches for those who look on."""
    found = batches.page(sandbox, batches.Filter(cursor=cursor), limit)
    return settlement.page(sandbox, found), 200


def get_settlement_file(
    sandbox: Sandbox,
    batch_id: str,
    media_type: str,
    format: str | None = None,  # noqa: A002 - the contract's word
) -> HandlerResult:
    """Return the file of a batch to those who look on."""
    return settlement.file(publication.file_of(sandbox, batch_id), format, media_type)


def plant_break(sandbox: Sandbox, body: dict[str, Any]) -> HandlerResult:
    """Plant a mistake in the next settlement batch."""
    planting.wish(sandbox, **body)
    return body, 201


def get_answer_key(sandbox: Sandbox, batch_id: str) -> HandlerResult:
    """Return every break of a settlement batch."""
    batch = batches.find(sandbox, batch_id)
    return settlement.answer_key(batch_id, breaks.of_batch(sandbox, batch.copy_of or batch_id)), 200
