"""Find the operations that a rule applies to, as far as its conditions name them."""

from collections.abc import Mapping
from typing import Any

from paydrill.scenarios.files.checks import rule_parts
from paydrill.scenarios.files.vocabulary import Vocabulary
from paydrill.scenarios.files.yaml_tree import Node


def matched(rule: Node, known: Vocabulary) -> frozenset[str]:
    """Return the operations that the conditions of a rule admit."""
    return _matched(rule.data.get("when", {}), known.operations)


def met(rule: Node, known: Vocabulary) -> frozenset[str]:
    """Return the operations that a rule applies to: with an outcome, only scripted operations."""
    decides = any(map(rule_parts.has_outcome, rule_parts.steps(rule)))
    return matched(rule, known) & known.scripted if decides else matched(rule, known)


def _matched(when: Mapping[str, Any], every: frozenset[str]) -> frozenset[str]:
    """Return the operations that conditions admit; if in doubt, too many rather than too few."""
    found = _named(when) if "operation" in when else every
    for each in when.get("all", ()):
        found &= _matched(each, every)
    if "any" in when:
        found &= frozenset[str]().union(*(_matched(each, every) for each in when["any"]))
    if when.get("not", {}).keys() == {"operation"}:
        found -= _named(when["not"])
    return found


def _named(when: Mapping[str, Any]) -> frozenset[str]:
    named = when["operation"]
    return frozenset([named] if isinstance(named, str) else named)
