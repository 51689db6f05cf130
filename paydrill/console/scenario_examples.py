"""Run the examples of a scenario file, and compare their outcomes with the expected ones."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from paydrill.sandbox.counters import Counters
from paydrill.sandbox.engine import Engine
from paydrill.sandbox.sandbox import Sandbox
from paydrill.sandbox.scripting import attempt_of
from paydrill.scenarios import changes
from paydrill.scenarios.answers import RESPOND, answer_of, told
from paydrill.scenarios.challenges import CHALLENGE
from paydrill.scenarios.changes import Change
from paydrill.scenarios.explain import Unmet, explain
from paydrill.scenarios.files.loader import ScenarioFile
from paydrill.scenarios.files.problems import Problem
from paydrill.scenarios.files.yaml_text import as_yaml
from paydrill.scenarios.outcomes import APPROVED
from paydrill.scenarios.pointed import POINTED
from paydrill.scenarios.scenario import Decision, Scenario

NewEngine = Callable[[Scenario], Engine]


def failed_examples(file: ScenarioFile, new_engine: NewEngine) -> Iterator[Problem]:
    """Yield the examples that do not hold. Each runs in a fresh sandbox of a `new_engine`."""
    scenario = Scenario(file.name, file.rules, file.seed)
    for index, example in enumerate(file.examples):
        given, expected = example["given"], dict(example["expect"])
        if RESPOND in expected:
            expected[RESPOND] = told(answer_of(expected[RESPOND]))
        expected |= changes.told(changes.change_of(expected) or Change())
        decision = new_engine(scenario).run("example", _decide, scenario, given)
        found = _found(decision, file.name, expected.get("rule"))
        if not all(_is_met(value, found.get(name)) for name, value in expected.items()):
            nearest = new_engine(scenario).run("example", _nearest, scenario, given)
            message = f"the example expects {_told(expected)}, and meets {_told(found)}{nearest}"
            yield file.where_example(index, "expect").problem(message)


def _is_met(expected: Any, found: Any) -> bool:
    """Compare what is expected; of an answer, the parts that are."""
    if not isinstance(expected, Mapping):
        return bool(found == expected)
    has = found if isinstance(found, Mapping) else {}
    return all(name in has and _is_met(each, has[name]) for name, each in expected.items())


def _decide(sandbox: Sandbox, scenario: Scenario, given: Mapping[str, Any]) -> Decision:
    """Decide the attempt, or, where `given` says so, the n-th attempt of its kind."""
    attempt = attempt_of(sandbox, given)
    counters = Counters(sandbox.tx, sandbox.ids, attempt.at.now_ms)
    scripted = attempt.operation in sandbox.world.domain.scripted
    for _ in range(given.get("call", 1)):
        decision = scenario.decide(attempt, counters, scripted=scripted)
    return decision


def _nearest(sandbox: Sandbox, scenario: Scenario, given: Mapping[str, Any]) -> str:
    attempt = attempt_of(sandbox, given)
    counters = Counters(sandbox.tx, sandbox.ids, attempt.at.now_ms, keeps=False)
    scripted = attempt.operation in sandbox.world.domain.scripted
    nearest = explain(scenario.rules, attempt, counters, scripted=scripted).nearest
    if not nearest:
        return ""
    rule, unmet = nearest[0].rule.partition("/")[2], nearest[0].unmet
    return f"; nearest was {rule}, but for {' and '.join(map(_place_of, unmet))}"


def _place_of(unmet: Unmet) -> str:
    is_pointed = unmet.condition in POINTED
    return " ".join([unmet.condition, *unmet.wanted]) if is_pointed else unmet.condition


def _found(decision: Decision, scenario: str, wanted: str | None) -> dict[str, Any]:
    """Describe the decision in the words of an example's `expect`.

    Of several rules that apply, the `wanted` one is named, or else the last.
    """
    outcome, fault = decision.outcome, decision.fault
    found: dict[str, Any] = {outcome.verdict: outcome.reason or True}
    if decision.rules:
        applied = [each.removeprefix(f"{scenario}/") for each in decision.rules]
        found["rule"] = wanted if wanted in applied else applied[-1]
    if decision.challenge is not None:
        found[CHALLENGE] = decision.challenge.kind
    if decision.checks is not None:
        found["checks"] = decision.checks
    if decision.answer is not None:
        found[RESPOND] = told(decision.answer)
    if decision.change is not None:
        found |= changes.told(decision.change)
    if decision.answer is not None or decision.change is not None:
        del found[outcome.verdict]
    if fault is None:
        return found
    if not fault.committed:
        del found[outcome.verdict]
    return found | ({"status": fault.status} if fault.status else {"fault": fault.kind})


def _told(words: Mapping[str, Any]) -> str:
    return ", ".join(_word(name, value) for name, value in words.items())


def _word(name: str, value: Any) -> str:
    if value is True:
        return "an approval" if name == APPROVED else name
    return f"{name} {as_yaml(value) if isinstance(value, Mapping) else value}"
