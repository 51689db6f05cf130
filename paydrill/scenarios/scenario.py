"""Decide an attempt by a scenario: try its rules from top to bottom, until a rule has decided.

Rules are indexed by operation, by exact amount and by the last digits of the card, so a request
tries only those that could match: a thousand rules cost no more than ten.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from paydrill.scenarios.answers import Answer
from paydrill.scenarios.attempt import Attempt
from paydrill.scenarios.challenges import Challenge, met
from paydrill.scenarios.changes import Change
from paydrill.scenarios.counting import Counting
from paydrill.scenarios.delays import Delay
from paydrill.scenarios.faults import Fault
from paydrill.scenarios.outcomes import APPROVED, Outcome
from paydrill.scenarios.rules import Rule, compile_rule
from paydrill.values.cards import digits_of


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome, delay, fault, answer and change of a call, and the rules they come from.

    `answer` is in place of the operation's own, which is not carried out then; `change` is made
    beside it. `challenge` comes before the outcome, and `checks` are results of checks of the card.
    """

    outcome: Outcome
    rules: tuple[str, ...] = ()
    """`<scenario>/<rule>` of every rule that applied, in order."""
    delay_ms: int = 0
    fault: Fault | None = None
    answer: Answer | None = None
    change: Change | None = None
    challenge: Challenge | None = None
    checks: Mapping[str, str] | None = None

    @property
    def is_answer(self) -> bool:
        """Whether the call is answered by it alone, and nothing is done."""
        return self.answer is not None or (self.fault is not None and not self.fault.committed)


AUTO = "auto"
APPROVAL = Outcome(APPROVED)
NO_RULE = Decision(APPROVAL)


@dataclass(frozen=True, slots=True)
class _Candidates:
    """The rules of one operation, in order.

    `by_amount` has those that can match an exact amount, `by_card` those that can match a card with
    these last digits, for all other amounts; `of_any`, those for all others.
    """

    by_amount: dict[float, tuple[Rule, ...]]
    """Two amounts may share a float: the rules themselves compare amounts exactly."""
    by_card: dict[str, tuple[Rule, ...]]
    of_any: tuple[Rule, ...]

    def of(self, attempt: Attempt) -> tuple[Rule, ...]:
        """Return the rules that can match an attempt."""
        if self.by_amount and attempt.amount is not None:
            found = self.by_amount.get(float(attempt.amount))
            if found is not None:
                return found
        if self.by_card and attempt.card is not None:
            return self.by_card.get(attempt.card.last4, self.of_any)
        return self.of_any


class Sections(NamedTuple):
    """The sections of a scenario file beside its rules, as plain data that was checked."""

    settlement: Mapping[str, Any] = MappingProxyType({})
    webhooks: Sequence[Mapping[str, Any]] = ()
    resources: Mapping[str, Sequence[Mapping[str, Any]]] = MappingProxyType({})
    callbacks: str = ""


NO_SECTIONS = Sections()


class Scenario:
    """An ordered list of rules under one name. Immutable: a changed file makes a new scenario."""

    def __init__(
        self,
        name: str,
        rules: Sequence[Mapping[str, Any]],
        seed: int | None,
        sections: Sections = NO_SECTIONS,
    ) -> None:
        """Compile `rules`, the plain data of a checked scenario file, and take its other sections.

        `seed` determines every chance.
        """
        self.name = name
        self.seed = seed
        self.settlement = sections.settlement
        self.webhooks = sections.webhooks
        self.resources = sections.resources
        self.sends_callbacks = sections.callbacks == AUTO
        """Whether the callbacks of a contract are sent when a request gives their URL."""
        self.rules = tuple(compile_rule(rule, f"{name}/{rule['id']}") for rule in rules)
        self._whens: list[Mapping[str, Any]] = [rule.get("when", {}) for rule in rules]
        # Filled on an operation's first call; two threads that fill the same key do no harm.
        self._candidates: dict[tuple[str, bool], _Candidates] = {}

    def decide(
        self,
        attempt: Attempt,
        counting: Counting,
        *,
        scripted: bool = True,
        first: Iterable[Rule] = (),
    ) -> Decision:
        """Decide an attempt by the rules; approve it if no rule applies.

        The scenario does not decide the outcome of a call that is not `scripted`: rules with an
        outcome do not apply to it. The rules of `first` are tried before the scenario's own.
        """
        rules = self.rules_for(attempt, scripted=scripted, first=first)
        return decide(rules, attempt, counting) if rules else NO_RULE

    def rules_for(
        self, attempt: Attempt, *, scripted: bool, first: Iterable[Rule] = ()
    ) -> tuple[Rule, ...]:
        """Return the rules that `decide` has to try; no other rule can match the attempt."""
        rules = self._of(attempt.operation, scripted).of(attempt)
        if first:
            return (*(rule for rule in first if scripted or not rule.has_outcome), *rules)
        return rules

    def is_silent_on(self, operation: str, *, scripted: bool) -> bool:
        """Return whether no rule can apply to a call of this operation."""
        candidates = self._of(operation, scripted)
        return not (candidates.of_any or candidates.by_amount or candidates.by_card)

    def _of(self, operation: str, scripted: bool) -> _Candidates:  # noqa: FBT001 - a key's part
        return self._candidates.get((operation, scripted)) or self._sort(operation, scripted)

    def _sort(self, operation: str, scripted: bool) -> _Candidates:  # noqa: FBT001 - a key's part
        of_any: list[Rule] = []
        of_any_amount: list[Rule] = []
        by_amount: dict[float, list[Rule]] = {}
        by_card: dict[str, list[Rule]] = {}
        for when, rule in zip(self._whens, self.rules, strict=True):
            if rule.has_outcome and not scripted:
                continue
            if "operation" in when and operation not in _as_list(when["operation"]):
                continue
            amounts = list(_exact(when.get("amount")))
            if amounts:
                for amount in amounts:
                    by_amount.setdefault(amount, list(of_any_amount)).append(rule)
                continue
            of_any_amount.append(rule)
            last4 = _last4(when.get("card", {}))
            if last4:
                by_card.setdefault(last4, list(of_any)).append(rule)
            else:
                of_any.append(rule)
            for others in (*by_amount.values(), *(() if last4 else by_card.values())):
                others.append(rule)
        candidates = _Candidates(
            {amount: tuple(rules) for amount, rules in by_amount.items()},
            {last4: tuple(rules) for last4, rules in by_card.items()},
            tuple(of_any),
        )
        self._candidates[operation, scripted] = candidates
        return candidates


class Scenarios(Protocol):
    """The scenarios of a server. Safe to use from any thread; what it returns never changes."""

    @property
    def default(self) -> Scenario:
        """The scenario of a sandbox that has not chosen another."""

    def find(self, name: str) -> Scenario | None:
        """Return the server's scenario of that name, as it is now; `None` if there is none."""

    def names(self) -> Collection[str]:
        """Return the names of the server's scenarios."""

    def compile(self, text: str) -> Scenario:
        """Compile the text of a scenario file. Raises `InvalidScenario`."""

    def compile_rule(self, text: str, name: str) -> Rule:
        """Compile the rule `{"when": …, "then": …}`. Raises `InvalidScenario`."""


def decide(rules: Iterable[Rule], attempt: Attempt, counting: Counting) -> Decision:
    """Try rules in order: the first of each kind of effect counts.

    A fault that is not `committed` ends the search: no outcome is left to decide.
    """
    applied: tuple[str, ...] = ()
    delay_ms = 0
    fault: Fault | None = None
    challenge: Challenge | None = None
    checks: Mapping[str, str] | None = None
    for rule in rules:
        step = rule.step_of(attempt, counting)
        if step is None:
            continue
        applied = (*applied, rule.name)
        if step.delay is not None and not delay_ms:
            delay_ms = _drawn(step.delay, rule, counting)
        fault = fault or step.fault
        challenge, checks = challenge or step.challenge, checks or step.checks
        asked, outcome = met(challenge, step.outcome or APPROVAL, attempt.initiated_by)
        decision = Decision(
            outcome, applied, delay_ms, fault, step.answer, step.change, asked, checks
        )
        if step.outcome is not None or step.change is not None or decision.is_answer:
            return decision
    if not applied:
        return NO_RULE
    asked, outcome = met(challenge, APPROVAL, attempt.initiated_by)
    return Decision(outcome, applied, delay_ms, fault, challenge=asked, checks=checks)


def _drawn(delay: Delay, rule: Rule, counting: Counting) -> int:
    return delay.length_of(counting.chance(f"delay/{rule.name}") if delay.varies else 0.0)


def _exact(amount: Any) -> Iterator[float]:
    """Yield the exact amounts of an `amount` condition, as keys of the index.

    Keys are floats: a lookup by `Decimal` takes four times as long.
    """
    if isinstance(amount, Decimal):
        yield float(amount)
    elif isinstance(amount, list):
        yield from dict.fromkeys(map(float, amount))


def _last4(card: Mapping[str, Any]) -> str:
    """Return the last digits of a `card` condition that one card alone meets; else no text."""
    return str(card.get("last4") or digits_of(card.get("number", ""))[-4:])


def _as_list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
