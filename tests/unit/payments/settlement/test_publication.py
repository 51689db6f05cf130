"""Files of long batches: whole, in pieces, and in memory that does not grow with them."""

import tracemalloc
from functools import partial

import pytest

from paydrill.domain import PAYMENTS
from paydrill.payments import payments
from paydrill.payments.errors import SettlementNotFound
from paydrill.payments.settlement import publication
from paydrill.payments.settlement.formats import FORMATS
from paydrill.sandbox.engine import Engine
from paydrill.sandbox.world import World
from paydrill.scenarios.one_scenario import OneScenario
from paydrill.scenarios.scenario import Scenario
from paydrill.standards import standards
from paydrill.stores.memory import MemoryStore
from tests.factories import Merchant, make_engine, order
from tests.settlement_files import READERS

FEES = [{"interchange": {"percent": "1.2"}}]


def open_shop(count, *breaks):
    """A merchant who was paid so often, and now and then in another currency as well."""
    merchant = Merchant(make_engine(settlement={"fees": FEES, "breaks": list(breaks)}))
    token = merchant.tokenize().id
    for number in range(count):
        merchant.do(payments.charge_token, token, order("10.00"))
        if number % 3 == 0:
            merchant.do(payments.charge_token, token, order("10.00", "EUR"))
    return merchant


def busy_shop(count, *breaks):
    """A merchant with a closed batch of so many payments."""
    merchant = open_shop(count, *breaks)
    return merchant, merchant.close(currency="USD")[0]


def pieces(merchant, batch, format_="csv"):
    statement = merchant.do(publication.file_of, batch.id)
    run = partial(merchant.engine.run, merchant.sandbox)
    return publication.pieces(run, statement, FORMATS[format_])


@pytest.fixture(scope="module")
def busy():
    """A merchant and a batch that everybody looks at and nobody changes."""
    return busy_shop(2500)


@pytest.mark.parametrize("format_", FORMATS)
def test_a_long_batch_comes_in_pieces_that_make_one_file(busy, format_):
    merchant, batch = busy
    assert len(list(pieces(merchant, batch, format_))) > 4
    read = READERS[format_](merchant.file(batch, format_))
    assert [line.number for line in read.lines] == list(range(1, 2501))
    assert sum(line.net for line in read.lines) == read.payout == 2500 * 10 - 300


@pytest.mark.parametrize("line", [1, 750, 751, 1000, 1001, 2500])
def test_a_long_file_can_break_off_anywhere(line):
    merchant, batch = busy_shop(2500, {"type": "truncated", "line": line})
    rows = merchant.file(batch).decode().split("\r\n")
    assert len(rows) - 2 == line - 1
    assert rows[-1].count(",") < rows[0].count(",")


def test_memory_does_not_grow_with_the_batch():
    def peak(count):
        merchant = open_shop(count)
        tracemalloc.start()
        [batch] = merchant.close(currency="USD")
        for _ in pieces(merchant, batch):
            pass
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(6000) < 1.3 * peak(1500)


def test_a_file_whose_sandbox_is_reset_half_way_is_not_ended_as_if_it_were_whole():
    merchant, batch = busy_shop(2500)
    rest = pieces(merchant, batch)
    next(rest)
    merchant.do(lambda sandbox: sandbox.reset())
    with pytest.raises(SettlementNotFound):
        list(rest)


def test_a_scenario_that_says_nothing_of_settlement_has_files():
    world = World(OneScenario(Scenario("bare", (), None)), standards(), PAYMENTS)
    merchant = Merchant(Engine(MemoryStore(), world))
    merchant.authorize("10.00", capture=True)
    [batch] = merchant.close(currency="USD")
    assert b"".join(pieces(merchant, batch)).count(b",payment,") == 1
