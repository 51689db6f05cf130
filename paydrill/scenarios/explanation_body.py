"""Show an explanation as plain JSON, for the control API and for `paydrill explain --json`."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from paydrill.scenarios import answers, changes
from paydrill.scenarios.explain import Explanation, RuleReport, Unmet
from paydrill.scenarios.faults import Fault
from paydrill.scenarios.files.yaml_text import as_yaml
from paydrill.scenarios.outcomes import Outcome
from paydrill.scenarios.scenario import Decision

Body = dict[str, Any]

_NEAREST = 3
_LONGEST_NOTE = 1000


def explanation_body(scenario: str, explained: Explanation) -> Body:
    """Show what an attempt would meet under a scenario, and why."""
    decision = explained.decision
    is_answered = decision.answer is not None or decision.change is not None
    is_undecided = explained.undecided or is_answered
    return _before_outcome(decision) | {
        "scenario": scenario,
        "outcome": None if is_undecided else _outcome(decision.outcome),
        "undecided": explained.undecided,
        "delay_ms": decision.delay_ms,
        "fault": _fault(decision.fault),
        "respond": None if decision.answer is None else plain(answers.told(decision.answer)),
        "change": None if decision.change is None else plain(changes.told(decision.change)),
        "applied": list(decision.rules),
        "nearest": [_told(each) for each in explained.nearest[:_NEAREST]],
        "rules": [_told(each) for each in explained.rules],
    }


def _before_outcome(decision: Decision) -> Body:
    """Show what comes before the outcome, where there is something."""
    told = {
        "challenge": None if decision.challenge is None else decision.challenge.kind,
        "checks": None if decision.checks is None else dict(decision.checks),
    }
    return {name: each for name, each in told.items() if each is not None}


def _outcome(outcome: Outcome) -> Body:
    return {
        "verdict": outcome.verdict,
        "reason": outcome.reason,
        "message": outcome.message,
        "response_code": outcome.response_code,
    }


def _fault(fault: Fault | None) -> Body | None:
    if fault is None:
        return None
    effect = "committed" if fault.committed else "none"
    return {"kind": fault.kind, "effect": effect, "status": fault.status or None}


def _told(told: RuleReport) -> Body:
    note = _cut(told.note or "; ".join(_sentence(each) for each in told.unmet))
    return {
        "rule": told.rule,
        "verdict": told.verdict,
        "unmet": [
            {
                "condition": each.condition,
                "wanted": plain(each.wanted),
                "found": plain(each.found),
            }
            for each in told.unmet
        ],
        "note": note,
    }


def _cut(note: str) -> str:
    return note if len(note) <= _LONGEST_NOTE else note[: _LONGEST_NOTE - 1] + "…"


def _sentence(unmet: Unmet) -> str:
    wanted = as_yaml(unmet.wanted)
    if unmet.found is None:
        return f"{unmet.condition} is not {wanted}"
    return f"{unmet.condition} is {as_yaml(unmet.found)}, and the rule wants {wanted}"


def plain(value: Any) -> Any:
    """Convert to plain JSON: amounts are numbers in major units, as everywhere in this API."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Mapping):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value
