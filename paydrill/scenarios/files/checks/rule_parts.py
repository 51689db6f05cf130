"""Find the parts of a rule or an example.

Items may have any shape: parts that the schema refuses are left out.
"""

from collections.abc import Iterator

from paydrill.scenarios.challenges import CHALLENGE
from paydrill.scenarios.files.yaml_tree import Node
from paydrill.scenarios.outcomes import FOLLOW_UPS, OUTCOMES


def conditions(item: Node) -> Iterator[Node]:
    """Yield every mapping of conditions: `when`, and those below its `any`, `all` and `not`."""
    when = item.find("when")
    return iter(()) if when is None else _with_inner(when)


def _with_inner(node: Node) -> Iterator[Node]:
    yield node
    lists = [node.find("any"), node.find("all")]
    inner = [node.find("not"), *(each for found in lists if found for each in found.entries)]
    for each in inner:
        if each is not None:
            yield from _with_inner(each)


def steps(rule: Node) -> Iterator[Node]:
    """Yield the steps of a rule: its `then`, or the steps of its sequence."""
    then, sequence = rule.find("then"), rule.find("sequence", "steps")
    if then is not None:
        yield then
    if sequence is not None:
        yield from sequence.entries


def outcomes(item: Node) -> Iterator[Node]:
    """Yield every mapping that may hold an outcome: steps, their `later`, an example's `expect`."""
    for step in steps(item):
        yield step
        later = step.find("later")
        if later is not None:
            yield from later.entries
    expect = item.find("expect")
    if expect is not None:
        yield expect


def has_outcome(step: Node) -> bool:
    """Return whether a step decides an outcome, or the challenge before one."""
    later = step.find("later")
    follows = later.entries if later is not None else []
    return any(step.find(name) for name in (*OUTCOMES, *FOLLOW_UPS, CHALLENGE)) or any(
        each.find(name) for each in follows for name in FOLLOW_UPS
    )
