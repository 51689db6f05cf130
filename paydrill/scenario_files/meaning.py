"""What the schema cannot say: whether words exist, ids are unique and rules can be reached."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Any

from paydrill.scenario_files.problems import Problem, quoted, suggestion
from paydrill.scenario_files.yaml_tree import Node

Number = Decimal | int
Amount = Number | dict[str, Number]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words a scenario may use. `pending_reasons` is None where any reason will do."""

    operations: frozenset[str]
    decline_codes: frozenset[str]
    pending_reasons: frozenset[str] | None
    brands: frozenset[str]
    currencies: frozenset[str]


def check_words(item: Node, known: Vocabulary) -> Iterator[Problem]:
    """The words in a rule or an example that are not in the vocabulary."""
    for part in ("when", "given"):
        yield from _unknown(item.find(part, "operation"), "operation", known.operations)
        yield from _unknown(item.find(part, "currency"), "currency", known.currencies)
        yield from _unknown(item.find(part, "card", "brand"), "card brand", known.brands)
    for part in ("then", "expect"):
        yield from _unknown(item.find(part, "declined"), "decline code", known.decline_codes)
        if known.pending_reasons is not None:
            reasons = known.pending_reasons
            yield from _unknown(item.find(part, "pending"), "pending reason", reasons)


def _unknown(node: Node | None, kind: str, known: frozenset[str]) -> Iterator[Problem]:
    if node is None:
        return
    for word in node.children.values() if isinstance(node.data, list) else (node,):
        # The empty text and what is not text are the schema's business.
        if isinstance(word.data, str) and word.data and word.data not in known:
            message = f"unknown {kind} {quoted(word.data)}; {suggestion(word.data, known)}"
            yield word.position.problem(message)


def check_ids(rules: Sequence[Node]) -> Iterator[Problem]:
    """The rules of one file whose id another rule of the file already has."""
    first: dict[str, Node] = {}
    for rule in rules:
        node = rule.find("id")
        if node is None or not isinstance(node.data, str):
            continue
        if node.data in first:
            line = first[node.data].position.line
            message = f"the rule id {quoted(node.data)} is taken by the rule on line {line}"
            yield node.position.problem(message)
        else:
            first[node.data] = node


def check_range(rule: Node) -> Iterator[Problem]:
    """A range of amounts with nothing in it."""
    low, high = rule.find("when", "amount", "min"), rule.find("when", "amount", "max")
    if low is not None and high is not None and low.data > high.data:
        message = f"no amount is in this range: min {low.literal} is above max {high.literal}"
        yield low.position.problem(message)


def check_reach(rules: Sequence[Node]) -> Iterator[Problem]:
    """The rules, in evaluation order, that never decide because one earlier rule always does.

    Several earlier rules that only together leave nothing over are not looked for.
    """
    certain: list[Node] = []
    for rule in rules:
        blocker = next((earlier for earlier in certain if _covers(earlier, rule)), None)
        if blocker is not None:
            yield _unreachable(rule, blocker)
        elif rule.data.get("chance", 1) == 1:
            certain.append(rule)


def _unreachable(rule: Node, blocker: Node) -> Problem:
    rule_id, blocker_id = quoted(rule.data["id"]), quoted(blocker.data["id"])
    if rule.position.file == blocker.position.file:
        always = f"rule {blocker_id} on line {blocker.position.line} decides first, always"
        return rule.position.problem(f"rule {rule_id} can never be reached: {always}")
    # The included file is right in itself: the mistake is in the rule that was put before it.
    message = f"rule {blocker_id} decides first, always: rule {rule_id} ({rule.position})"
    return blocker.position.problem(f"{message} can never be reached")


def _covers(earlier: Node, later: Node) -> bool:
    """Whether every attempt that `later` matches is matched by `earlier`."""
    broad, narrow = earlier.data.get("when", {}), later.data.get("when", {})
    return all(name in narrow and _COVERS[name](broad[name], narrow[name]) for name in broad)


def _covers_words(broad: str | list[str], narrow: str | list[str]) -> bool:
    return _as_set(narrow) <= _as_set(broad)


def _as_set(words: str | list[str]) -> set[str]:
    return {words} if isinstance(words, str) else set(words)


def _covers_amount(broad: Amount, narrow: Amount) -> bool:
    (low, high), (inner_low, inner_high) = _bounds(broad), _bounds(narrow)
    return low <= inner_low and inner_high <= high


def _bounds(amount: Amount) -> tuple[Number, Number]:
    if isinstance(amount, dict):
        return amount.get("min", 0), amount.get("max", Decimal("Infinity"))
    return amount, amount


def _covers_customer(broad: str, narrow: str) -> bool:
    if broad in ("*", narrow):
        return True
    return not any(sign in narrow for sign in "*?[") and fnmatchcase(narrow, broad)


def _covers_card(broad: dict[str, str], narrow: dict[str, str]) -> bool:
    last4 = narrow.get("last4", narrow.get("number", "")[-4:])
    known = narrow | {"last4": last4}
    return all(known.get(name) == value for name, value in broad.items())


_COVERS: dict[str, Callable[[Any, Any], bool]] = {
    "operation": _covers_words,
    "amount": _covers_amount,
    "currency": _covers_words,
    "customer": _covers_customer,
    "card": _covers_card,
}
