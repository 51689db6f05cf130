"""Compile a rule: the conditions under which it applies, and its steps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from paydrill.scenarios.answers import RESPOND, Answer, answer_of
from paydrill.scenarios.attempt import Attempt
from paydrill.scenarios.challenges import Challenge, challenge_of
from paydrill.scenarios.changes import Change, change_of
from paydrill.scenarios.conditions import COUNTED, Condition, Named, conditions_of
from paydrill.scenarios.counting import Counting
from paydrill.scenarios.delays import Delay, delay_of
from paydrill.scenarios.faults import RATE_LIMIT, Fault, exhausted, fault_of
from paydrill.scenarios.outcomes import Outcome, outcome_of


class Step(NamedTuple):
    """The effects of a rule that applies; later rules may supply those that are `None`."""

    outcome: Outcome | None = None
    delay: Delay | None = None
    fault: Fault | None = None
    answer: Answer | None = None
    change: Change | None = None
    challenge: Challenge | None = None
    checks: Mapping[str, str] | None = None


class Sequence(NamedTuple):
    """One step for each matching call, counted by `key_of`; a `None` key is not counted.

    `after` returns the step of a call beyond the last, from the rule's name, the steps and the
    call's number.
    """

    key_of: Callable[[Attempt], str | None]
    steps: tuple[Step, ...]
    after: Callable[[str, tuple[Step, ...], int], Step]


@dataclass(frozen=True, slots=True)
class Rule:
    """One compiled rule."""

    name: str
    """`<scenario>/<rule>`."""
    conditions: tuple[Named, ...]
    tests: tuple[Condition, ...]
    """The bare predicates of `conditions`, which are called for every attempt."""
    is_meant: Callable[[int], bool] | None
    """Tells from the number of a matching call whether the rule applies; `None`: to all of them."""
    chance: float
    step: Step
    """The rule's step; for a rule with a sequence, the first."""
    sequence: Sequence | None
    has_outcome: bool
    """Whether it decides an outcome, or the challenge before one."""
    counts: bool
    """Whether the step depends on earlier calls, or on chance."""

    def step_of(self, attempt: Attempt, counting: Counting) -> Step | None:
        """Return the step for an attempt; `None` if the rule does not apply, or has no effect."""
        for holds in self.tests:
            if not holds(attempt):
                return None
        step = self._turn(attempt, counting) if self.counts else self.step
        if step is not None and step.fault is not None and step.fault.kind == RATE_LIMIT:
            step = step._replace(fault=self._limited(step.fault, counting))
        return step if step is not None and any(step) else None

    def _turn(self, attempt: Attempt, counting: Counting) -> Step | None:
        """Count an attempt that meets the conditions; return the step whose turn it is, if any."""
        if self.is_meant is not None and not self.is_meant(counting.count(f"nth/{self.name}")):
            return None
        if self.chance < 1 and counting.chance(f"chance/{self.name}") >= self.chance:
            return None
        if self.sequence is None:
            return self.step
        key = self.sequence.key_of(attempt)
        if key is None:
            return None
        number = counting.count(f"sequence/{self.name}/{key}")
        steps = self.sequence.steps
        if number <= len(steps):
            return steps[number - 1]
        return self.sequence.after(self.name, steps, number)

    def _limited(self, fault: Fault, counting: Counting) -> Fault | None:
        """Return the refusal of a call beyond the rate; `None` for a call within it."""
        wait_ms = counting.wait_ms(f"rate/{self.name}", fault.per_s, fault.burst)
        return fault._replace(retry_after_s=-(-wait_ms // 1000)) if wait_ms else None


def compile_rule(rule: Mapping[str, Any], name: str) -> Rule:
    """Compile a rule from checked plain data."""
    when = rule.get("when", {})
    conditions = conditions_of(when)
    described = [rule["then"]] if "then" in rule else rule["sequence"]["steps"]
    steps = tuple(map(_step, described))
    chance = float(rule.get("chance", 1))
    return Rule(
        name=name,
        conditions=conditions,
        tests=tuple(each.holds for each in conditions),
        is_meant=_nth(when[COUNTED]) if COUNTED in when else None,
        chance=chance,
        step=steps[0],
        sequence=None if "then" in rule else _sequence(rule["sequence"], steps),
        has_outcome=any(step.outcome or step.challenge for step in steps),
        counts=COUNTED in when or chance < 1 or "sequence" in rule,
    )


def _step(then: Mapping[str, Any]) -> Step:
    return Step(
        outcome=outcome_of(then),
        delay=delay_of(then["delay"]) if "delay" in then else None,
        fault=fault_of(then["fault"]) if "fault" in then else None,
        answer=answer_of(then[RESPOND]) if RESPOND in then else None,
        change=change_of(then),
        challenge=challenge_of(then),
        checks=then.get("checks"),
    )


def _nth(wanted: int | list[int] | Mapping[str, int]) -> Callable[[int], bool]:
    if isinstance(wanted, int):
        return lambda number: number == wanted
    if isinstance(wanted, list):
        return frozenset(wanted).__contains__
    if "every" in wanted:
        every = wanted["every"]
        return lambda number: number % every == 0
    first, last = wanted.get("from", 1), wanted.get("to")
    return lambda number: first <= number and (last is None or number <= last)


def _sequence(described: Mapping[str, Any], steps: tuple[Step, ...]) -> Sequence:
    return Sequence(
        _COUNTED_BY[described.get("per", "rule")], steps, _AFTER[described.get("after", "stay")]
    )


_COUNTED_BY: dict[str, Callable[[Attempt], str | None]] = {
    "rule": lambda _: "",
    "payment": lambda attempt: attempt.payment,
    "card": lambda attempt: None if attempt.card is None else attempt.card.fingerprint,
    "customer": lambda attempt: attempt.customer or None,
}


def _fail(name: str, steps: tuple[Step, ...], _number: int) -> Step:
    return Step(fault=exhausted(name, len(steps)))


_AFTER: dict[str, Callable[[str, tuple[Step, ...], int], Step]] = {
    "stay": lambda _, steps, __: steps[-1],
    "repeat": lambda _, steps, number: steps[(number - 1) % len(steps)],
    "fail": _fail,
}
