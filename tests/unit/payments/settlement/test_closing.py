"""Closing batches: by the clock and by hand, what is in them, and that they never change."""

from datetime import date
from decimal import Decimal

import pytest

from paydrill.errors import InvalidAmount
from paydrill.payments import invariants
from paydrill.payments.errors import BusinessDateNotOpen
from paydrill.payments.settlement.batches import batch_of
from paydrill.payments.settlement.closing import DORMANT_AFTER
from paydrill.payments.settlement.lines import Totals
from paydrill.values.times import DAY, HOUR, from_rfc3339
from tests.factories import NOON_MS, Merchant, make_engine
from tests.settlement_files import read_csv

MIDNIGHT_MS = NOON_MS + 12 * HOUR
BRAZIL = {"cutoff": {"time": "22:00", "zone": "America/Sao_Paulo"}, "t_plus": 2}


def dates(merchant, currency="USD"):
    return [batch.business_date for batch in merchant.batches(currency)]


def ids_in(merchant, batch):
    return [line.transaction_id for line in read_csv(merchant.file(batch)).lines]


def test_the_clock_closes_a_batch_of_each_currency_at_the_cutoff(merchant):
    merchant.pay("10.00")
    merchant.authorize("20.00", "EUR", capture=True)
    merchant.charge("5.00")
    assert merchant.batches() == []
    merchant.advance("12h")
    [usd], [eur], [brl] = (merchant.batches(each) for each in ("USD", "EUR", "BRL"))
    assert usd.totals == Totals(1, 1000, 0, 0)
    assert (eur.totals.net_minor, brl.totals.net_minor) == (2000, 500)
    assert (usd.id, usd.sequence, usd.business_date) == ("stl_USD_20260127_0001", 1, "2026-01-27")
    assert (usd.opened_ms, usd.closed_ms) == (NOON_MS - 12 * HOUR, MIDNIGHT_MS)
    assert usd.value_date == "2026-01-28"


def test_a_payment_at_the_cutoff_is_in_the_next_batch(clock):
    merchant = Merchant(make_engine(clock=clock, settlement=BRAZIL))
    clock.now_ms = from_rfc3339("2026-01-27T21:59:59.999-03:00", "")
    last = merchant.pay()
    clock.now_ms += 1
    first = merchant.pay()
    merchant.advance("24h")
    one, two = merchant.batches()
    assert (one.business_date, two.business_date) == ("2026-01-27", "2026-01-28")
    assert (one.value_date, two.value_date) == ("2026-01-29", "2026-01-30")
    assert ids_in(merchant, one) == [last.id]
    assert ids_in(merchant, two) == [first.id]


def test_what_falls_due_at_the_cutoff_is_in_the_next_batch():
    rule = {
        "id": "review",
        "then": {"pending": "review", "later": [{"after": "12h", "approved": True}]},
    }
    merchant = Merchant(make_engine(rules=[rule]))
    payment = merchant.pay()
    merchant.advance("36h")
    assert merchant.payment(payment).status == "captured"
    [batch] = merchant.batches()
    assert (batch.business_date, batch.payments) == ("2026-01-28", 1)


def test_a_payment_knows_the_batch_that_took_it_in(merchant):
    early, late = merchant.authorize(capture=True), merchant.authorize()
    declined = merchant.authorize("0.01", capture=True)
    merchant.authorize("3.00", "EUR", capture=True)
    merchant.close()
    merchant.capture(late)
    merchant.advance("12h")
    one, two = merchant.batches()

    def batch(payment):
        now = merchant.payment(payment)
        return merchant.do(batch_of, now.currency, now.captured_event)

    assert (batch(early), batch(late), batch(declined)) == (one, two, None)
    assert batch(merchant.authorize(capture=True)) is None


@pytest.mark.parametrize("amount", ["0.01", "0.03"])
def test_declined_and_pending_payments_never_settle(merchant, amount):
    merchant.pay(amount)
    merchant.advance("24h")
    assert merchant.batches() == []


def test_an_authorization_settles_when_and_as_far_as_it_is_captured(merchant):
    captured, voided, expired = (merchant.authorize("10.00") for _ in range(3))
    merchant.void(voided)
    merchant.advance("24h")
    merchant.capture(captured, "6.00")
    merchant.advance("8d")
    assert merchant.payment(expired).status == "expired"
    batches = [batch for batch in merchant.batches() if batch.totals.lines]
    assert [(b.business_date, b.payments_minor) for b in batches] == [("2026-01-28", 600)]


def test_refunds_settle_when_they_are_made_and_only_if_they_are(merchant):
    payment = merchant.pay("10.00")
    merchant.refund(payment, "4.00")
    merchant.refund(payment, "0.04")  # is declined
    merchant.refund(payment, "0.05")  # stays pending
    merchant.advance("24h")
    merchant.refund(payment)
    merchant.advance("24h")
    one, two = merchant.batches()
    assert one.totals == Totals(1, 1000, 1, 400)
    assert two.totals == Totals(0, 0, 1, 595)


def test_more_refunds_than_payments_are_carried_forward_until_they_are_made_up(merchant):
    payment = merchant.pay("10.00")
    merchant.advance("24h")
    merchant.refund(payment)
    merchant.advance("24h")
    merchant.pay("4.00")
    merchant.advance("24h")
    merchant.pay("7.00")
    merchant.advance("24h")
    balances = [(batch.opening_minor, batch.balance_minor) for batch in merchant.batches()]
    assert balances == [(0, 1000), (0, -1000), (-1000, -600), (-600, 100)]


def test_an_empty_day_has_a_batch_and_a_file(merchant):
    merchant.pay()
    merchant.advance("3d")
    assert dates(merchant) == ["2026-01-27", "2026-01-28", "2026-01-29"]
    empty = merchant.batches()[1]
    assert (empty.totals, empty.sequence) == (Totals(), 2)
    assert read_csv(merchant.file(empty)).lines == []


def test_a_currency_that_is_long_quiet_has_no_more_empty_batches(merchant):
    merchant.charge()
    merchant.advance("4000d")
    assert len(merchant.batches("BRL")) == 1 + DORMANT_AFTER
    merchant.charge()
    merchant.advance("24h")
    last = merchant.batches("BRL")[-1]
    assert (last.sequence, last.payments) == (2 + DORMANT_AFTER, 1)
    ago = date.fromisoformat(last.business_date) - date(2026, 1, 27)
    assert ago.days == 4000
    merchant.look(invariants.prove)


def test_thousands_of_years_are_crossed_at_once(merchant):
    merchant.charge()
    merchant.set_clock("9998-12-30T00:00:00Z")
    merchant.charge()
    merchant.close()
    assert dates(merchant, "BRL")[-1] == "9998-12-30"


def test_a_batch_is_closed_by_hand_and_the_day_goes_on(merchant):
    first = merchant.pay()
    [one] = merchant.close()
    second = merchant.pay()
    [two] = merchant.close()
    third = merchant.pay()
    merchant.advance("12h")
    three = merchant.batches()[-1]
    assert [ids_in(merchant, each) for each in (one, two, three)] == [
        [first.id],
        [second.id],
        [third.id],
    ]
    assert dates(merchant) == ["2026-01-27"] * 3
    assert (one.closed_ms, two.opened_ms) == (NOON_MS, NOON_MS)


def test_a_day_that_was_closed_by_hand_is_not_closed_again_for_nothing(merchant):
    merchant.pay()
    merchant.close()
    merchant.advance("24h")
    assert dates(merchant) == ["2026-01-27"]
    merchant.advance("24h")
    assert dates(merchant) == ["2026-01-27", "2026-01-28"]


def test_one_currency_can_be_closed_alone(merchant):
    merchant.pay("10.00", "USD")
    merchant.pay("20.00", "EUR")
    assert [batch.currency for batch in merchant.close(currency="EUR")] == ["EUR"]
    assert merchant.batches("USD") == []
    merchant.pay("30.00", "EUR")
    merchant.advance("12h")
    assert [batch.payments_minor for batch in merchant.batches("EUR")] == [2000, 3000]
    assert [batch.payments_minor for batch in merchant.batches("USD")] == [1000]


def test_closing_nothing_gives_an_empty_batch_of_what_is_asked_for(merchant):
    assert merchant.close() == []
    [batch] = merchant.close(currency="JPY")
    assert (batch.id, batch.totals) == ("stl_JPY_20260127_0001", Totals())
    assert [batch.sequence for batch in merchant.close()] == [2]


def test_only_the_open_business_date_can_be_closed(merchant):
    merchant.pay()
    merchant.advance("24h")
    for business_date in ("2026-01-27", "2026-01-29"):
        with pytest.raises(BusinessDateNotOpen, match="2026-01-28 is"):
            merchant.close(business_date=business_date)
    assert len(merchant.close(business_date="2026-01-28")) == 1
    with pytest.raises(InvalidAmount):
        merchant.close(currency="XXX")


def test_what_happens_when_the_clock_was_set_back_is_in_the_next_batch(merchant):
    merchant.pay()
    merchant.advance("12h")
    merchant.set_clock("2026-01-27T10:00:00Z")
    late = merchant.pay()
    merchant.set_clock("2026-01-29T00:00:00Z")
    one, two = merchant.batches()
    assert (one.payments, ids_in(merchant, two)) == (1, [late.id])
    assert dates(merchant) == ["2026-01-27", "2026-01-28"]


def test_every_payment_counts_once_however_the_clock_is_moved(merchant, clock):
    for step in (DAY, -2 * DAY, 3 * DAY, 0, -DAY, 5 * DAY):
        merchant.pay()
        clock.now_ms += step
    merchant.close()
    settled = [id_ for batch in merchant.batches() for id_ in ids_in(merchant, batch)]
    assert len(settled) == len(set(settled)) == 6
    assert dates(merchant) == sorted(dates(merchant))
    merchant.look(invariants.prove)


def test_a_closed_batch_stays_as_it_was(merchant):
    payment = merchant.pay("10.00")
    [batch] = merchant.close()
    before = merchant.file(batch)
    merchant.refund(payment, "4.00")
    merchant.advance("72h")
    merchant.refund(payment)
    merchant.close()
    assert merchant.batches()[0] == batch
    assert merchant.file(batch) == before


def test_a_reset_begins_again(merchant):
    merchant.pay()
    merchant.advance("24h")
    merchant.do(lambda sandbox: sandbox.reset())
    assert merchant.close() == []
    merchant.pay()
    merchant.advance("24h")
    assert [batch.sequence for batch in merchant.batches()] == [1]


@pytest.mark.parametrize("returned", [False, True])
def test_fees_are_kept_of_payments_and_returned_with_refunds_by_leave(returned):
    fees = [{"interchange": {"percent": 1}, "markup": {"percent": "0.5", "fixed": "0.10"}}]
    settlement = {"fees": fees, "refunds_return_fees": returned}
    merchant = Merchant(make_engine(settlement=settlement))
    payment = merchant.pay("100.00")
    merchant.refund(payment, "50.00")
    [batch] = merchant.close()
    charged = (100, 0, 60)
    back = (50, 0, 25) if returned else (0, 0, 0)
    totals = batch.totals
    kept = (totals.interchange_minor, totals.scheme_minor, totals.markup_minor)
    assert kept == tuple(a - b for a, b in zip(charged, back, strict=True))
    assert totals.net_minor == 5000 - sum(kept)


def test_a_batch_keeps_the_terms_it_was_closed_under():
    merchant = Merchant(make_engine(settlement={"fees": [{"markup": {"fixed": Decimal("0.5")}}]}))
    merchant.pay("10.00")
    [batch] = merchant.close()
    before = merchant.file(batch)
    merchant.engine.world = make_engine(settlement={}).world
    assert merchant.file(batch) == before
    merchant.pay("10.00")
    [batch] = merchant.close()
    assert batch.totals.fees_minor == 0
