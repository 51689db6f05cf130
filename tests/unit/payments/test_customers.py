"""What a customer has paid and got back, in each currency."""

from tests.factories import Merchant


def summary(totals):
    return [(t.currency, t.transactions, t.paid_minor, t.refunded_minor) for t in totals]


def test_a_stranger_has_no_totals(merchant):
    merchant.pay()
    assert merchant.totals("cus_unknown") == []


def test_every_transaction_counts_and_only_captured_money_is_paid(merchant):
    merchant.pay("10.00")
    merchant.pay("0.01")
    merchant.pay("0.03")
    merchant.pay("7.00", capture=False)
    assert summary(merchant.totals()) == [("USD", 4, 1000, 0)]


def test_captures_and_refunds_count_when_they_happen(merchant):
    payment = merchant.pay("10.00", capture=False)
    merchant.capture(payment, "8.00")
    merchant.refund(payment, "3.00")
    merchant.refund(payment, "0.04")
    merchant.refund(payment, "0.05")
    assert summary(merchant.totals()) == [("USD", 1, 800, 300)]


def test_currencies_are_kept_apart_in_order_of_first_use(merchant):
    for amount, currency in [("500", "JPY"), ("1.00", "EUR"), ("500", "JPY"), ("2.00", "BRL")]:
        merchant.pay(amount, currency)
    assert summary(merchant.totals()) == [
        ("JPY", 2, 1000, 0),
        ("EUR", 1, 100, 0),
        ("BRL", 1, 200, 0),
    ]


def test_customers_are_kept_apart(merchant):
    merchant.pay(customer="cus_1")
    merchant.pay(customer="cus_2", amount="2.00")
    assert summary(merchant.totals("cus_1")) == [("USD", 1, 1000, 0)]
    assert summary(merchant.totals("cus_2")) == [("USD", 1, 200, 0)]


def test_sandboxes_are_kept_apart(merchant):
    merchant.pay()
    assert Merchant(merchant.engine, "elsewhere").totals() == []


def test_the_acquirer_knows_no_customers(merchant):
    merchant.refund(merchant.authorize(capture=True))
    assert merchant.totals("Ada Lovelace") == []
