"""Word of a commit reaches those who listen to its sandbox, while they do."""

import pytest

from paydrill.errors import EngineError
from paydrill.payments.pix import charges
from tests.factories import Merchant


@pytest.fixture
def told():
    return []


def test_every_commit_that_changes_the_sandbox_is_told_once_it_can_be_read(merchant, told):
    def listen():
        told.append(len(merchant.events()))

    merchant.pay("1.00")
    with merchant.engine.signals.listening("shop", listen):
        assert merchant.do(charges.create, 10)
        merchant.do(charges.create, 20)
    merchant.do(charges.create, 30)
    assert told == [2, 3]


def test_what_changes_nothing_or_fails_or_is_elsewhere_is_not_told(merchant, told):
    def fail(sandbox):
        charges.create(sandbox, 10)
        raise EngineError

    merchant.do(charges.create, 10)
    with merchant.engine.signals.listening("shop", lambda: told.append(1)):
        merchant.do(charges.find, 1)
        with pytest.raises(EngineError):
            merchant.do(fail)
        Merchant(merchant.engine, "elsewhere").do(charges.create, 10)
    assert told == []


def test_listeners_come_and_go_without_disturbing_one_another(merchant, told):
    signals = merchant.engine.signals

    def first():
        told.append("first")

    with signals.listening("shop", first):
        with signals.listening("shop", first), signals.listening("shop", lambda: told.append(2)):
            signals.committed("shop")
        signals.committed("shop")
    signals.committed("shop")
    assert told == ["first", "first", 2, "first"]
