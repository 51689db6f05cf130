"""The documented script on rarer lines: it finds what is planted in them, and nothing else."""

import pytest

from paydrill.payments import invariants
from paydrill.payments.settlement.breaks import LINE_BREAKS
from paydrill.values.times import rfc3339
from tests.factories import Merchant, make_engine
from tests.reconciling import FEES, answer_key, findings, plant

BOOKED = {
    "refund.failed": ("refund_reversal", 1, 0),
    "dispute.funds_withdrawn": ("chargeback", -1, 0),
    "dispute.fee_charged": ("dispute_fee", 0, 1),
    "dispute.funds_reinstated": ("chargeback_reversal", 1, 0),
    "dispute.fee_returned": ("dispute_fee", 0, -1),
    "payout.failed": ("payout_reversal", 1, 0),
}
"""What a merchant writes down at an event: type, and the signs of gross amount and fee."""


def trade():
    """A merchant with all rarer lines in the open batch, and the books, out of the events."""
    terms = {"dispute_fee": "15.00", "won_disputes_return_fee": True, "t_plus": 0}
    payouts = [{"failed": "account_closed"}]
    merchant = Merchant(make_engine(settlement={"fees": [FEES], "payouts": payouts, **terms}))
    merchant.pay("50.00")
    merchant.close()
    payment = merchant.pay("100.00")
    merchant.refund(payment, "0.06")  # fails in two days
    merchant.advance("47h")
    merchant.close()
    merchant.advance("1h")
    merchant.answer(merchant.dispute(payment, amount_minor=2000), "winning_evidence")
    escalated = merchant.answer(merchant.dispute(payment, amount_minor=3000), "winning_evidence")
    merchant.decide(escalated, "escalated")
    merchant.advance("1s")
    last = merchant.batches()[-1]
    events = [event for event in merchant.events() if event.position > last.upto_event]
    return merchant, [row_of(event) for event in events if event.type in BOOKED]


def row_of(event):
    type_, gross, fee = BOOKED[event.type]
    return {
        "happened_at": rfc3339(event.at_ms),
        "currency": event.currency,
        "transaction_id": event.subject,
        "gross": f"{gross * event.amount_minor / 100:.2f}",
        "type": type_,
        "fee": f"{fee * event.amount_minor / 100:.2f}",
    }


def test_nothing_is_found_in_honest_lines_of_disputes_failed_refunds_and_returned_payouts():
    merchant, books = trade()
    assert {row["type"] for row in books} == {type_ for type_, *_ in BOOKED.values()}
    [batch] = merchant.close()
    assert findings(merchant, batch, books) == []


@pytest.mark.parametrize("line", range(1, 13))
@pytest.mark.parametrize("type_", [*LINE_BREAKS, "truncated"])
def test_breaks_in_those_lines_are_found_and_nothing_else(type_, line):
    merchant, books = trade()
    plant(merchant, type_, line=line)
    [batch] = merchant.close()
    [told] = answer_key(merchant, batch)
    assert told["transaction_id"] == books[line - 1]["transaction_id"]
    assert findings(merchant, batch, books) == [told]
    merchant.look(invariants.prove)
