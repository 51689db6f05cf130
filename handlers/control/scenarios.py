"""Answer openapi/control.yaml: scenarios, and one-shot outcomes."""

from typing import Any

from handlers.views import HandlerResult
from handlers.views import scenarios as scenario_views
from paydrill.console.trying import tried
from paydrill.request_log.recorder import Recorder
from paydrill.sandbox import scripting
from paydrill.sandbox.engine import Engine
from paydrill.sandbox.one_shots import ONE_SHOTS
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.explanation_body import explanation_body
from paydrill.scenarios.files.editor_schema import schema_with
from paydrill.scenarios.files.library import Library


def list_scenarios(sandbox: Sandbox, library: Library) -> HandlerResult:
    """List the scenarios to choose from."""
    return scenario_views.listing(sandbox, library), 200


def get_scenario_schema(_: Sandbox, library: Library) -> HandlerResult:
    """Return the schema of scenario files, with the words of the contracts."""
    return schema_with(library.known), 200


def get_scenario(sandbox: Sandbox, name: str, of: str, library: Library) -> HandlerResult:
    """Return a scenario's source."""
    made = scripting.own(sandbox, name) if of == "sandbox" else None
    return scenario_views.text(sandbox, name, made, library), 200


def put_scenario(
    sandbox: Sandbox, name: str, body: dict[str, Any], library: Library
) -> HandlerResult:
    """Store a scenario of the sandbox's own."""
    scripting.put(sandbox, name, body["source"])
    return scenario_views.own(name, library.own(body["source"])), 200


def reload_scenarios(engine: Engine, library: Library) -> HandlerResult:
    """Read the changed scenario files again."""
    del engine  # the files belong to no sandbox
    return scenario_views.reloaded(library.refresh()), 200


def validate_scenario(sandbox: Sandbox, body: dict[str, Any], library: Library) -> HandlerResult:
    """Check a scenario, and list its problems."""
    draft = library.draft(body["source"])
    return scenario_views.verdict(draft, tried(sandbox.world, draft.content)), 200


def save_scenario(
    engine: Engine, name: str, body: dict[str, Any], library: Library
) -> HandlerResult:
    """Write a scenario to its file."""
    del engine  # the files belong to no sandbox
    return scenario_views.reading(library.save(name, body["source"], body["before"])), 200


def get_active_scenario(sandbox: Sandbox, recorder: Recorder) -> HandlerResult:
    """Return the scenario that decides."""
    return scenario_views.active(sandbox, recorder.counts.met(sandbox.name).rules), 200


def activate_scenario(sandbox: Sandbox, body: dict[str, Any], recorder: Recorder) -> HandlerResult:
    """Choose the scenario that decides."""
    scripting.activate(sandbox, body["name"])
    return scenario_views.active(sandbox, recorder.counts.met(sandbox.name).rules), 200


def explain_attempt(sandbox: Sandbox, body: dict[str, Any]) -> HandlerResult:
    """Explain what an attempt would meet, and why."""
    return explanation_body(sandbox.scenario.name, scripting.explain_attempt(sandbox, body)), 200


def delete_scenario(sandbox: Sandbox, name: str) -> HandlerResult:
    """Delete one of the sandbox's own scenarios."""
    scripting.remove(sandbox, name)
    return b"", 204


def list_outcomes(sandbox: Sandbox) -> HandlerResult:
    """List the one-shot outcomes that have not applied yet."""
    return scenario_views.one_shots(sandbox.tx.find(ONE_SHOTS)), 200


def add_outcome(sandbox: Sandbox, body: dict[str, Any]) -> HandlerResult:
    """Add an outcome for the next matching call."""
    return scenario_views.one_shot(sandbox.add_one_shot(scenario_views.rule_text(body))), 201


def clear_outcomes(sandbox: Sandbox) -> HandlerResult:
    """Delete all one-shot outcomes."""
    sandbox.forget_one_shots()
    return b"", 204
