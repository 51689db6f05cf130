"""Keep one-shot outcomes: rules for the next matching call, tried before the scenario's own."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from paydrill.sandbox.counters import COUNTERS
from paydrill.sandbox.ports import Table, Transaction
from paydrill.scenarios.rules import Rule
from paydrill.values.indexes import is_index
from paydrill.values.patterns import glob

COUNTED = "one_shots"
"""The key that counts the one-shot outcomes ever added."""

_NAME = "one-shot/"


class OneShot(NamedTuple):
    """A rule that has not applied yet; `text` is its source."""

    id: str
    position: int
    text: str

    @property
    def rule_name(self) -> str:
        """The rule's name in responses."""
        return _NAME + self.id


ONE_SHOTS = Table("one_shots", OneShot)

Compile = Callable[[str, str], Rule]
"""Compile the text of a rule, under a name. Raises `InvalidScenario`."""


def add(tx: Transaction, compile_rule: Compile, number: int, text: str) -> OneShot:
    """Keep a rule for the next call that matches. Raises `InvalidScenario`."""
    one_shot = OneShot(str(number), number, text)
    compile_rule(text, one_shot.rule_name)
    tx.put(ONE_SHOTS, one_shot)
    return one_shot


def waiting(tx: Transaction, compile_rule: Compile) -> list[Rule]:
    """Return the rules that have not applied yet, oldest first."""
    return [compile_rule(each.text, each.rule_name) for each in tx.find(ONE_SHOTS)]


def added(tx: Transaction) -> int:
    """Return how many rules were added since the sandbox began."""
    counter = tx.get(COUNTERS, COUNTED)
    return 0 if counter is None else counter.reached


def is_name(rule: str, added: int) -> bool:
    """Tell whether a rule name or pattern may name a one-shot, when `added` were added so far."""
    if "*" in rule:
        return rule.startswith(_NAME) or glob(rule)(f"{_NAME}1")
    number = rule.removeprefix(_NAME)
    return number != rule and is_index(number) and 0 < int(number) <= added


def spend(tx: Transaction, rules: Iterable[str]) -> int:
    """Delete the one-shots among the applied rules, and return how many there were."""
    spent = [name.removeprefix(_NAME) for name in rules if name.startswith(_NAME)]
    for id_ in spent:
        tx.delete(ONE_SHOTS, id_)
    return len(spent)
