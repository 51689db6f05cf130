"""Hold the parts that all sandboxes of a server share."""

from dataclasses import dataclass, field

from paydrill.sandbox.ports import Domain, Standards
from paydrill.scenarios.scenario import Scenarios
from paydrill.values.money import Currencies


@dataclass(frozen=True)
class World:
    """The parts that all sandboxes of a server share.

    `seed` decides ids and chance unless the scenario or the sandbox has its own.
    """

    scenarios: Scenarios
    standards: Standards
    domain: Domain
    seed: int = 0
    currencies: Currencies = field(init=False)

    def __post_init__(self) -> None:
        """Make the currencies of the standards."""
        object.__setattr__(self, "currencies", Currencies(self.standards.currency_exponents))
