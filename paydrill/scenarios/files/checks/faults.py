"""Whether a rule can do what it says to the operations that it is for."""

from collections.abc import Iterator

from paydrill.scenarios.files.checks import operations, rule_parts
from paydrill.scenarios.files.problems import Problem
from paydrill.scenarios.files.vocabulary import Vocabulary
from paydrill.scenarios.files.yaml_tree import Node
from paydrill.values.suggestions import listed

TOO_MANY_REQUESTS = 429


def check_faults(rule: Node, known: Vocabulary) -> Iterator[Problem]:
    """What a rule does that its operations cannot meet."""
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
    """A rule that is for no operation at all."""
    matched = operations.matched(rule, known)
    message = "no operation meets all of these conditions"
    if matched:
        message = f"outcomes are decided for {listed(known.scripted)}, not for this"
    if matched <= known.operations:  # if not, a word is wrong
        yield rule.nearest("when", "operation").position.problem(message)


def _nothing_to_count_by(rule: Node, known: Vocabulary) -> Iterator[Problem]:
    """A count by payment of calls that are about no payment that exists."""
    per, operation = rule.find("sequence", "per"), rule.find("when", "operation")
    if per is None or per.data != "payment" or operation is None:
        return
    for word in operation.entries or (operation,):
        if word.data in known.operations - known.on_payments:
            message = f"{word.data} is about no payment that exists: there is none to count by"
            yield word.position.problem(message)


def _undocumented(step: Node, met: frozenset[str], known: Vocabulary) -> Iterator[Problem]:
    """A status that the contract does not give to every operation."""
    status, rate_limit = step.find("fault", "status"), step.find("fault", "rate_limit")
    node = status or rate_limit
    if node is None:
        return
    wanted = TOO_MANY_REQUESTS if status is None else int(status.data)
    without = {name for name in met if wanted not in known.statuses.get(name, {wanted})}
    if without:
        message = f"the contract documents no {wanted} for {listed(without)}"
        yield node.position.problem(message)
