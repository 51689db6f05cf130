"""Answer openapi/control.yaml: the operations by which a test suite controls its sandbox."""

from typing import Any

from handlers.views import HandlerResult, settlement
from handlers.views import contracts as contract_views
from handlers.views import control as views
from handlers.views import events as event_views
from handlers.views import invariants as invariant_views
from handlers.views import request_log as request_log_views
from handlers.views import sandboxes as sandbox_views
from handlers.views import scenarios as scenario_views
from handlers.views import snapshots as snapshot_views
from paydrill.pages.server_facts import ServerFacts
from paydrill.payments import invariants
from paydrill.payments.settlement import batches, breaks, planting
from paydrill.request_log import coverage, names, query
from paydrill.request_log.recorder import Recorder
from paydrill.request_log.verify import verify
from paydrill.sandbox import administration, clock_moves, events, scripting, snapshots
from paydrill.sandbox.engine import Engine
from paydrill.sandbox.one_shots import ONE_SHOTS
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.explanation_body import explanation_body
from paydrill.scenarios.files.editor_schema import schema_with
from paydrill.scenarios.files.library import Library


def get_health(sandbox: Sandbox) -> HandlerResult:
    """Report that the server is alive and lets this request in."""
    return views.health(sandbox), 200


def get_version(storeless: Engine, served: ServerFacts) -> HandlerResult:
    """Return the versions of server and API."""
    del storeless
    return contract_views.version(served), 200


def list_sandboxes(engine: Engine, limit: int, cursor: str | None = None) -> HandlerResult:
    """List the sandboxes."""
    return sandbox_views.page(administration.page(engine, cursor, limit)), 200


def create_sandbox(engine: Engine, body: dict[str, Any]) -> HandlerResult:
    """Create a sandbox."""
    return sandbox_views.sandbox(administration.create(engine, sandbox_views.origin(body))), 201


def get_sandbox(engine: Engine, name: str) -> HandlerResult:
    """Return a sandbox."""
    return sandbox_views.sandbox(administration.find(engine, name)), 200


def delete_sandbox(engine: Engine, name: str, recorder: Recorder) -> HandlerResult:
    """Delete a sandbox with everything in it."""
    administration.delete(engine, name)
    recorder.forget(name)
    return b"", 204


def reset_sandbox(sandbox: Sandbox, recorder: Recorder) -> HandlerResult:
    """Delete everything in a sandbox, clock and counters included."""
    sandbox.reset()
    recorder.forget(sandbox.name)
    return views.sandbox_reset(sandbox), 200


def list_contracts(engine: Engine, served: ServerFacts) -> HandlerResult:
    """List the contracts that are served."""
    del engine
    return contract_views.contracts(served), 200


def get_contract(engine: Engine, contract: str, served: ServerFacts) -> HandlerResult:
    """Return a contract with its operations and findings."""
    del engine
    return contract_views.contract(served, contract), 200


def issue_token(sandbox: Sandbox, body: dict[str, Any] | None = None) -> HandlerResult:
    """Issue an access token, for any grant."""
    return contract_views.token(sandbox.name, body), 200


def list_snapshots(sandbox: Sandbox) -> HandlerResult:
    """List the snapshots of the sandbox."""
    return snapshot_views.listing(sandbox, snapshots.all_of(sandbox)), 200


def take_snapshot(sandbox: Sandbox, body: dict[str, Any]) -> HandlerResult:
    """Take a snapshot of the sandbox."""
    return snapshot_views.snapshot(snapshots.take(sandbox, body.get("name"))), 201


def get_snapshot(sandbox: Sandbox, name: str) -> HandlerResult:
    """Return a snapshot."""
    return snapshot_views.snapshot(snapshots.find(sandbox, name)), 200


def delete_snapshot(sandbox: Sandbox, name: str) -> HandlerResult:
    """Delete a snapshot."""
    snapshots.delete(sandbox, name)
    return b"", 204


def restore_snapshot(sandbox: Sandbox, name: str) -> HandlerResult:
    """Restore the sandbox to a snapshot."""
    return snapshot_views.snapshot(snapshots.restore(sandbox, name)), 200


def list_scenarios(sandbox: Sandbox, library: Library) -> HandlerResult:
    """List the scenarios to choose from."""
    return scenario_views.listing(sandbox, library), 200


def get_scenario_schema(_: Sandbox, library: Library) -> HandlerResult:
    """Return the schema of scenario files, with the words of the contracts."""
    return schema_with(library.known), 200


def get_scenario(sandbox: Sandbox, name: str, library: Library) -> HandlerResult:
    """Return a scenario's source."""
    return scenario_views.text(sandbox, name, library), 200


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
    del sandbox  # the check does not depend on it
    return scenario_views.verdict(library.check(body["source"])), 200


def get_active_scenario(sandbox: Sandbox) -> HandlerResult:
    """Return the scenario that decides."""
    return scenario_views.active(sandbox), 200


def activate_scenario(sandbox: Sandbox, body: dict[str, Any]) -> HandlerResult:
    """Choose the scenario that decides."""
    scripting.activate(sandbox, body["name"])
    return scenario_views.active(sandbox), 200


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


def get_clock(sandbox: Sandbox) -> HandlerResult:
    """Return the sandbox's time."""
    return views.clock(sandbox), 200


def set_clock(sandbox: Sandbox, body: dict[str, Any]) -> HandlerResult:
    """Set, freeze or start the clock."""
    clock_moves.set_clock(sandbox, body.get("now"), frozen=body.get("frozen"))
    return views.clock(sandbox), 200


def advance_clock(sandbox: Sandbox, body: dict[str, Any]) -> HandlerResult:
    """Advance the clock, and run everything that falls due on the way."""
    clock_moves.advance(sandbox, body["by"])
    return views.clock(sandbox), 200


def list_requests(
    sandbox: Sandbox, recorder: Recorder, served: ServerFacts, limit: int, **filters: Any
) -> HandlerResult:
    """List the exchanges of the request log, newest first."""
    known = names.known(sandbox, recorder, served.contracts, served.library)
    kept = names.require_known(filters, "/query", known)
    page = query.page(kept, filters, limit)
    return request_log_views.page(sandbox, kept, page, names.warnings(filters, known)), 200


def forget_requests(sandbox: Sandbox, recorder: Recorder) -> HandlerResult:
    """Empty the request log."""
    kept = recorder.kept(sandbox.name)
    recorder.forget_log(sandbox.name)
    return request_log_views.forgotten(sandbox, kept), 200


def get_request(sandbox: Sandbox, recorder: Recorder, request_id: str) -> HandlerResult:
    """Return a whole exchange."""
    exchange = query.find(recorder.kept(sandbox.name), request_id)
    return request_log_views.whole(exchange), 200


def verify_requests(
    sandbox: Sandbox, recorder: Recorder, served: ServerFacts, body: dict[str, Any]
) -> HandlerResult:
    """Verify that as many requests match as were expected."""
    matching = body["matching"]
    known = names.known(sandbox, recorder, served.contracts, served.library)
    kept = names.require_known(matching, "/matching", known)
    found = verify(kept, names.as_kept(matching, known), body["count"])
    return request_log_views.verdict(found, names.warnings(matching, known)), 200


def get_coverage(
    sandbox: Sandbox,
    recorder: Recorder,
    served: ServerFacts,
    scope: str,
    contract: list[str] | None = None,
) -> HandlerResult:
    """Report which documented responses, and which rules, have been met."""
    met = recorder.met(request_log_views.SCOPES[scope](sandbox))
    rules = [rule.name for rule in sandbox.scenario.rules]
    covered = coverage.cover(served.contracts, contract, rules, met)
    return request_log_views.coverage(sandbox, scope, covered), 200


def forget_coverage(sandbox: Sandbox, recorder: Recorder, scope: str) -> HandlerResult:
    """Start coverage again."""
    recorder.forget_met(request_log_views.SCOPES[scope](sandbox))
    return request_log_views.coverage_forgotten(sandbox, scope), 200


def list_events(
    sandbox: Sandbox,
    after: int,
    limit: int,
    type: list[str] | None = None,  # noqa: A002 - the contract's word
) -> HandlerResult:
    """List events, a page at a time."""
    known = sandbox.world.domain.event_types
    page = events.page(sandbox.tx, after, limit, type or (), known)
    return event_views.page(sandbox, page), 200


def get_invariants(sandbox: Sandbox) -> HandlerResult:
    """Prove that the records add up, and show their sums."""
    return invariant_views.proof(sandbox, invariants.prove(sandbox)), 200


def plant_break(sandbox: Sandbox, body: dict[str, Any]) -> HandlerResult:
    """Plant a mistake in the next settlement batch."""
    planting.wish(sandbox, **body)
    return body, 201


def get_answer_key(sandbox: Sandbox, batch_id: str) -> HandlerResult:
    """Return every break of a settlement batch."""
    batch = batches.find(sandbox, batch_id)
    return settlement.answer_key(batch_id, breaks.of_batch(sandbox, batch.copy_of or batch_id)), 200
