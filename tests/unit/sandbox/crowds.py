"""Engines that keep few sandboxes, and sandboxes that are used."""

from paydrill.domain import PAYMENTS
from paydrill.payments.pix import charges
from paydrill.sandbox.engine import Engine
from paydrill.sandbox.world import World
from paydrill.scenarios.one_scenario import OneScenario
from paydrill.scenarios.scenario import Scenario
from paydrill.standards import standards
from paydrill.stores.memory import MemoryStore
from tests.factories import Merchant


def crowded(most, store=None, clock=None):
    """An engine that keeps few sandboxes."""
    return Engine(
        store or MemoryStore(),
        World(OneScenario(Scenario("test", [], None)), standards(), PAYMENTS),
        max_sandboxes=most,
        system_clock=clock,
    )


def use(engine, *names):
    """Use the sandboxes, one after another."""
    for name in names:
        Merchant(engine, name).do(charges.create, 10)
