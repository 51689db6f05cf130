"""What tests of the engine and of the stores share: an engine, a merchant, cards and orders.

A `Merchant` does one thing per transaction, as one request would, and looks at what is left.
"""

from dataclasses import replace
from decimal import Decimal
from functools import partial

from paydrill.domain import PAYMENTS, TABLES
from paydrill.payments import channels, customers, holds, payments, refunds, tokens
from paydrill.payments.channels import ACQUIRER, CARDS, CHANNELS, Channel
from paydrill.payments.disputes import answers, stages
from paydrill.payments.ledger import entries
from paydrill.payments.orders import Order
from paydrill.payments.pix import charges, returns
from paydrill.payments.settlement import closing, publication
from paydrill.payments.settlement.batches import BATCHES
from paydrill.payments.settlement.formats import FORMATS
from paydrill.sandbox import clock_moves
from paydrill.sandbox.engine import Engine
from paydrill.sandbox.events import EVENTS
from paydrill.sandbox.world import World
from paydrill.scenarios.one_scenario import OneScenario
from paydrill.scenarios.scenario import Scenario, Sections
from paydrill.standards import standards
from paydrill.stores.memory import MemoryStore
from paydrill.values.cards import CardDetails
from paydrill.values.times import from_rfc3339

NOON_MS = from_rfc3339("2026-01-27T12:00:00Z", "/now")

VISA = "4111111111111111"
MASTERCARD = "5555555555554444"
AMERICAN_EXPRESS = "378282246310005"

_CREATE = ["cards.create_payment", "acquirer.authorize_payment"]
_REFUND = ["cards.refund_transaction", "acquirer.refund_payment"]
RULES = (
    {
        "id": "insufficient-funds",
        "when": {"operation": _CREATE, "amount": Decimal("0.01")},
        "then": {"declined": "insufficient_funds"},
    },
    {
        "id": "verification",
        "when": {"operation": _CREATE, "amount": Decimal("0.03")},
        "then": {"pending": "verification"},
    },
    {
        "id": "challenge",
        "when": {"operation": _CREATE, "amount": Decimal("0.06")},
        "then": {"challenge": "required"},
    },
    {
        "id": "refund-declined",
        "when": {"operation": _REFUND, "amount": Decimal("0.04")},
        "then": {"declined": "do_not_honor"},
    },
    {
        "id": "refund-fails",
        "when": {"operation": _REFUND, "amount": Decimal("0.06")},
        "then": {
            "approved": True,
            "later": [{"after": "2d", "failed": "expired_or_canceled_card"}],
        },
    },
    {
        "id": "disputed",
        "when": {"operation": _CREATE, "amount": Decimal("0.07")},
        "then": {"later": [{"after": "3d", "disputed": "fraudulent"}]},
    },
    {
        "id": "refund-pending",
        "when": {"operation": _REFUND, "amount": Decimal("0.05")},
        "then": {"pending": "manual_review"},
    },
)


class ManualClock:
    """The machine's time as a test wants it: it moves only when told."""

    def __init__(self, now_ms=NOON_MS):
        self.now_ms = now_ms

    def __call__(self):
        return self.now_ms


def card(number=VISA, *, cvv="123", month=12, year=2030, at="/card"):
    return CardDetails(number, month, year, cvv, at)


def order(amount="10.00", currency="USD", customer="cus_1", *, capture=True):
    return Order(Decimal(amount), currency, customer, "Order 77", capture)


def make_engine(
    store=None, rules=RULES, *, seed=0, scenario_seed=None, clock=None, settlement=None
):
    """An engine on a memory store of its own, at noon, unless told otherwise."""
    scenario = Scenario("test", rules, scenario_seed, Sections(settlement or {}))
    world = World(OneScenario(scenario), standards(), PAYMENTS, seed)
    return Engine(store or MemoryStore(), world, system_clock=clock or ManualClock())


class Merchant:
    """Somebody who uses one sandbox of an engine."""

    def __init__(self, engine=None, sandbox="shop"):
        self.engine = engine or make_engine()
        self.sandbox = sandbox

    def do(self, function, *args, **named):
        """Call `function(sandbox, ...)` in a transaction of its own, as a request would."""
        return self.engine.run(self.sandbox, lambda sandbox: function(sandbox, *args, **named))

    def look(self, read):
        """What `read(sandbox)` says."""
        return self.engine.run(self.sandbox, read)

    def advance(self, by):
        self.do(clock_moves.advance, by)

    def set_clock(self, now, *, frozen=None):
        self.do(clock_moves.set_clock, now, frozen=frozen)

    def tokenize(self, details=None, customer="cus_1"):
        return self.do(tokens.tokenize, details or card(), customer)

    def pay(self, amount="10.00", currency="USD", customer="cus_1", *, capture=True):
        """A payment through the merchant API."""
        token = self.tokenize(customer=customer)
        wanted = order(amount, currency, customer, capture=capture)
        return self.do(payments.charge_token, token.id, wanted)

    def store_card(self, amount="10.00", customer="cus_1"):
        """An authorization through the merchant API that stores its card."""
        token = self.tokenize(customer=customer)
        wanted = replace(order(amount, customer=customer, capture=False), store_card=True)
        return self.do(payments.charge_token, token.id, wanted)

    def authorize(self, amount="10.00", currency="USD", *, capture=False, number=VISA):
        """A payment through the acquirer."""
        wanted = order(amount, currency, "Ada Lovelace", capture=capture)
        return self.do(payments.authorize_card, card(number, cvv=None), wanted)

    def capture(self, payment, amount=None):
        return self.do(holds.capture, channel_of(payment), payment.id, amount and Decimal(amount))

    def void(self, payment):
        return self.do(holds.void, channel_of(payment), payment.id)

    def dispute(self, payment, reason="fraudulent", **how):
        """A dispute of all that is left of a payment, unless told otherwise."""
        return self.do(stages.open_dispute, channel_of(payment), payment.id, reason, **how)

    def answer(self, dispute, text):
        """The dispute after the merchant's evidence."""
        channel = CHANNELS[dispute.table]
        return self.do(answers.submit_evidence, channel, dispute.id, text)

    def decide(self, dispute, result):
        """The dispute as the issuer has decided it."""
        return self.do(stages.decide, dispute.id, result)

    def refund(self, payment, amount=None):
        amount = amount and Decimal(amount)
        return self.do(refunds.refund, channel_of(payment), payment.id, amount)

    def payment(self, payment):
        """The payment as it is now."""
        return self.do(channels.find, channel_of(payment), payment.id)

    def charge(self, value="10.00", description="Pedido 77"):
        """A PIX charge that the bank has confirmed."""
        charge = self.do(charges.create, Decimal(value), description)
        return self.do(charges.confirm, charge.bank_payment_id, Decimal(value))

    def give_back(self, charge, value=None):
        """A PIX return."""
        value = value and Decimal(value)
        return self.do(returns.give_back, int(charge.id), value)

    def close(self, **which):
        """Settlement batches closed by hand."""
        return self.do(closing.close, **which)

    def batches(self, currency="USD"):
        """The closed batches of a currency, oldest first."""
        found = self.records(BATCHES)
        return [batch for batch in found if batch.currency == currency]

    def file(self, batch, format_="csv"):
        """The whole file of a batch."""
        statement = self.do(publication.file_of, batch.id)
        run = partial(self.engine.run, self.sandbox)
        return b"".join(publication.pieces(run, statement, FORMATS[format_]))

    def events(self, subject=None):
        """All events, or those of one payment, refund or charge."""
        events = self.records(EVENTS)
        return [event for event in events if subject is None or event.subject == subject.id]

    def entries(self):
        return list(entries(self.events()))

    def totals(self, customer="cus_1"):
        return self.do(customers.totals, customer)

    def records(self, table):
        return self.look(lambda sandbox: list(sandbox.tx.find(table)))

    def everything(self):
        """Every record of the sandbox, by table, as the store has it: nothing due is done."""
        return self.engine.store.transact(self.sandbox, dump)


def channel_of(payment) -> Channel:
    """The service that took the payment, told by the form of its id."""
    return CARDS if payment.id.startswith("txn_") else ACQUIRER


def dump(tx):
    """Every record the transaction can see, by table; tables without records are left out."""
    records = {table.name: list(tx.find(table)) for table in TABLES}
    return {name: found for name, found in records.items() if found}


def luhn_valid(prefix, length):
    """The card number of that prefix and length, filled with zeros and a check digit."""
    body = prefix.ljust(length - 1, "0")
    return next(body + digit for digit in "0123456789" if standards().luhn(body + digit))
