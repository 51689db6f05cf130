"""What tests of stored cards do all the time: store a card, and pay by its mandate."""

from decimal import Decimal

from paydrill.payments import mandates, payments
from paydrill.payments.channels import ACQUIRER
from paydrill.payments.orders import Order
from tests.factories import VISA, Merchant, card, make_engine


def shop(*rules):
    return Merchant(make_engine(rules=[{"id": f"r{n}", **rule} for n, rule in enumerate(rules)]))


def authorize(merchant, number=VISA, *, amount="10.00", month=12, **how):
    """A payment of the acquirer; its card may come without a month."""
    details = card(number, cvv=None, month=month, year=month and 2030)
    return merchant.do(
        payments.authorize_card, details, Order(Decimal(amount), "USD", "Ada", **how)
    )


def stored(merchant, number=VISA, **how):
    """The mandate that an approved payment of the acquirer makes."""
    payment = authorize(merchant, number, store_card=True, **how)
    return merchant.do(mandates.find_mandate, payment.mandate, ACQUIRER)


def recur(merchant, mandate, number=VISA, **how):
    return authorize(merchant, number, mandate=mandate.id, initiated_by="merchant", **how)


def types(merchant):
    return [(event.type, event.status) for event in merchant.events()]
