"""Anything clients may do, in any order, on every backend: the books always balance."""

import os
from decimal import Decimal
from functools import partial

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from paydrill.errors import EngineError
from paydrill.payments import challenges, holds, invariants, mandates, payments, refunds, tokens
from paydrill.payments.channels import CHANNELS
from paydrill.payments.disputes import answers, stages
from paydrill.payments.orders import Order
from paydrill.payments.pix import charges, returns
from paydrill.payments.settlement import closing
from paydrill.sandbox import clock_moves, snapshots
from paydrill.sandbox.snapshot_records import SNAPSHOTS
from paydrill.stores import open_store
from tests.factories import Merchant, card, channel_of, make_engine, order

# Declined, pending and impossible amounts among those that go well; see `tests.factories.RULES`.
AMOUNTS = st.sampled_from(
    ["10.00", "4.00", "1.00", "0.07", "0.06", "0.05", "0.04", "0.03", "0.01", "0.001"]
)
PARTS = st.none() | AMOUNTS.map(Decimal)
CUSTOMERS = st.sampled_from(["cus_1", "cus_2"])
CURRENCIES = st.sampled_from(["USD", "BRL", "KWD"])
DURATIONS = st.sampled_from(["1s", "29m", "31m", "23h", "25h", "6d", "8d", "20d"])
TERMS = {
    "dispute_fee": "15.00",
    "cutoff": {"time": "22:00", "zone": "America/Sao_Paulo"},  # payouts are on their way for hours
    "payouts": [{"currency": "USD", "failed": "no_account"}, {"paid": True}],
}

# As many as a few seconds allow, unless told otherwise: each step dumps the sandbox several times.
EXAMPLES = {"memory": 60, "tinydb": 25, "sqlite": 15, "postgresql": 8}
MOST_STEPS, USUAL_STEPS = 40, 30  # of one example: Hypothesis ends some early
STEPS = int(os.environ.get("PAYDRILL_TEST_STEPS", "0"))


class Clients(RuleBasedStateMachine):
    """Cards, acquirer and PIX used at random in one sandbox; after each step all is checked."""

    carded = Bundle("carded")
    paid = Bundle("paid")
    charged = Bundle("charged")
    disputed = Bundle("disputed")
    stored = Bundle("stored")

    def __init__(self, store, reopen):
        super().__init__()
        self.store = store
        self.reopen = reopen
        self.merchant = Merchant(make_engine(store, settlement=TERMS))

    def teardown(self):
        self.store.close()

    def ask(self, function, *args):
        """The answer as new members of a bundle: none after a refusal, which changed nothing."""
        self.merchant.look(lambda _: None)
        before = self.merchant.everything()
        try:
            return multiple(self.merchant.do(function, *args))
        except EngineError:
            assert self.merchant.everything() == before
            return multiple()

    @rule(target=carded, customer=CUSTOMERS, number=st.sampled_from(["4111111111111111", "4"]))
    def tokenize(self, customer, number):
        return self.ask(tokens.tokenize, card(number), customer)

    @rule(
        target=paid,
        token=carded,
        amount=AMOUNTS,
        currency=CURRENCIES,
        customer=CUSTOMERS,
        capture=st.booleans(),
    )
    def pay(self, token, amount, currency, customer, capture):
        wanted = order(amount, currency, customer, capture=capture)
        return self.ask(payments.charge_token, token.id, wanted)

    @rule(target=paid, amount=AMOUNTS, currency=CURRENCIES, capture=st.booleans())
    def authorize(self, amount, currency, capture):
        wanted = order(amount, currency, "Ada Lovelace", capture=capture)
        return self.ask(payments.authorize_card, card(), wanted)

    @rule(target=paid, amount=AMOUNTS, extended=st.booleans(), more=st.booleans())
    def hold(self, amount, extended, more):
        wanted = Order(Decimal(amount), "USD", "Ada", None, False, extended, more)
        return self.ask(payments.authorize_card, card(), wanted)

    @rule(target=stored, amount=AMOUNTS, capture=st.booleans())
    def store_card(self, amount, capture):
        wanted = Order(Decimal(amount), "USD", "Ada", capture=capture, store_card=True)
        return self.ask(payments.authorize_card, card(), wanted)

    @rule(target=paid, payment=stored, amount=AMOUNTS, by=st.sampled_from(["customer", "merchant"]))
    def pay_by_mandate(self, payment, amount, by):
        wanted = Order(Decimal(amount), "USD", "Ada", initiated_by=by, mandate=payment.mandate)
        return self.ask(payments.authorize_card, card(), wanted)

    @rule(payment=stored, update=st.sampled_from(["new_expiry", "new_number", "closed"]))
    def update_card(self, payment, update):
        self.ask(mandates.update_card, payment.mandate, update)

    @rule(payment=stored, result=st.sampled_from(["authenticated", "failed"]))
    def end_challenge_of_stored(self, payment, result):
        self.ask(challenges.end, payment.authentication or "none", result)

    @rule(payment=paid, amount=PARTS, final=st.booleans())
    def capture(self, payment, amount, final):
        channel = channel_of(payment)
        self.ask(partial(holds.capture, final=final), channel, payment.id, amount)

    @rule(payment=paid)
    def void(self, payment):
        self.ask(holds.void, channel_of(payment), payment.id)

    @rule(payment=paid, amount=AMOUNTS.map(Decimal))
    def decrement(self, payment, amount):
        self.ask(holds.decrement, payment.id, amount)

    @rule(payment=paid, amount=AMOUNTS.map(Decimal))
    def increment(self, payment, amount):
        self.ask(holds.increment, payment.id, amount)

    @rule(payment=paid)
    def reverse(self, payment):
        self.ask(holds.reverse, payment.id)

    @rule(
        target=disputed,
        payment=paid,
        part=st.none() | st.just(100),
        stage=st.sampled_from(["inquiry", "chargeback"]),
    )
    def dispute(self, payment, part, stage):
        opened = partial(stages.open_dispute, amount_minor=part, stage=stage)
        return self.ask(opened, channel_of(payment), payment.id, "fraudulent")

    @rule(
        dispute=disputed, text=st.sampled_from(["Signed.", "winning_evidence", "losing_evidence"])
    )
    def answer(self, dispute, text):
        self.ask(answers.submit_evidence, CHANNELS[dispute.table], dispute.id, text)

    @rule(dispute=disputed)
    def accept(self, dispute):
        self.ask(answers.accept, CHANNELS[dispute.table], dispute.id)

    @rule(dispute=disputed, result=st.sampled_from(["won", "lost", "escalated"]))
    def decide(self, dispute, result):
        self.ask(stages.decide, dispute.id, result)

    @rule(payment=paid, result=st.sampled_from(["authenticated", "failed", "abandoned"]))
    def end_challenge(self, payment, result):
        self.ask(challenges.end, payment.authentication or "none", result)

    @rule(payment=paid, amount=PARTS)
    def refund(self, payment, amount):
        self.ask(refunds.refund, channel_of(payment), payment.id, amount)

    @rule(target=charged, value=AMOUNTS.map(Decimal), expires_in_s=st.sampled_from([None, 60]))
    def create_charge(self, value, expires_in_s):
        return self.ask(charges.create, value, "Order 77", expires_in_s)

    @rule(charge=charged, right=st.booleans())
    def confirm(self, charge, right):
        value = Decimal(charge.amount_minor).scaleb(-2) if right else Decimal(99)
        self.ask(charges.confirm, charge.bank_payment_id, value)

    @rule(charge=charged, value=PARTS)
    def give_back(self, charge, value):
        self.ask(returns.give_back, int(charge.id), value)

    @rule(currency=st.none() | CURRENCIES)
    def settle(self, currency):
        self.ask(closing.close, None, currency)

    @rule(by=DURATIONS)
    def advance(self, by):
        self.ask(clock_moves.advance, by)

    @rule()
    def take_snapshot(self):
        self.ask(snapshots.take, None)

    @rule(oldest=st.booleans())
    def restore_snapshot(self, oldest):
        """What was paid since is gone, and asking for it is refused."""
        names = [each.id for each in self.merchant.records(SNAPSHOTS)] or ["none"]
        self.ask(snapshots.restore, names[0 if oldest else -1])

    @rule()
    def restart(self):
        """The next process finds what the last one left."""
        self.store = self.reopen(self.store)
        self.merchant = Merchant(make_engine(self.store, settlement=TERMS))

    @rule()
    def fail_half_way(self):
        """A request that broke after it had written leaves no trace either."""

        def pay_and_break(sandbox):
            payments.authorize_card(sandbox, card(), order("1.00"))
            charges.create(sandbox, 1)
            raise EngineError

        self.ask(pay_and_break)

    @invariant()
    def everything_adds_up(self):
        self.merchant.look(invariants.prove)

    @invariant()
    def time_goes_forward(self):
        """A clock is set back only together with the events, so each is as late as the last."""
        moments = [event.at_ms for event in self.merchant.events()]
        assert moments == sorted(moments)


def test_after_every_step_everything_adds_up(scheme, empty_store):
    def clients():
        url = empty_store(scheme)

        def reopen(store):
            if scheme == "memory":  # which nothing survives
                return store
            store.close()
            return open_store(url)

        return Clients(open_store(url), reopen)

    run_state_machine_as_test(
        clients,
        settings=settings(
            max_examples=STEPS // USUAL_STEPS or EXAMPLES[scheme],
            stateful_step_count=MOST_STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
