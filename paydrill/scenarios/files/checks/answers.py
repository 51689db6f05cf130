"""Check the answers that rules give against the contracts of their operations."""

from collections.abc import Iterator

from paydrill.scenarios.answers import RESPOND
from paydrill.scenarios.files.checks import operations, rule_parts
from paydrill.scenarios.files.checks.vocabulary_checks import headers_twice
from paydrill.scenarios.files.problems import Position, Problem
from paydrill.scenarios.files.vocabulary import Vocabulary
from paydrill.scenarios.files.yaml_tree import Node


def check_answers(rule: Node, known: Vocabulary) -> Iterator[Problem]:
    """Report answers that the contract of an operation does not have, or not so."""
    for step in rule_parts.steps(rule):
        respond = step.find(RESPOND)
        if respond is None:
            continue
        effect = step.find("fault", "effect")
        if effect is not None and effect.data == "none":
            message = "effect: none leaves no answer; write committed, or leave respond out"
            yield effect.position.problem(message)
        yield from headers_twice(respond.find("headers"))
        met = operations.met(rule, known)
        if met == known.operations:
            message = "an answer is that of an operation: write operation in when"
            yield step.keys[RESPOND].problem(message)
            continue
        for name in sorted(met & known.served.keys()):
            for keys, message in known.mistakes(known.served[name], respond.data):
                yield _place_of(respond, keys).problem(message)


def _place_of(respond: Node, keys: tuple[str | int, ...]) -> Position:
    """Return the place of a value; of a field of the body or a header, that of its name."""
    above = respond.nearest(*keys[:-1])
    if len(keys) > 1 and str(keys[-1]) in above.keys:
        return above.keys[str(keys[-1])]
    return respond.nearest(*keys).position
