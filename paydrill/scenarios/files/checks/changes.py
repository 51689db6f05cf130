"""Check what rules set, send and do later against the contracts of their operations."""

from collections.abc import Iterator

from paydrill.openapi.operation import Operation
from paydrill.openapi.pushes import type_of
from paydrill.scenarios.challenges import (
    ABANDONED,
    CHALLENGE,
    FAILED,
    LIFETIME_MS,
    REFUSING,
    REQUIRED,
)
from paydrill.scenarios.changes import LATER, SEND, SET
from paydrill.scenarios.files.checks import operations, rule_parts
from paydrill.scenarios.files.problems import Problem
from paydrill.scenarios.files.vocabulary import Vocabulary
from paydrill.scenarios.files.yaml_tree import Node
from paydrill.scenarios.outcomes import APPROVED, DECLINED, FOLLOW_UPS, OUTCOMES, PENDING
from paydrill.values.suggestions import listed, quoted, suggestion
from paydrill.values.times import duration_ms


def check_changes(rule: Node, known: Vocabulary) -> Iterator[Problem]:
    """Report changes that the operations of a rule cannot have."""
    for step in rule_parts.steps(rule):
        yield from _mixed(step)
        yield from _of_no_use(step, operations.met(rule, known), known)
        for each in _changes(step):
            yield from _of_change(each, rule, known)


def _changes(step: Node) -> Iterator[Node]:
    later = step.find(LATER)
    for each in (step, *(later.entries if later is not None else ())):
        if each.find(SET) or each.find(SEND):
            yield each


def _of_no_use(step: Node, met: frozenset[str], known: Vocabulary) -> Iterator[Problem]:
    """Report effects that no operation of the rule can have, as the dispute of a refund."""
    later = step.find(LATER)
    for each in (step, *(later.entries if later is not None else ())):
        for word, operations_with in known.effects.items():
            if each.find(word) and met and met.isdisjoint(operations_with):
                message = f"{word} is for {listed(operations_with)}, not for this"
                yield each.keys[word].problem(message)


def _mixed(step: Node) -> Iterator[Problem]:
    """Report what cannot come later, or not in this order: see `_after`."""
    later = step.find(LATER)
    entries = later.entries if later is not None else []
    if not any(map(rule_parts.has_outcome, (step, *entries))):
        return  # a change of a resource, and of what comes later of it
    if step.data.get(CHALLENGE) in REFUSING:
        yield from _after_refusal(step)
        return
    state = next((name for name in OUTCOMES if step.find(name)), APPROVED)
    challenge = REQUIRED if step.data.get(CHALLENGE) == REQUIRED else None
    for each in entries:
        message = _out_of_order(each, state, challenge)
        if message:
            yield each.position.problem(message)
            return
        state = next((name for name in OUTCOMES if each.find(name)), state)
        challenge = each.data.get(CHALLENGE, challenge)


def _after_refusal(step: Node) -> Iterator[Problem]:
    """Report an outcome, or what comes of it, beside a challenge that declines."""
    for word in (*OUTCOMES, LATER):
        if step.find(word):
            message = f"{word} never comes: {CHALLENGE}: {step.data[CHALLENGE]} declines"
            yield step.keys[word].problem(message)


def _out_of_order(each: Node, state: str, challenge: str | None) -> str:
    """Say why something cannot come later of a payment or refund in this state; empty if it can.

    `challenge` is `required` while one waits, then how it ended; `None` without one.
    """
    if each.find(CHALLENGE):
        return _out_of_challenge(each, challenge)
    if challenge in {FAILED, ABANDONED}:
        return "nothing comes after a challenge that has failed or was abandoned"
    if state != DECLINED and any(map(each.find, OUTCOMES)):
        only = "an outcome comes later only of a pending payment: write pending beside later"
        return "" if state == PENDING else only
    if state != DECLINED and any(map(each.find, FOLLOW_UPS)):
        return "" if state == APPROVED else "this comes only after an approval"
    return _GOES_ON[state]


def _out_of_challenge(each: Node, challenge: str | None) -> str:
    if challenge is None:
        return "a challenge ends only where challenge is required"
    if challenge != REQUIRED:
        return "a challenge ends only once"
    if duration_ms(each.data["after"]) >= LIFETIME_MS:
        return "a challenge expires after 15 minutes, before this"
    return ""


_GOES_ON = {
    PENDING: "a pending payment goes on by approved, declined or pending",
    APPROVED: "an approved payment or refund goes on by a dispute, a warning or a failure",
    DECLINED: "nothing comes after a decline",
}
"""How a payment or refund goes on, by its state."""


def _of_change(change: Node, rule: Node, known: Vocabulary) -> Iterator[Problem]:
    met = operations.met(rule, known)
    if met == known.operations:
        key = SET if change.find(SET) else SEND
        message = f"{key} is about the resource of an operation: write operation in when"
        yield change.keys[key].problem(message)
        return
    fields = change.find(SET)
    for name in sorted(met & known.served.keys()):
        yield from _unknown_pushes(change, known.served[name], known)
    if fields is None:
        return
    for name in sorted(met & known.served.keys()):
        for keys, message in known.resources.in_fields(known.served[name], fields.data):
            at = fields.keys[str(keys[-1])] if keys else change.keys[SET]
            yield at.problem(message)


def _unknown_pushes(change: Node, operation: Operation, known: Vocabulary) -> Iterator[Problem]:
    """Report webhooks and callbacks that the contract of an operation does not have."""
    sent, names = change.find(SEND), known.resources.pushed(operation)
    if sent is None or names is None:
        return
    for word in sent.entries or [sent]:
        if type_of(word.data) not in names:
            instead = suggestion(word.data, names) if names else "it has no webhooks or callbacks"
            message = f"the contract of {operation.id} pushes nothing called {quoted(word.data)}"
            yield word.position.problem(f"{message}; {instead}")


def check_resources(section: Node, known: Vocabulary) -> Iterator[Problem]:
    """Report resources to begin with that no contract has, or not so."""
    for path, at in section.keys.items():
        wanted = section.children[path]
        for keys, message in known.resources.to_begin(path, wanted.data, section.data):
            above = wanted.nearest(*keys[:-1])
            last = keys[-1] if keys else ""
            key = above.keys.get(str(last)) if isinstance(last, str) else None
            node = wanted.nearest(*keys).position if keys else at
            yield (key or node).problem(message)
