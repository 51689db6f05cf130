"""Check that the words of a scenario exist, and that the ids of its rules are unique."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from paydrill.scenarios.files.checks import rule_parts
from paydrill.scenarios.files.problems import Problem
from paydrill.scenarios.files.vocabulary import Vocabulary
from paydrill.scenarios.files.yaml_tree import Node
from paydrill.values.suggestions import quoted, suggestion


def check_words(item: Node, known: Vocabulary) -> Iterator[Problem]:
    """Report words in a rule or an example that are not in the vocabulary."""
    given = item.find("given")
    for facts in [*rule_parts.conditions(item), *([given] if given else [])]:
        yield from _unknown_operation(facts.find("operation"), known)
        yield from unknown(facts.find("currency"), "currency", known.currencies)
        yield from unknown(facts.find("card", "brand"), "card brand", known.brands)
        yield from headers_twice(facts.find("header"))
    for outcome in rule_parts.outcomes(item):
        yield from unknown(outcome.find("declined"), "decline code", known.decline_codes)
        if known.pending_reasons is not None:
            yield from unknown(outcome.find("pending"), "pending reason", known.pending_reasons)


def _unknown_operation(node: Node | None, known: Vocabulary) -> Iterator[Problem]:
    """Report operations that no contract has which was read beside the scenario."""
    for problem in unknown(node, "operation", known.operations):
        is_guess = "did you mean" in problem.message
        remedy = "; if it is of another contract, give that one too" if not is_guess else ""
        yield replace(problem, message=problem.message + remedy)


def unknown(node: Node | None, kind: str, known: frozenset[str]) -> Iterator[Problem]:
    """Report a word, or the words of a list, that are not among the known words of their kind."""
    if node is None:
        return
    for word in node.entries or (node,):
        # The schema reports the empty text and values that are not text.
        if isinstance(word.data, str) and word.data and word.data not in known:
            message = f"unknown {kind} {quoted(word.data)}; {suggestion(word.data, known)}"
            yield word.position.problem(message)


def headers_twice(header: Node | None) -> Iterator[Problem]:
    """Report header names that differ only in case, and so are the same name."""
    names: set[str] = set()
    for name, position in header.keys.items() if header is not None else ():
        if name.lower() in names:
            yield position.problem(f"the header {quoted(name)} is given twice")
        names.add(name.lower())


def check_ids(rules: Sequence[Node]) -> Iterator[Problem]:
    """Report rules of one file whose id an earlier rule of the file has."""
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
