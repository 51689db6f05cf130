"""Check that a rule's effects are possible for the operations that it applies to."""

from collections.abc import Iterator

from paydrill.scenarios.files.checks import operations, rule_parts
from paydrill.scenarios.files.problems import Problem
from paydrill.scenarios.files.vocabulary import Vocabulary
from paydrill.scenarios.files.yaml_tree import Node
from paydrill.values.suggestions import listed

TOO_MANY_REQUESTS = 429


def check_faults(rule: Node, known: Vocabulary) -> Iterator[Problem]:
    """Report effects of a rule that its operations cannot have."""
    steps = list(rule_parts.steps(rule))
    met = operations.met(rule, known)
    if not met:
        yield from _nothing_met(rule, known)
    yield from _nothing_to_count_by(rule, known)
    for step in steps:
        yield from _undocumented(step, met, known)
        effect = step.find("fault", "effect")
        if effect is not None and effect.data == "none" and rule_parts.has_outcome(step):
            message = "effect: none leaves no outcome; write committed, or leave the outcome out"
            yield effect.position.problem(message)


def _nothing_met(rule: Node, known: Vocabulary) -> Iterator[Problem]:
    """Report a rule that applies to no operation."""
    matched = operations.matched(rule, known)
    message = "no operation meets all of these conditions"
    if matched:
        message = f"outcomes are decided for {listed(known.scripted)}, not for this"
    if matched <= known.operations:  # else an unknown word is reported already
        yield rule.nearest("when", "operation").position.problem(message)


def _nothing_to_count_by(rule: Node, known: Vocabulary) -> Iterator[Problem]:
    """Report a count by payment of operations that have no existing payment."""
    per, operation = rule.find("sequence", "per"), rule.find("when", "operation")
    if per is None or per.data != "payment" or operation is None:
        return
    for word in operation.entries or (operation,):
        if word.data in known.operations - known.on_payments:
            message = f"{word.data} is about no payment that exists: there is none to count by"
            yield word.position.problem(message)


def _undocumented(step: Node, met: frozenset[str], known: Vocabulary) -> Iterator[Problem]:
    """Report a status that the contract does not document for every operation of the rule."""
    status, rate_limit = step.find("fault", "status"), step.find("fault", "rate_limit")
    node = status or rate_limit
    if node is None:
        return
    wanted = TOO_MANY_REQUESTS if status is None else int(status.data)
    without = {name for name in met if wanted not in known.statuses.get(name, {wanted})}
    if without:
        message = f"the contract documents no {wanted} for {listed(without)}"
        yield node.position.problem(message)
