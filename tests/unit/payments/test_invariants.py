"""The invariants: they hold for honest records, and one that is broken is named with the record."""

import pytest

from paydrill.errors import InvariantBroken
from paydrill.payments import invariants
from paydrill.payments.authentications import AUTHENTICATIONS
from paydrill.payments.channels import ACQUIRER, CARDS
from paydrill.payments.customers import TOTALS
from paydrill.payments.disputes.records import DISPUTES
from paydrill.payments.invariants import INVARIANTS
from paydrill.payments.mandates import MANDATES
from paydrill.payments.pix import charges, returns
from paydrill.payments.pix.records import CHARGES, RETURNS
from paydrill.payments.planned_outcomes import PLANNED
from paydrill.payments.proofs.books import Figures
from paydrill.payments.records import REFUNDS
from paydrill.payments.settlement.batches import BATCHES
from paydrill.payments.settlement.closing import ACCOUNTS
from paydrill.payments.settlement.payout_records import PAYOUTS
from paydrill.sandbox import due
from paydrill.sandbox.due import DUE
from paydrill.sandbox.events import EVENTS, Event
from tests.factories import NOON_MS, Merchant, make_engine


@pytest.fixture
def shop():
    """A merchant who has had one of everything."""
    merchant = Merchant(make_engine(settlement={"payouts": [{"paid": True}]}))
    payment = merchant.pay("10.00")
    merchant.refund(payment, "4.00")
    merchant.refund(payment, "0.05")  # is pending
    merchant.refund(payment, "0.04")  # is declined
    merchant.dispute(payment, amount_minor=100)
    merchant.decide(merchant.dispute(payment, amount_minor=20), "won")
    merchant.decide(merchant.dispute(payment, amount_minor=3), "lost")
    merchant.pay("0.01")  # is declined
    merchant.pay("0.03")  # is pending
    merchant.capture(merchant.authorize("7.000", "KWD"), "2.000")
    merchant.void(merchant.authorize("3.00"))
    merchant.authorize("5.00")
    merchant.authorize("0.06")  # is challenged
    merchant.void(merchant.store_card("2.00"))
    charge = merchant.do(charges.create, 20)
    merchant.do(charges.confirm, charge.bank_payment_id, 20)
    merchant.do(returns.give_back, int(charge.id), 5)
    merchant.do(charges.create, 30)
    merchant.close(currency="USD")
    merchant.close(currency="KWD")
    return merchant


def test_honest_records_hold_and_are_added_up_by_currency(shop):
    assert shop.look(invariants.prove) == [
        Figures("BRL", 0, 0, 0, 0, 2000, 500, 2500, 2500, 0, 1500, 0, 0, 0, 0, 0, 0),
        Figures("KWD", 7000, 2000, 0, 0, 0, 0, 4000, 4000, 2000, 0, 0, 2000, 0, 0, 0, 0),
        Figures("USD", 2000, 1000, 400, 5, 0, 0, 2043, 2043, 497, 0, 0, 497, 123, 20, 3, 100),
    ]


def test_an_empty_sandbox_holds(merchant):
    assert merchant.look(invariants.prove) == []


def change(table, /, **values):
    """Work that spoils the first record of a table."""

    def spoil(sandbox):
        record = next(sandbox.tx.find(table))
        sandbox.tx.put(table, record._replace(**values))

    return spoil


def remove(table):
    """Work that loses the first record of a table."""

    def lose(sandbox):
        sandbox.tx.delete(table, next(sandbox.tx.find(table)).id)

    return lose


def cancel(action):
    """Work that loses what ends something by itself."""

    def lose(sandbox):
        item = next(each for each in sandbox.tx.find(DUE) if each.action == action)
        due.cancel(sandbox, action, item.subject)

    return lose


def add_event(type_, status, subject=None, amount_minor=1):
    """Work that tells of something that did not happen, about the first payment unless told."""

    def tell(sandbox):
        of = subject or next(sandbox.tx.find(CARDS.table)).id
        number = sandbox.last_event = sandbox.last_event + 1
        event = Event(str(number), number, type_, NOON_MS, of, status, amount_minor, "USD")
        sandbox.tx.put(EVENTS, event)

    return tell


SPOILED = [
    ("amounts_are_bounded", change(CARDS.table, captured_minor=1001), "/transactions/"),
    ("amounts_are_bounded", change(CARDS.table, refunded_minor=1001), "/transactions/"),
    ("amounts_are_bounded", change(CARDS.table, refunds_pending_minor=601), "/transactions/"),
    ("amounts_are_bounded", change(ACQUIRER.table, captured_minor=-1), "/acquirer_payments/"),
    ("amounts_are_bounded", change(CHARGES, returned_minor=2001), "/charges/1"),
    ("refunds_add_up", change(CARDS.table, refunded_minor=399), "/transactions/"),
    ("refunds_add_up", change(CARDS.table, refunds_pending_minor=4), "/transactions/"),
    ("refunds_add_up", remove(REFUNDS), "/transactions/"),
    ("refunds_add_up", change(REFUNDS, payment="txn_unknown"), "/refunds/ref_"),
    ("returns_add_up", change(CHARGES, returned_minor=499), "/charges/1"),
    ("returns_add_up", change(RETURNS, charge="7"), "/charges/7"),
    ("totals_add_up", change(TOTALS, transactions=5), "/customer_totals/USD/cus_1"),
    ("totals_add_up", change(TOTALS, paid_minor=999), "/customer_totals/USD/cus_1"),
    ("totals_add_up", change(TOTALS, customer="cus_2"), "/customer_totals/USD/cus_1"),
    ("totals_add_up", remove(TOTALS), "/customer_totals/USD/cus_1"),
    ("challenges_agree", change(AUTHENTICATIONS, trans_status="Y"), "/authentications/3ds_"),
    ("challenges_agree", change(AUTHENTICATIONS, payment="txn_0"), "/authentications/3ds_"),
    ("challenges_agree", change(AUTHENTICATIONS, liability_shift=True), "/authentications/3ds_"),
    ("challenges_agree", remove(AUTHENTICATIONS), "/authentications/3ds_"),
    ("challenges_agree", remove(PLANNED), "/authentications/3ds_"),
    ("mandates_agree", change(MANDATES, payment="txn_0"), "/mandates/mdt_"),
    ("mandates_agree", change(MANDATES, channel="acquirer_payments"), "/transactions/txn_"),
    ("mandates_agree", remove(MANDATES), "/transactions/txn_"),
    ("mandates_agree", change(CARDS.table, initiated_by="merchant"), "/transactions/txn_"),
    ("moves_have_events", change(MANDATES, status="inactive"), "/mandates/mdt_"),
    ("debits_equal_credits", change(EVENTS, amount_minor=0), "/events/1"),
    ("ledger_agrees", change(EVENTS, amount_minor=999), "/transactions/"),
    ("ledger_agrees", change(EVENTS, currency="EUR"), "/transactions/"),
    ("ledger_agrees", add_event("pix.confirmed", "confirmed", "7"), "/ledger/7"),
    ("events_have_no_gap", remove(EVENTS), "/events/2"),
    ("events_have_no_gap", change(EVENTS, position=99), "/events/2"),
    ("moves_have_events", change(CARDS.table, status="voided"), "/transactions/"),
    ("moves_have_events", change(CHARGES, status="returned"), "/charges/1"),
    ("moves_have_events", change(EVENTS, type="payment.captured"), "/transactions/"),
    ("moves_have_events", add_event("payment.refunded", "refunded"), "/transactions/"),
    ("moves_have_events", add_event("payment.voided", "voided"), "/transactions/"),
    ("moves_have_events", add_event("payment.declined", "declined", "txn_0"), "/events/"),
    ("due_items_have_subjects", change(DUE, subject="nobody"), "/due/"),
    ("due_items_have_subjects", change(DUE, table="nowhere"), "/due/"),
    ("due_items_have_subjects", change(DUE, position=NOON_MS + 1), "/sandbox/shop"),
    ("what_waits_is_due", cancel("authorization_expiry"), "/acquirer_payments/"),
    ("what_waits_is_due", cancel("evidence_deadline"), "/disputes/dp_"),
    ("what_waits_is_due", cancel("payout_arrival"), "/payouts/po_"),
    ("what_waits_is_due", cancel("charge_expiry"), "/charges/2"),
    ("disputes_add_up", change(CARDS.table, disputed_minor=102), "/transactions/"),
    ("disputes_add_up", change(DISPUTES, status="won"), "/transactions/"),
    ("disputes_add_up", change(DISPUTES, payment="txn_0"), "/disputes/txn_0"),
    ("withdrawn_is_accounted_for", change(DISPUTES, amount_minor=99), "/ledger/USD"),
    ("payouts_agree", change(PAYOUTS, amount_minor=1), "/payouts/po_USD_"),
    ("payouts_agree", change(PAYOUTS, batch="stl_0"), "/payouts/po_USD_"),
    ("payouts_agree", remove(PAYOUTS), "/settlement_batches/stl_USD_"),
    ("ledger_agrees", change(PAYOUTS, status="failed"), "/payouts/po_USD_"),
    ("batches_agree", change(BATCHES, chargebacks=1), "/settlement_batches/stl_USD_"),
    ("batches_agree", change(BATCHES, payments=2), "/settlement_batches/stl_USD_"),
    ("batches_agree", change(BATCHES, refunds_minor=401), "/settlement_batches/stl_USD_"),
    ("batches_agree", change(BATCHES, upto_event=2), "/settlement_batches/stl_USD_"),
    ("batches_follow_one_another", change(BATCHES, sequence=2), "/settlement_batches/stl_USD_"),
    ("batches_follow_one_another", change(BATCHES, after_event=1), "/settlement_batches/stl_USD_"),
    ("batches_follow_one_another", change(ACCOUNTS, balance_minor=-1), "/settlement_accounts/"),
]


@pytest.mark.parametrize(("name", "spoil", "pointer"), SPOILED)
def test_a_broken_invariant_is_named_with_the_record_at_fault(shop, name, spoil, pointer):
    shop.do(spoil)
    with pytest.raises(InvariantBroken) as caught:
        shop.look(invariants.prove)
    told = [e for e in caught.value.errors if e.message.startswith(f"{name}: ")]
    assert any(e.pointer.startswith(pointer) for e in told), caught.value.errors
    assert name in caught.value.detail


def test_every_invariant_can_be_broken():
    assert {name for name, *_ in SPOILED} == set(INVARIANTS)


def test_what_breaks_everything_is_told_in_a_few_lines(shop):
    for _ in range(30):
        shop.pay("1.00")
    shop.do(lambda sandbox: [sandbox.tx.delete(EVENTS, str(n)) for n in range(1, 40)])
    with pytest.raises(InvariantBroken) as caught:
        shop.look(invariants.prove)
    assert 10 <= len(caught.value.errors) <= 10 * len(INVARIANTS)
    assert len(caught.value.detail) < 500
