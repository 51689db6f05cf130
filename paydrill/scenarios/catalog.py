"""Find the scenarios of a server by name."""

import json
from collections.abc import Collection
from decimal import Decimal
from typing import Protocol

from paydrill.scenarios.rules import Rule, compile_rule
from paydrill.scenarios.scenario import Scenario


class Scenarios(Protocol):
    """The scenarios of a server. Safe to use from any thread; what it returns never changes."""

    @property
    def default(self) -> Scenario:
        """The one that decides where nobody asked for another."""

    def find(self, name: str) -> Scenario | None:
        """The server's scenario of that name, as it is now."""

    def names(self) -> Collection[str]:
        """Names of the server's scenarios."""

    def compile(self, text: str) -> Scenario:
        """The scenario that the text of a scenario file describes. Raises `InvalidScenario`."""

    def compile_rule(self, text: str, name: str) -> Rule:
        """The rule that `{"when": …, "then": …}` describes. Raises `InvalidScenario`."""


class OneScenario:
    """A shelf with one scenario on it; rules are plain JSON, and are not checked."""

    def __init__(self, scenario: Scenario) -> None:
        """`scenario` decides everything."""
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
        parts = described.get("settlement"), described.get("webhooks", ())
        return Scenario(
            described["name"], described.get("rules", []), described.get("seed"), *parts
        )

    def compile_rule(self, text: str, name: str) -> Rule:
        """See `Scenarios.compile_rule`."""
        return compile_rule(json.loads(text, parse_float=Decimal), name)
