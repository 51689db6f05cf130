"""Bodies about scenarios, explanations and one-shot outcomes, of openapi/control.yaml."""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from paydrill.engine.one_shots import OneShot
from paydrill.engine.sandbox import Sandbox
from paydrill.engine.scenarios.explain import Explanation, Told, Unmet
from paydrill.engine.scenarios.faults import Fault
from paydrill.engine.scenarios.outcomes import Outcome

Body = dict[str, Any]

_NEAREST = 3


def active(sandbox: Sandbox) -> Body:
    """The scenario that decides."""
    return {"name": sandbox.scenario.name}


def one_shot(made: OneShot) -> Body:
    """A rule for the next call that matches."""
    described = json.loads(made.text)
    return {
        "id": made.id,
        "rule": made.rule_name,
        "when": described.get("when", {}),
        "then": described["then"],
    }


def rule_text(body: Body) -> str:
    """A rule without id as text; amounts have at most twelve digits, so floats say them exactly."""
    return json.dumps(body, default=float, ensure_ascii=False)


def one_shots(waiting: Iterable[OneShot]) -> Body:
    """The rules that nobody has met."""
    return {"outcomes": [one_shot(each) for each in waiting]}


def explanation(sandbox: Sandbox, explained: Explanation) -> Body:
    """What an attempt would meet, and why."""
    decision = explained.decision
    return {
        "scenario": sandbox.scenario.name,
        "outcome": _outcome(decision.outcome),
        "delay_ms": decision.delay_ms,
        "fault": _fault(decision.fault),
        "applied": list(decision.rules),
        "nearest": [_told(each) for each in explained.nearest[:_NEAREST]],
        "rules": [_told(each) for each in explained.rules],
    }


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


def _told(told: Told) -> Body:
    note = told.note or "; ".join(_sentence(each) for each in told.unmet)
    return {
        "rule": told.rule,
        "verdict": told.verdict,
        "unmet": [
            {
                "condition": each.condition,
                "wanted": _plain(each.wanted),
                "found": _plain(each.found),
            }
            for each in told.unmet
        ],
        "note": note,
    }


def _sentence(unmet: Unmet) -> str:
    wanted = json.dumps(_plain(unmet.wanted), ensure_ascii=False)
    if unmet.found is None:
        return f"{unmet.condition} is not {wanted}"
    found = json.dumps(_plain(unmet.found), ensure_ascii=False)
    return f"{unmet.condition} is {found}, and the rule wants {wanted}"


def _plain(value: Any) -> Any:
    """As JSON has it: amounts are numbers in major units, as everywhere in this API."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
