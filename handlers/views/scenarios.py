"""Make the bodies of openapi/control.yaml about scenarios, explanations and one-shot outcomes."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from paydrill.console.trying import Trial
from paydrill.sandbox import scripting
from paydrill.sandbox.one_shots import OneShot
from paydrill.sandbox.own_scenarios import OwnScenario
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.files import Problem, ScenarioFile
from paydrill.scenarios.files.cached import Kept
from paydrill.scenarios.files.library import Library, Shelved

Body = dict[str, Any]

# YAML 1.2.2, §5.1 and §5.4: not printable there, or line breaks in version 1.1.
_NOT_IN_YAML = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def listing(sandbox: Sandbox, library: Library) -> Body:
    """List the sandbox's own scenarios and the server's."""
    made = [own(each.id, library.own(each.text)) for each in scripting.all_own(sandbox)]
    found = library.listing()
    scenarios = [*made, *(_overview("server", e.name, e.content, e.problems) for e in found)]
    return {
        "active": sandbox.scenario.name,
        "writable": library.is_writable(None),
        "scenarios": sorted(scenarios, key=lambda each: str(each["name"])),
    }


def reloaded(found: Sequence[Shelved]) -> Body:
    """Show every scenario file as it was last read."""
    return {
        "valid": not any(each.problems for each in found),
        "scenarios": [reading(each) for each in found],
    }


def reading(shelved: Shelved) -> Body:
    """Show a scenario file as it was last read."""
    content = shelved.content
    return {
        "name": shelved.name,
        "file": str(shelved.file),
        "rules": None if content is None else len(content.rules),
        "problems": [_problem(problem) for problem in shelved.problems],
    }


def own(name: str, kept: Kept) -> Body:
    """Show a scenario that belongs to the sandbox."""
    return _overview("sandbox", name, kept.content, kept.problems)


def _overview(
    belongs_to: str, name: str, content: ScenarioFile | None, problems: Sequence[Problem]
) -> Body:
    return {
        "name": name,
        "belongs_to": belongs_to,
        "description": "" if content is None else content.description,
        "rules": None if content is None else len(content.rules),
        "problems": [_problem(problem) for problem in problems],
    }


def text(sandbox: Sandbox, name: str, made: OwnScenario | None, library: Library) -> Body:
    """Show the source of the sandbox's own scenario, or of the file. Raises `ScenarioNotFound`."""
    source = library.text(name) if made is None else made.text
    if source is None:
        raise scripting.not_found(sandbox, name, "/path/name")
    file = library.file(name)
    return {
        "name": name,
        "belongs_to": "server" if made is None else "sandbox",
        "source": source,
        "file": None if file is None or made is not None else str(file),
        "writable": library.is_writable(file),
    }


def verdict(kept: Kept, trial: Trial) -> Body:
    """Show whether a scenario can be used, and which of its examples do not hold."""
    return {
        "valid": not kept.problems,
        "problems": [_problem(problem) for problem in kept.problems],
        "examples": {"run": trial.run, "failed": [_problem(each) for each in trial.failed]},
    }


def _problem(problem: Problem) -> Body:
    return {
        "file": str(problem.file),
        "line": problem.line,
        "column": problem.column,
        "message": problem.message,
    }


def active(sandbox: Sandbox, applied: Mapping[str, int]) -> Body:
    """Show the scenario that decides, and how often each of its rules has applied."""
    rules = [{"rule": r.name, "count": applied.get(r.name, 0)} for r in sandbox.scenario.rules]
    return {"name": sandbox.scenario.name, "rules": rules}


def one_shot(made: OneShot) -> Body:
    """Show a rule for the next matching call."""
    described = json.loads(made.text)
    return {
        "id": made.id,
        "rule": made.rule_name,
        "when": described.get("when", {}),
        "then": described["then"],
    }


def rule_text(body: Body) -> str:
    """Write a rule without id as text, each of its keys on a line of its own.

    Amounts have at most twelve digits, so floats say them exactly.
    """
    lines = (f"{json.dumps(name)}: {_as_yaml(value)}" for name, value in body.items())
    return "{" + ",\n".join(lines) + "}"


def _as_yaml(value: Any) -> str:
    """Write JSON that YAML reads alike: YAML knows no surrogates, and more line breaks."""
    text = json.dumps(value, default=float, ensure_ascii=False)
    return _NOT_IN_YAML.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def one_shots(waiting: Iterable[OneShot]) -> Body:
    """List the rules that have not applied yet."""
    return {"outcomes": [one_shot(each) for each in waiting]}
