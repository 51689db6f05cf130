"""Check that no earlier rule keeps a rule from ever applying."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from paydrill.scenarios.answers import RESPOND
from paydrill.scenarios.challenges import CHALLENGE
from paydrill.scenarios.changes import LATER, SEND, SET
from paydrill.scenarios.files.checks import operations, rule_parts
from paydrill.scenarios.files.problems import Problem
from paydrill.scenarios.files.vocabulary import Vocabulary
from paydrill.scenarios.files.yaml_tree import Node
from paydrill.scenarios.outcomes import OUTCOMES
from paydrill.scenarios.pointed import POINTED
from paydrill.values.patterns import glob
from paydrill.values.suggestions import quoted

Number = Decimal | int
Amount = Number | list[Number] | dict[str, Number]

_CENTS = 100
_PARTS = ("delay", "fault", CHALLENGE, "checks")
"""The effects that leave the outcome to later rules."""


class _Judged(NamedTuple):
    """A rule, its operations, and those of its effects of which only a call's first counts."""

    rule: Node
    operations: frozenset[str]
    acts: frozenset[str]


def check_reach(rules: Sequence[Node], known: Vocabulary) -> Iterator[Problem]:
    """Report rules, given in evaluation order, that one earlier rule always keeps from acting.

    A rule that only several earlier rules together keep from acting is not found.
    """
    certain = _Certain()
    for rule in rules:
        judged = _Judged(rule, operations.met(rule, known), _acts_of(rule))
        if not judged.operations:  # reported by other checks
            continue
        blocker = next((each for each in certain.near(rule) if _blocks(each, judged)), None)
        if blocker is not None:
            yield _unreachable(rule, blocker.rule)
        elif _is_certain(rule):
            certain.add(judged)


class _Certain:
    """Rules that apply whenever their conditions hold; indexed by exact amount, for speed."""

    def __init__(self) -> None:
        self._by_amount: dict[Number, list[_Judged]] = {}
        self._others: list[_Judged] = []

    def add(self, judged: _Judged) -> None:
        amounts = _exact_amounts(judged.rule)
        for amount in amounts:
            self._by_amount.setdefault(amount, []).append(judged)
        if not amounts:
            self._others.append(judged)

    def near(self, rule: Node) -> Iterator[_Judged]:
        """Yield the rules that could block a rule."""
        yield from self._others
        for amount in _exact_amounts(rule)[:1]:
            yield from self._by_amount.get(amount, ())


def _exact_amounts(rule: Node) -> list[Number]:
    amount = rule.data.get("when", {}).get("amount", [])
    return [] if isinstance(amount, dict) else _as_list(amount)


def _unreachable(rule: Node, blocker: Node) -> Problem:
    rule_id, blocker_id = quoted(rule.data["id"]), quoted(blocker.data["id"])
    first = "decides first, always" if _ends(blocker) else "does the same first, always"
    if rule.position.file == blocker.position.file:
        always = f"rule {blocker_id} on line {blocker.position.line} {first}"
        return rule.position.problem(f"rule {rule_id} can never be reached: {always}")
    # The included file is right in itself: the mistake is the rule that comes before its own.
    message = f"rule {blocker_id} {first}: rule {rule_id} ({rule.position})"
    return blocker.position.problem(f"{message} can never be reached")


def _is_certain(rule: Node) -> bool:
    """Return whether a rule applies whenever its conditions hold."""
    counts = "nth" in rule.data.get("when", {}) or "sequence" in rule.data
    return not counts and rule.data.get("chance", 1) == 1


def _acts_of(rule: Node) -> frozenset[str]:
    """Return a rule's kinds of effects, of which a call's first of each counts."""
    acts = {act for step in rule_parts.steps(rule) for act in _PARTS if step.find(act)}
    if rule.data.get("sequence", {}).get("after") == "fail":
        acts.add("fault")
    if any(map(_decides, rule_parts.steps(rule))):
        acts.add("outcome")
    return frozenset(acts)


def _ends(certain: Node) -> bool:
    """Return whether no rule is tried after this rule."""
    then = certain.children["then"]
    return _decides(then) or then.data.get("fault", {}).get("effect") == "none"


def _decides(step: Node) -> bool:
    """Return whether a step leaves later rules no outcome to decide."""
    later = step.find(LATER)
    goes_on = later is not None and not all(each.find(CHALLENGE) for each in later.entries)
    return goes_on or any(step.find(name) for name in (*OUTCOMES, RESPOND, SET, SEND))


def _blocks(earlier: _Judged, later: _Judged) -> bool:
    """Return whether `earlier` leaves `later` nothing to do, in all calls that `later` matches."""
    sometimes = {"fault"} if earlier.rule.find("then", "fault", "rate_limit") else set()
    if not (_ends(earlier.rule) or later.acts <= earlier.acts - sometimes):
        return False
    broad, narrow = earlier.rule.data.get("when", {}), later.rule.data.get("when", {})
    return later.operations <= earlier.operations and _covers(broad, narrow)


def _covers(broad: Mapping[str, Any], narrow: Mapping[str, Any]) -> bool:
    """Return whether the broad conditions hold whenever the narrow do, apart from `operation`."""
    return all(
        name in narrow and _COVERS.get(name, _same)(wanted, narrow[name])
        for name, wanted in broad.items()
        if name != "operation"
    )


def _same(broad: object, narrow: object) -> bool:
    return broad == narrow


def _covers_amount(broad: Amount, narrow: Amount) -> bool:
    if not isinstance(narrow, dict):
        return all(_has_amount(broad, each) for each in _as_list(narrow))
    if not isinstance(broad, dict):
        return False
    (low, high), (inner_low, inner_high) = _bounds(broad), _bounds(narrow)
    same_cents = broad.get("cents") in (None, narrow.get("cents"))
    return same_cents and low <= inner_low and inner_high <= high


def _has_amount(amounts: Amount, amount: Number) -> bool:
    if not isinstance(amounts, dict):
        return amount in _as_list(amounts)
    low, high = _bounds(amounts)
    cents = amounts.get("cents")
    return low <= amount <= high and cents in (None, amount * _CENTS % _CENTS)


def _bounds(amount: dict[str, Number]) -> tuple[Number, Number]:
    return amount.get("min", 0), amount.get("max", Decimal("Infinity"))


def _covers_words(broad: str | list[str], narrow: str | list[str]) -> bool:
    return set(_as_list(narrow)) <= set(_as_list(broad))


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _covers_glob(broad: str, narrow: str) -> bool:
    """Match the narrow pattern as a text: the broad pattern's `*` matches a `*` as well."""
    return glob(broad)(narrow)


def _covers_header(broad: dict[str, str], narrow: dict[str, str]) -> bool:
    asked = {name.lower(): value for name, value in narrow.items()}
    return all(
        name.lower() in asked and _covers_glob(value, asked[name.lower()])
        for name, value in broad.items()
    )


def _covers_places(broad: dict[str, Any], narrow: dict[str, Any]) -> bool:
    """Compare tests as they are written: `true` is no number."""
    return all(repr(narrow.get(place)) == repr(test) for place, test in broad.items())


def _covers_card(broad: dict[str, Any], narrow: dict[str, Any]) -> bool:
    number = narrow.get("number", "")
    beginning = number or narrow.get("bin", "")
    known = {"last4": number[-4:]} | narrow
    return all(
        beginning.startswith(value) if name == "bin" else known.get(name) == value
        for name, value in broad.items()
    )


_COVERS: dict[str, Callable[[Any, Any], bool]] = {
    "amount": _covers_amount,
    "currency": _covers_words,
    "customer": _covers_glob,
    "card": _covers_card,
    "description": _covers_glob,
    "merchant_reference": _covers_glob,
    "header": _covers_header,
    **dict.fromkeys(POINTED, _covers_places),
}
"""Comparisons of conditions that can cover values other than their own."""
