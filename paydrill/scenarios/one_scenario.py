"""Serve one scenario of plain data: for trials and tests, without files."""

import json
from collections.abc import Collection
from decimal import Decimal

from paydrill.scenarios.rules import Rule, compile_rule
from paydrill.scenarios.scenario import Scenario, Sections


class OneScenario:
    """A catalog of one scenario; rules are plain JSON, and are not checked."""

    def __init__(self, scenario: Scenario) -> None:
        """Make `scenario` the default, and the only scenario."""
        self.default = scenario

    def find(self, name: str) -> Scenario | None:
        """See `Scenarios.find`."""
        return self.default if name == self.default.name else None

    def names(self) -> Collection[str]:
        """See `Scenarios.names`."""
        return {self.default.name}

    def compile(self, text: str) -> Scenario:
        """See `Scenarios.compile`."""
        described = json.loads(text, parse_float=Decimal)
        given = {name: described[name] for name in Sections._fields if name in described}
        rules, seed = described.get("rules", []), described.get("seed")
        return Scenario(described["name"], rules, seed, Sections(**given))

    def compile_rule(self, text: str, name: str) -> Rule:
        """See `Scenarios.compile_rule`."""
        return compile_rule(json.loads(text, parse_float=Decimal), name)
