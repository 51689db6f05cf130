"""A scenario: rules tried from top to bottom, the first that matches decides.

Rules are sorted by operation and by exact amount when the scenario is made, so a request looks
only at those that could match: a thousand rules cost what ten do.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import Any, NamedTuple

from paydrill.engine.scenarios.attempt import Attempt
from paydrill.engine.scenarios.conditions import CONDITIONS, Condition
from paydrill.engine.scenarios.outcomes import APPROVED, Outcome, outcome_of

# Draws a number in [0, 1) for the rule of that id; each call is the rule's next draw.
Draw = Callable[[str], float]


class Decision(NamedTuple):
    """The outcome, and `<scenario>/<rule>` when a rule decided."""

    outcome: Outcome
    rule: str | None


class Rule(NamedTuple):
    """One rule, ready to be asked."""

    id: str
    conditions: tuple[Condition, ...]
    chance: float
    decision: Decision


_NO_RULE = Decision(Outcome(APPROVED), None)


class _Candidates(NamedTuple):
    """The rules of one operation, in order: those of one exact amount, and those of any."""

    by_amount: dict[Decimal, tuple[Rule, ...]]
    of_any: tuple[Rule, ...]


class Scenario:
    """An ordered list of rules under one name. Immutable: swap the whole thing."""

    def __init__(self, name: str, rules: Sequence[Mapping[str, Any]], seed: int | None) -> None:
        """`rules` are the plain data of a checked scenario file; `seed` feeds every chance."""
        self.name = name
        self.seed = seed
        self._rules = [(rule.get("when", {}), _compile(rule, name)) for rule in rules]
        self._of_operation: dict[str, _Candidates] = {}
        for operation in _operations(rules):
            self._of_operation[operation] = self._candidates(operation)
        self._of_others = self._candidates("")

    def decide(self, attempt: Attempt, draw: Draw) -> Decision:
        """What the first matching rule says; approved when none matches."""
        candidates = self._of_operation.get(attempt.operation, self._of_others)
        for rule in candidates.by_amount.get(attempt.amount, candidates.of_any):
            for condition in rule.conditions:
                if not condition(attempt):
                    break
            else:
                if rule.chance >= 1 or draw(rule.id) < rule.chance:
                    return rule.decision
        return _NO_RULE

    def _candidates(self, operation: str) -> _Candidates:
        of_any: list[tuple[int, Rule]] = []
        of_amount: dict[Decimal, list[tuple[int, Rule]]] = {}
        for place, (when, rule) in enumerate(self._rules):
            if "operation" not in when or operation in _as_list(when["operation"]):
                amount = when.get("amount")
                exact = isinstance(amount, Decimal)
                (of_amount.setdefault(amount, []) if exact else of_any).append((place, rule))
        return _Candidates(
            by_amount={amount: _in_order(own + of_any) for amount, own in of_amount.items()},
            of_any=_in_order(of_any),
        )


def _compile(rule: Mapping[str, Any], scenario: str) -> Rule:
    when = rule.get("when", {})
    return Rule(
        id=rule["id"],
        conditions=tuple(CONDITIONS[name](wanted) for name, wanted in when.items()),
        chance=float(rule.get("chance", 1)),
        decision=Decision(outcome_of(rule["then"]), f"{scenario}/{rule['id']}"),
    )


def _operations(rules: Iterable[Mapping[str, Any]]) -> set[str]:
    return {name for rule in rules for name in _as_list(rule.get("when", {}).get("operation", []))}


def _in_order(rules: Iterable[tuple[int, Rule]]) -> tuple[Rule, ...]:
    return tuple(rule for _, rule in sorted(rules, key=itemgetter(0)))


def _as_list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
