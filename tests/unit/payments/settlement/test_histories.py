"""Random histories: batches partition what moved money, and every file is what the ledger says."""

from contextlib import suppress
from decimal import Decimal
from hashlib import sha256

from hypothesis import given, settings
from hypothesis import strategies as st

from paydrill.errors import EngineError
from paydrill.payments import invariants
from paydrill.payments.disputes.records import DISPUTES
from paydrill.payments.settlement.batches import BATCHES
from paydrill.payments.settlement.formats import FORMATS
from tests.factories import ManualClock, Merchant, make_engine
from tests.settlement_files import READERS, read_csv

SETTLEMENT = {
    "cutoff": {"time": "02:30", "zone": "America/New_York"},
    "refunds_return_fees": True,
    "fees": [
        {"brand": "Visa", "interchange": {"percent": "1.33"}, "markup": {"fixed": "0.07"}},
        {"markup": {"percent": "0.99"}},
    ],
    "dispute_fee": "15.00",
    "won_disputes_return_fee": True,
    "payouts": [{"currency": "BRL", "failed": "account_closed"}, {"paid": True}],
}
# See `tests.factories.RULES`: declines, pending payments and refunds, failing refunds, disputes.
AMOUNTS = st.sampled_from(["10.00", "4.00", "0.99", "0.07", "0.06", "0.05", "0.04", "0.03", "0.01"])
CURRENCIES = st.sampled_from(["USD", "BRL"])
WHICH = st.integers(0, 9)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("pay"), AMOUNTS, CURRENCIES, st.booleans()),
        st.tuples(st.just("authorize"), AMOUNTS, CURRENCIES, st.booleans()),
        st.tuples(st.just("capture"), WHICH, st.none() | AMOUNTS),
        st.tuples(st.just("void"), WHICH),
        st.tuples(st.just("refund"), WHICH, st.none() | AMOUNTS),
        st.tuples(st.just("dispute"), WHICH),
        st.tuples(st.just("decide"), WHICH, st.sampled_from(["won", "lost", "escalated"])),
        st.tuples(st.just("charge"), AMOUNTS),
        st.tuples(st.just("give_back"), WHICH, st.none() | AMOUNTS),
        st.tuples(st.just("close"), st.none() | CURRENCIES),
        st.tuples(st.just("wait"), st.sampled_from([1, 3_600_000, 86_400_000, 9 * 86_400_000])),
        st.tuples(st.just("wait"), st.sampled_from([-1, -3_600_000, -86_400_000])),
    ),
    max_size=30,
)


class History:
    """Steps taken one after another; what cannot be done is not."""

    def __init__(self):
        self.clock = ManualClock()
        self.merchant = Merchant(make_engine(clock=self.clock, settlement=SETTLEMENT))
        self.payments, self.charges = [], []
        self.checksums = {}

    def take(self, name, *given):
        with suppress(EngineError):
            getattr(self, name)(*given)
        for batch in self.merchant.records(BATCHES):
            if batch.id not in self.checksums:
                self.checksums[batch.id] = self.checksum(batch)

    def checksum(self, batch):
        return sha256(self.merchant.file(batch)).hexdigest()

    def pay(self, amount, currency, capture):
        self.payments.append(self.merchant.pay(amount, currency, capture=capture))

    def authorize(self, amount, currency, capture):
        self.payments.append(self.merchant.authorize(amount, currency, capture=capture))

    def capture(self, which, amount):
        for payment in self.payments[which : which + 1]:
            self.merchant.capture(payment, amount)

    def void(self, which):
        for payment in self.payments[which : which + 1]:
            self.merchant.void(payment)

    def refund(self, which, amount):
        for payment in self.payments[which : which + 1]:
            self.merchant.refund(payment, amount)

    def dispute(self, which):
        for payment in self.payments[which : which + 1]:
            self.merchant.dispute(payment)

    def decide(self, which, result):
        for dispute in self.merchant.records(DISPUTES)[which : which + 1]:
            self.merchant.decide(dispute, result)

    def charge(self, amount):
        self.charges.append(self.merchant.charge(amount))

    def give_back(self, which, amount):
        for charge in self.charges[which : which + 1]:
            self.merchant.give_back(charge, amount)

    def close(self, currency):
        self.merchant.close(currency=currency)

    def wait(self, ms):
        self.clock.now_ms += ms


def moved_by_the_ledger(merchant, currency):
    """Every movement of money of a currency that settles, in order, in major units."""
    return [
        Decimal(entry.settles_minor).scaleb(-2)
        for entry in merchant.entries()
        if entry.currency == currency and entry.settles_minor
    ]


@settings(deadline=None)
@given(steps=STEPS)
def test_the_files_are_the_ledger_to_the_cent_and_nothing_settles_twice(steps):
    history = History()
    merchant = history.merchant
    for step in steps:
        history.take(*step)
    merchant.close()
    merchant.look(invariants.prove)
    closed = {batch.id: batch for batch in merchant.records(BATCHES)}
    before = history.checksums
    assert {id_: history.checksum(closed[id_]) for id_ in before} == before
    settled = []
    for currency in ("USD", "BRL"):
        batches = merchant.batches(currency)
        files = [read_csv(merchant.file(batch)) for batch in batches]
        lines = [line for file in files for line in file.lines]
        gross = [line.gross for line in lines if line.kind != "dispute_fee"]
        assert gross == moved_by_the_ledger(merchant, currency)
        once = ("payment", "refund", "refund_reversal", "payout_reversal")
        settled += [(line.kind, line.transaction_id) for line in lines if line.kind in once]
        assert [batch.sequence for batch in batches] == list(range(1, len(batches) + 1))
        dates = [batch.business_date for batch in batches]
        assert dates == sorted(dates)
        balance = Decimal(0)
        for file in files:
            assert file.opening == min(0, balance)
            balance = file.opening + sum(line.net for line in file.lines)
            assert all(line.net == line.gross - sum(line[6:9]) for line in file.lines)
        for batch in batches:
            read = [READERS[name](merchant.file(batch, name)) for name in FORMATS]
            assert all(each == read[0] for each in read)
    assert len(settled) == len(set(settled))
