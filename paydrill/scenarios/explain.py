"""Explain a decision: report what each rule does for an attempt, and which nearly applied."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from paydrill.scenarios.attempt import Attempt
from paydrill.scenarios.conditions import Named
from paydrill.scenarios.counting import Counting
from paydrill.scenarios.files.yaml_text import as_yaml
from paydrill.scenarios.pointed import POINTED, found_at, number_in, steps
from paydrill.scenarios.rules import Rule
from paydrill.scenarios.scenario import APPROVAL, Decision, decide
from paydrill.values.masking import hide_numbers

APPLIES = "applies"
UNMET = "unmet"
PASSES = "passes"
"""The rule's conditions hold, but it contributes nothing to this call."""
NOT_REACHED = "not_reached"

UNSCRIPTED = "this operation has no outcome to be decided"
"""Why no scenario decides the outcome of an operation that has none."""
# An unmet condition on anything but a number counts as farther than any number.
_FAR = 1.0
_ELSEWHERE = 100.0
"""The distance of a rule for another operation."""
_LONGEST = 60
_MOST = 5
"""Characters of a text, and values of several, that are shown."""


_SECRET: dict[str, Callable[[str], str]] = {
    "number": lambda number: f"…{number[-4:]}",
    "cvv": lambda _: "…",
}
"""How the facts of a card are shown that must not be told."""


class Unmet(NamedTuple):
    """A condition that does not hold, the value it wants, and the value found in the attempt."""

    condition: str
    wanted: Any
    found: Any


class RuleReport(NamedTuple):
    """The verdict on one rule. `note` says why a rule that matches does not apply."""

    rule: str
    verdict: str
    unmet: tuple[Unmet, ...] = ()
    note: str = ""


class Explanation(NamedTuple):
    """The decision, every rule in order, and the rules that nearly applied, nearest first.

    `undecided` says why the scenario does not decide the outcome: then `decision` has only faults
    and delays. `None` if the scenario decides.
    """

    decision: Decision
    rules: tuple[RuleReport, ...]
    nearest: tuple[RuleReport, ...]
    undecided: str | None


def explain(
    rules: tuple[Rule, ...],
    attempt: Attempt,
    counting: Counting,
    *,
    scripted: bool,
    refused: str | None = None,
) -> Explanation:
    """Try the rules on an attempt. `counting` must not keep its counts: nothing may change.

    `scripted` says whether the scenario decides the outcome of the operation; `refused` says why
    the operation is refused before that.
    """
    undecided = refused or (None if scripted else UNSCRIPTED)
    candidates = [rule for rule in rules if undecided is None or not rule.has_outcome]
    decision = decide(candidates, attempt, counting)
    told = tuple(_tell(rules, attempt, decision, undecided))
    may_apply = {rule.name for rule in candidates}
    unmet = [each for each in told if each.verdict == UNMET and each.rule in may_apply]
    return Explanation(decision, told, tuple(sorted(unmet, key=_distance)), undecided)


def _tell(
    rules: tuple[Rule, ...], attempt: Attempt, decision: Decision, undecided: str | None
) -> Iterator[RuleReport]:
    is_decided = decision.outcome is not APPROVAL or decision.change is not None
    ended = is_decided or decision.is_answer
    last = decision.rules[-1] if ended else None
    over = False
    for rule in rules:
        unmet = tuple(_unmet(each, attempt) for each in rule.conditions if not each.holds(attempt))
        if unmet:
            yield RuleReport(rule.name, UNMET, unmet)
        elif rule.has_outcome and undecided is not None:
            yield RuleReport(rule.name, PASSES, note=undecided)
        elif rule.name in decision.rules:
            yield RuleReport(rule.name, APPLIES)
        elif over:
            yield RuleReport(rule.name, NOT_REACHED, note=f"{last} decides before")
        else:
            yield RuleReport(rule.name, PASSES, note=_note(rule))
        over = over or rule.name == last


def _note(rule: Rule) -> str:
    """Say why a rule whose conditions hold does not apply to this call."""
    if rule.is_meant is not None:
        return "its conditions hold, but it is not the turn of this call (nth)"
    if rule.chance < 1:
        return f"its conditions hold, but its chance of {rule.chance:g} does not strike this time"
    if rule.sequence is not None:
        return "its conditions hold, but its sequence has nothing to say of this call"
    return "its conditions hold, but the call still fits its rate"


def wanted_by(rule: Rule) -> str:
    """Write what a rule wants of an attempt apart from its operation, without card numbers."""
    wanted = [(each.name, _shown(each.wanted)) for each in rule.conditions]
    return ", ".join(_named(name, each) for name, each in wanted if name != "operation")


def _named(name: str, wanted: Any) -> str:
    """Write a condition as words: `card number …0002`."""
    if isinstance(wanted, Mapping):
        return ", ".join(_named(f"{name} {key}", each) for key, each in wanted.items())
    return f"{name} {wanted if isinstance(wanted, str) else as_yaml(wanted)}"


def _unmet(condition: Named, attempt: Attempt) -> Unmet:
    if condition.name in POINTED:
        return _unmet_at(condition, attempt)
    found = _FACTS.get(condition.name)
    return Unmet(condition.name, _shown(condition.wanted), found(attempt) if found else None)


def _unmet_at(condition: Named, attempt: Attempt) -> Unmet:
    """Report what is wanted, and what was found, at the one place of a condition."""
    [(place, wanted)] = condition.wanted.items()
    way = steps(condition.name, place)
    found = [_brief(each) for each in found_at(condition.name, way, attempt)[:_MOST]]
    told = {place: found[0] if len(found) == 1 else found} if found else None
    return Unmet(condition.name, {place: _masked(wanted)}, told)


def _brief(value: Any) -> Any:
    """Return a value of a request as it is shown: short, and without card numbers."""
    match value:
        case Mapping():
            return "{…}"
        case list():
            return "[…]"
        case str() if len(value) > _LONGEST:
            return f"{_masked(value[:_LONGEST])}…"
    return _masked(value)


def _masked(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _masked(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_masked(each) for each in value]
    text = str(value)
    hidden = hide_numbers(text)
    return value if hidden == text else hidden


def _shown(wanted: Any) -> Any:
    """Return the value that a condition wants, without card numbers and security codes."""
    if isinstance(wanted, Mapping):
        return {
            name: _SECRET[name](value) if name in _SECRET else _shown(value)
            for name, value in wanted.items()
        }
    if isinstance(wanted, list):
        return [_shown(each) for each in wanted]
    return wanted


def _distance(told: RuleReport) -> float:
    return sum(map(_apart, told.unmet))


def _apart(unmet: Unmet) -> float:
    """Return the distance of a number from the wanted one; for anything else, `_FAR`."""
    wanted, found = unmet.wanted, unmet.found
    if unmet.condition in POINTED and found is not None:
        [wanted], [found] = wanted.values(), found.values()
    elif unmet.condition != "amount":
        return _ELSEWHERE if unmet.condition == "operation" else _FAR
    number = number_in(found)
    if isinstance(wanted, Mapping):
        ends = [wanted[name] for name in ("min", "max") if name in wanted]
    else:
        ends = wanted if isinstance(wanted, list) else [wanted]
    if number is None or not all(number_in(end) is not None for end in ends):
        return _FAR
    gap = min((abs(Decimal(end) - number) for end in ends), default=Decimal(1))
    return float(gap / (gap + 1)) * _FAR


def _card(attempt: Attempt) -> str | None:
    return None if attempt.card is None else f"{attempt.card.brand} …{attempt.card.last4}"


def _refund_of(attempt: Attempt) -> dict[str, Any] | None:
    return None if attempt.refund_of is None else attempt.refund_of._asdict()


_FACTS: dict[str, Callable[[Attempt], Any]] = {
    "operation": lambda attempt: attempt.operation,
    "amount": lambda attempt: attempt.amount,
    "currency": lambda attempt: attempt.currency or None,
    "customer": lambda attempt: attempt.customer or None,
    "card": _card,
    "description": lambda attempt: attempt.description,
    "merchant_reference": lambda attempt: attempt.merchant_reference,
    "method": lambda attempt: attempt.method,
    "refund_of": _refund_of,
    "checks": lambda attempt: None if attempt.checks is None else attempt.checks._asdict(),
}
"""Readers of an attempt's facts, by the name of their condition. Conditions without a reader are
reported by the rule's value only."""
