"""What must be true of a sandbox's records at any moment, whatever was done to it.

Checked on a dump of every record, so that it holds for whatever store they came from.
"""

from collections import Counter, defaultdict

from paydrill.engine.ledger import entries
from paydrill.engine.lifecycle import CAPTURED, CHARGE, PAYMENT, PENDING, REFUND


def check(records):
    """Raises `AssertionError` naming what does not add up. `records` is `Merchant.everything()`."""
    payments = [*records.get("transactions", []), *records.get("acquirer_payments", [])]
    refunds = records.get("refunds", [])
    charges = records.get("charges", [])
    check_amounts(payments, refunds)
    check_returns(charges, records.get("returns", []))
    check_events(records.get("events", []), payments, refunds, charges)
    check_ledger(entries(records.get("events", [])), payments, charges)
    check_totals(records.get("customer_totals", []), records.get("transactions", []))


def check_amounts(payments, refunds):
    """Refunds, promised ones included, are at most what was captured, of what was authorized."""
    given_back = summed((refund.payment, refund.status, refund.amount_minor) for refund in refunds)
    for payment in payments:
        assert 0 <= payment.captured_minor <= payment.amount_minor, payment
        assert payment.refunded_minor == given_back[payment.id, CAPTURED], payment
        assert payment.refunds_pending_minor == given_back[payment.id, PENDING], payment
        assert payment.refundable_minor >= 0, payment


def check_returns(charges, returns):
    """What was returned of a charge is at most what was paid."""
    returned = summed((made.charge, "returned", made.amount_minor) for made in returns)
    for charge in charges:
        assert charge.returned_minor == returned[charge.id, "returned"], charge
        assert charge.returned_minor <= (charge.amount_minor if charge.paid else 0), charge


def check_events(events, payments, refunds, charges):
    """Positions have no gap; each subject's events are the moves that led to its status."""
    assert [event.position for event in events] == list(range(1, len(events) + 1))
    history = defaultdict(list)
    for event in events:
        history[event.subject].append(event)
    for moves, subjects in ((PAYMENT, payments), (REFUND, refunds), (CHARGE, charges)):
        for subject in subjects:
            check_history(moves, subject, history.pop(subject.id))
    assert not history, f"events of nobody: {history}"


def check_history(moves, subject, told):
    """The events are a way through the table of moves that ends at the record's status."""
    before = None
    for event in told:
        assert moves[before, event.status] == event.type, (subject, told)
        before = event.status
    assert before == subject.status, (subject, told)
    assert [event.at_ms for event in told] == sorted(event.at_ms for event in told), told


def check_ledger(entries, payments, charges):
    """Debits equal credits, and what a payment brought is what was captured less refunded."""
    balance = Counter()
    for entry in entries:
        assert entry.amount_minor > 0, entry
        assert "merchant_balance" in {entry.debit, entry.credit}, entry
        sign = 1 if entry.credit == "merchant_balance" else -1
        balance[entry.payment] += sign * entry.amount_minor
    expected = {p.id: p.captured_minor - p.refunded_minor for p in payments}
    expected |= {c.id: c.amount_minor - c.returned_minor if c.paid else 0 for c in charges}
    assert {payment: balance[payment] for payment in expected} == expected
    assert balance.keys() <= expected.keys()


def check_totals(totals, transactions):
    """A customer's totals are what adding up their transactions gives."""
    expected = defaultdict(lambda: (0, 0, 0))
    for t in transactions:
        count, paid, refunded = expected[t.customer, t.currency]
        counted = (count + 1, paid + t.captured_minor, refunded + t.refunded_minor)
        expected[t.customer, t.currency] = counted
    kept = {
        (each.customer, each.currency): (each.transactions, each.paid_minor, each.refunded_minor)
        for each in totals
    }
    assert kept == dict(expected)


def summed(amounts):
    """Total amount by (record, kind)."""
    totals = Counter()
    for record, kind, amount_minor in amounts:
        totals[record, kind] += amount_minor
    return totals
