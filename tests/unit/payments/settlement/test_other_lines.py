"""Lines beside payments and refunds: chargebacks, what undoes them, fees, returned payouts."""

import orjson
import pytest
from lxml import etree

from paydrill.payments import invariants
from paydrill.payments.settlement import breaks, payouts, planting
from paydrill.payments.settlement.closing import DORMANT_AFTER
from paydrill.payments.settlement.formats import FORMATS
from paydrill.payments.settlement.payout_records import PAYOUTS
from paydrill.values.times import rfc3339
from tests.factories import Merchant, make_engine
from tests.settlement_files import READERS, SCHEMA, SETTLEMENT_FILE, fixed_records, rows_of

TERMS = {
    "dispute_fee": "15.00",
    "won_disputes_return_fee": True,
    "refunds_return_fees": True,
    "fees": [{"markup": {"percent": "1"}}],
    "payouts": [{"currency": "USD", "failed": "account_closed"}, {"paid": True}],
}


@pytest.fixture
def shop():
    """A merchant with every kind of line in one batch."""
    merchant = Merchant(make_engine(settlement=TERMS))
    payment = merchant.pay("100.00")
    merchant.refund(payment, "20.00")
    merchant.refund(payment, "0.06")  # fails in two days
    merchant.dispute(merchant.pay("30.00"))
    merchant.answer(merchant.dispute(payment, amount_minor=1000), "winning_evidence")
    merchant.advance("11h")
    return merchant


def rows(merchant, batch):
    return rows_of(merchant.file(batch))


def test_each_has_a_line_of_its_own(shop):
    [batch] = shop.close()
    assert [
        (row["type"], row["gross_debit"], row["gross_credit"]) for row in rows(shop, batch)
    ] == [
        ("payment", "", "100.00"),
        ("refund", "20.00", ""),
        ("refund", "0.06", ""),
        ("payment", "", "30.00"),
        ("chargeback", "30.00", ""),
        ("dispute_fee", "", "0.00"),
        ("chargeback", "10.00", ""),
        ("dispute_fee", "", "0.00"),
        ("chargeback_reversal", "", "10.00"),
        ("dispute_fee", "", "0.00"),
        ("payout", "", ""),
    ]
    fees = [row["markup_fee"] for row in rows(shop, batch) if row["type"] == "dispute_fee"]
    assert fees == ["15.00", "15.00", "-15.00"]
    shop.look(invariants.prove)


def test_every_format_says_the_same_to_the_cent(shop):
    [batch] = shop.close()
    read = {name: READERS[name](shop.file(batch, name)) for name in FORMATS}
    assert read["json"] == read["camt053"] == read["fixed"] == read["csv"]
    net = sum(line.net for line in read["csv"].lines)
    assert net.scaleb(2) == batch.totals.net_minor
    assert read["csv"].payout == net


def test_the_totals_of_each_kind_are_told(shop):
    [batch] = shop.close()
    manifest = orjson.loads(shop.file(batch, "json"))["manifest"]
    assert manifest["chargebacks"] == {"count": 2, "amount_minor": 4000}
    assert manifest["chargeback_reversals"] == {"count": 1, "amount_minor": 1000}
    assert manifest["dispute_fees"] == {"count": 3, "amount_minor": 0}
    assert "refund_reversals" not in manifest
    trailer = fixed_records(shop.file(batch, "fixed"))[-2]
    assert (trailer["chargeback_count"], trailer["chargeback_amount"]) == (2, 4000)
    assert (trailer["dispute_fee_count"], trailer["payout_reversal_count"]) == (3, 0)


def test_the_statement_of_each_batch_is_valid_camt053(shop):
    shop.close()
    shop.advance("5d")
    for batch in shop.batches():
        SCHEMA.assertValid(etree.fromstring(shop.file(batch, "camt053")))


def test_the_json_keeps_the_contract(shop):
    shop.close()
    shop.advance("5d")
    schema = SETTLEMENT_FILE.responses["200"]["content"]["application/json"]["schema"]
    validator = SETTLEMENT_FILE.schemas.compile(schema)
    for batch in shop.batches():
        assert list(validator.iter_errors(orjson.loads(shop.file(batch, "json")))) == []


def test_a_failed_refund_takes_back_what_the_refund_gave(shop):
    shop.close()
    shop.advance("3d")
    batches = shop.batches()
    reversals = [batch for batch in batches if batch.refund_reversals]
    [line] = [row for row in rows(shop, reversals[0]) if row["type"] == "refund_reversal"]
    [refund] = [row for row in rows(shop, batches[0]) if row["gross_debit"] == "0.06"]
    assert line["transaction_id"] == refund["transaction_id"]
    assert (line["net_credit"], refund["net_debit"]) == ("0.06", "0.06")
    shop.look(invariants.prove)


def test_a_payout_that_fails_comes_back_in_a_later_batch(shop):
    [batch] = shop.close()
    [payout] = shop.records(PAYOUTS)
    assert (payout.status, payout.amount_minor) == ("in_transit", batch.balance_minor)
    assert payout.arrival_date == batch.value_date
    shop.advance("5d")
    payout, *others = shop.records(PAYOUTS)
    assert (payout.status, payout.fails_with) == ("failed", "account_closed")
    assert [event.type for event in shop.events(payout)] == ["payout.created", "payout.failed"]
    later = next(each for each in shop.batches() if each.payout_reversals)
    assert later.payout_reversals_minor == payout.amount_minor
    [line] = [row for row in rows(shop, later) if row["type"] == "payout_reversal"]
    assert (line["transaction_id"], line["method"]) == (payout.id, "bank")
    assert (line["original_transaction_id"], line["brand"]) == (batch.id, "")
    assert others[0].amount_minor >= payout.amount_minor
    shop.look(invariants.prove)


def test_a_payout_arrives_when_its_value_date_begins():
    merchant = Merchant(make_engine(settlement={"payouts": [{"paid": True}], "t_plus": 1}))
    merchant.pay("10.00")
    merchant.advance("12h")  # to the cut-off, at midnight
    [payout] = merchant.records(PAYOUTS)
    assert payout.arrival_date == "2026-01-28"
    assert payout.status == "paid"
    assert merchant.do(payouts.find, payout.id) == payout
    assert merchant.do(payouts.page, payouts.Filter(status="failed"), 10).items == []


@pytest.mark.parametrize(
    ("t_plus", "arrival"),
    [
        (0, "2026-01-28T01:00:00.000Z"),  # with the batch, whose value date has begun
        (1, "2026-01-28T03:00:00.000Z"),  # at midnight in São Paulo, not at the cut-off
        (2, "2026-01-29T03:00:00.000Z"),
    ],
)
def test_a_value_date_begins_at_midnight_in_the_zone_of_the_cutoff(t_plus, arrival):
    cutoff = {"time": "22:00", "zone": "America/Sao_Paulo"}
    terms = {"payouts": [{"paid": True}], "cutoff": cutoff, "t_plus": t_plus}
    merchant = Merchant(make_engine(settlement=terms))
    merchant.pay("10.00")
    merchant.advance("5d")
    [payout] = merchant.records(PAYOUTS)
    created, paid = merchant.events(payout)
    assert rfc3339(created.at_ms) == "2026-01-28T01:00:00.000Z"
    assert (paid.type, rfc3339(paid.at_ms)) == ("payout.paid", arrival)
    moments = [event.at_ms for event in merchant.events()]
    assert moments == sorted(moments)


def test_a_bank_that_returns_every_payout_does_not_keep_batches_coming_for_ever():
    merchant = Merchant(make_engine(settlement={"payouts": [{"failed": "no_account"}]}))
    merchant.pay("10.00")
    merchant.advance("900d")
    assert len(merchant.records(PAYOUTS)) == 1 + DORMANT_AFTER
    assert len(merchant.batches()) < 2 * DORMANT_AFTER
    merchant.look(invariants.prove)
    merchant.pay("1.00")
    [batch] = merchant.close()
    assert (batch.payments, batch.payout_reversals, batch.balance_minor) == (1, 1, 1100)
    merchant.look(invariants.prove)


def test_there_are_no_payouts_where_the_scenario_has_none(merchant):
    merchant.pay("10.00")
    merchant.close()
    merchant.advance("5d")
    assert merchant.records(PAYOUTS) == []
    assert not {event.type for event in merchant.events()} & {"payout.created", "payout.paid"}


@pytest.mark.parametrize(
    "type_", ["missing_line", "duplicated_line", "amount_off_by_one", "wrong_fee"]
)
def test_breaks_are_planted_in_these_lines_too(shop, type_):
    shop.do(planting.wish, type=type_, line=5)
    [batch] = shop.close()
    [told] = shop.do(breaks.of_batch, batch.id)
    assert told.type == type_
    shown = [row["type"] for row in rows(shop, batch)]
    assert shown.count("chargeback") == {"missing_line": 1, "duplicated_line": 3}.get(type_, 2)
    shop.look(invariants.prove)
