"""Answer disputes as the merchant: with evidence, or by accepting them; and list them."""

from collections.abc import Iterator
from operator import attrgetter
from typing import NamedTuple

from paydrill.payments.channels import Channel
from paydrill.payments.disputes import stages
from paydrill.payments.disputes.records import DISPUTES, Dispute
from paydrill.payments.errors import DisputeNotOpen
from paydrill.payments.lifecycle import ACCEPTED, INQUIRY, NEEDS_RESPONSE, UNDER_REVIEW
from paydrill.sandbox.sandbox import Sandbox
from paydrill.values import paging
from paydrill.values.paging import Page, position_of

WINNING = "winning_evidence"
LOSING = "losing_evidence"
ESCALATING = "escalate_inquiry_evidence"
"""Texts in evidence that decide at once, as in Stripe's test mode (docs.stripe.com/testing).

Both of the first two end an inquiry, of which no money was withdrawn.
"""


class Filter(NamedTuple):
    """The filter of a list of disputes."""

    payment: str | None = None
    status: str | None = None
    cursor: str | None = None


def submit_evidence(sandbox: Sandbox, channel: Channel, dispute_id: str, text: str) -> Dispute:
    """Answer a dispute, once and in time; some texts decide at once (see `WINNING`).

    Raises `DisputeNotFound` and `DisputeNotOpen`.
    """
    dispute = stages.find_dispute(sandbox, dispute_id, channel)
    if dispute.status == UNDER_REVIEW:
        raise DisputeNotOpen("Evidence was submitted already")
    stages.require_open(dispute)
    reviewed = stages.close_wait(
        sandbox, dispute, UNDER_REVIEW, "dispute.evidence_submitted", evidence=text
    )
    is_inquiry = dispute.status == INQUIRY
    if WINNING in text or (is_inquiry and LOSING in text):
        return stages.win(sandbox, reviewed)
    if is_inquiry and ESCALATING in text:
        return stages.escalate(sandbox, reviewed)
    return stages.lose(sandbox, reviewed) if LOSING in text else reviewed


def accept(sandbox: Sandbox, channel: Channel, dispute_id: str) -> Dispute:
    """Give the money up without evidence.

    Raises `DisputeNotFound`, and `DisputeNotOpen` for anything but a chargeback or pre-arbitration
    that needs a response.
    """
    dispute = stages.find_dispute(sandbox, dispute_id, channel)
    if dispute.status == INQUIRY:
        raise DisputeNotOpen("An inquiry cannot be accepted: answer it, or refund the payment")
    if dispute.status != NEEDS_RESPONSE:
        raise DisputeNotOpen(f"The dispute is {dispute.status}, and needs no response")
    return stages.decided(sandbox, dispute, ACCEPTED, "dispute.accepted")


def page(sandbox: Sandbox, channel: Channel, wanted: Filter, limit: int) -> Page[Dispute]:
    """Return a page of at most `limit` disputes, newest first. Raises `InvalidCursor`."""
    return paging.page(_find(sandbox, channel, wanted), limit, attrgetter("position"))


def _find(sandbox: Sandbox, channel: Channel, wanted: Filter) -> Iterator[Dispute]:
    found = sandbox.tx.find(
        DISPUTES,
        None if wanted.payment is None else ("payment", wanted.payment),
        after=position_of(wanted.cursor),
        newest_first=True,
    )
    return (
        dispute
        for dispute in found
        if dispute.table == channel.table.name and wanted.status in {None, dispute.status}
    )
