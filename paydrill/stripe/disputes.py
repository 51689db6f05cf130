"""Answer disputes of charges with evidence, or give in."""

from functools import partial

from paydrill.payments.channels import STRIPE
from paydrill.payments.disputes import answers
from paydrill.payments.disputes.records import DISPUTES, Dispute
from paydrill.payments.errors import DisputeNotOpen
from paydrill.payments.lifecycle import INQUIRY, NEEDS_RESPONSE
from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe import intents, objects
from paydrill.stripe.errors import UnexpectedState, missing
from paydrill.stripe.lists import Source
from paydrill.stripe.objects import DISPUTE, Body
from paydrill.stripe.shown.disputes import dispute


def find(sandbox: Sandbox, id_: str) -> Dispute:
    """Return the dispute of an id. Raises `ResourceMissing`."""
    record = sandbox.tx.get(DISPUTES, id_)
    if record is None or record.table != STRIPE.table.name:
        raise missing("dispute", id_)
    return record


def source(sandbox: Sandbox, charge: str | None, intent: str | None) -> Source[Dispute]:
    """Return the list of disputes, of a charge or of an intent. Raises `ReferenceMissing`."""
    if charge is None and intent is not None:
        found = intents.find(sandbox, intent, "payment_intent").charge
        charge = "" if found is None else found.id
    return Source(
        DISPUTES,
        "/v1/disputes",
        partial(dispute, sandbox),
        None if charge is None else ("payment", charge),
        lambda record: record.table == STRIPE.table.name,
    )


def update(sandbox: Sandbox, id_: str, said: Body) -> Dispute:
    """Keep evidence and metadata, and submit the evidence unless `submit` is false.

    Raises `ResourceMissing` and `UnexpectedState`.
    """
    record = find(sandbox, id_)
    kept = objects.with_metadata(objects.find(sandbox, DISPUTE, id_), said)
    evidence = said.get("evidence") or {}
    if evidence and record.status not in {INQUIRY, NEEDS_RESPONSE}:
        raise UnexpectedState("This dispute takes no more evidence.")
    merged = {**kept["evidence"], **evidence}
    kept = {**kept, "evidence": {name: value for name, value in merged.items() if value}}
    is_submitted = said.get("submit", bool(evidence)) and kept["evidence"]
    if is_submitted:
        kept = {**kept, "_submissions": kept["_submissions"] + 1}
    objects.save(sandbox, DISPUTE, kept)
    if not is_submitted:
        return record
    try:
        return answers.submit_evidence(sandbox, STRIPE, id_, " ".join(kept["evidence"].values()))
    except DisputeNotOpen:
        raise UnexpectedState("This dispute takes no more evidence.") from None


def close(sandbox: Sandbox, id_: str) -> Dispute:
    """Give the money of a dispute up. Raises `ResourceMissing` and `UnexpectedState`."""
    find(sandbox, id_)
    try:
        return answers.accept(sandbox, STRIPE, id_)
    except DisputeNotOpen:
        raise UnexpectedState("This dispute is closed, or asks for no money.") from None
