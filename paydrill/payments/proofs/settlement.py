"""Check what must be true of batches and payouts at any moment."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping

from paydrill.payments.proofs.books import Books, Wrong
from paydrill.payments.settlement.batches import BATCHES
from paydrill.payments.settlement.closing import ACCOUNTS
from paydrill.payments.settlement.payout_records import PAYOUTS
from paydrill.payments.settlement.terms import KEPT_TERMS, payout_plan

_TOTALS = {
    "payment.approved": "payments",
    "payment.captured": "payments",
    "pix.confirmed": "payments",
    "payment.refunded": "refunds",
    "pix.returned": "refunds",
    "payment.refund_failed": "refund_reversals",
    "dispute.funds_withdrawn": "chargebacks",
    "dispute.funds_reinstated": "chargeback_reversals",
    "payout.failed": "payout_reversals",
}
"""The totals of a batch in which each type of movement counts."""


def _batches_agree(books: Books) -> Iterator[Wrong]:
    """Check that a batch's totals equal the ledger's in its range of events."""
    real: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for batch, entry in books.settled:
        kind = _TOTALS.get(entry.type)
        if kind is not None:
            real[batch.id][kind] += 1
            real[batch.id][f"{kind}_minor"] += entry.amount_minor
    kinds = dict.fromkeys(_TOTALS.values())
    fields = [field for kind in kinds for field in (kind, f"{kind}_minor")]
    for batch in books.batches:
        for field in fields:
            told, summed = getattr(batch, field), real[batch.id][field]
            if told != summed:
                yield Wrong(BATCHES.name, batch.id, f"says {field} is {told}, not {summed}")


def _batches_follow_one_another(books: Books) -> Iterator[Wrong]:
    """Check that each batch continues the previous one: sequence, events and balance.

    Each account has to be where its last batch ended.
    """
    last: dict[str, tuple[int, int, int]] = {}
    for batch in books.batches:
        sequence, upto, balance = last.get(batch.currency, (0, 0, 0))
        told = (batch.sequence, batch.after_event, batch.opening_minor)
        if told != (sequence + 1, upto, balance):
            how = f"begins at {told}, after one that ended at {(sequence, upto, balance)}"
            yield Wrong(BATCHES.name, batch.id, how)
        last[batch.currency] = (batch.sequence, batch.upto_event, min(0, batch.balance_minor))
    for account in books.of(ACCOUNTS):
        told = (account.sequence, account.upto_event, account.balance_minor)
        if told != last.get(account.id):
            yield Wrong(ACCOUNTS.name, account.id, f"is at {told}, not at {last.get(account.id)}")


def _payouts_agree(books: Books) -> Iterator[Wrong]:
    """Check that each payout is that of its batch, and the only one; and that none is missing."""
    batches = {batch.id: batch for batch in books.batches}
    for payout in books.of(PAYOUTS):
        batch = batches.pop(payout.batch, None)
        if batch is None or payout.amount_minor != batch.balance_minor:
            balance = None if batch is None else batch.balance_minor
            how = f"pays out {payout.amount_minor} of {payout.batch}, which has {balance}"
            yield Wrong(PAYOUTS.name, payout.id, how)
    terms = {each.id: json.loads(each.text) for each in books.of(KEPT_TERMS)}
    for batch in batches.values():
        is_promised = payout_plan(terms[batch.terms], batch.currency) is not None
        if is_promised and batch.balance_minor > 0:
            yield Wrong(BATCHES.name, batch.id, f"has no payout of its {batch.balance_minor}")


INVARIANTS: Mapping[str, Callable[[Books], Iterator[Wrong]]] = {
    "batches_agree": _batches_agree,
    "batches_follow_one_another": _batches_follow_one_another,
    "payouts_agree": _payouts_agree,
}
"""The checks by name."""
