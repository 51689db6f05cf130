"""Answer openapi/control.yaml: the request log, its verification, and coverage."""

from typing import Any

from handlers.views import HandlerResult
from handlers.views import request_log as request_log_views
from paydrill.console import effects
from paydrill.console.explaining import explain_request as explain_logged
from paydrill.pages.server_facts import ServerFacts
from paydrill.request_log import coverage, names, query
from paydrill.request_log.recorder import Recorder
from paydrill.request_log.verify import verify
from paydrill.sandbox.sandbox import Sandbox


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
    return request_log_views.whole(sandbox, exchange, effects.caused(sandbox, exchange)), 200


def explain_request(
    sandbox: Sandbox, recorder: Recorder, served: ServerFacts, request_id: str
) -> HandlerResult:
    """Explain what a logged request would meet now, and why."""
    exchange = query.find(recorder.kept(sandbox.name), request_id)
    found = explain_logged(sandbox, exchange, served.operations.get(exchange.operation or ""))
    return request_log_views.explanation(sandbox, exchange, found), 200


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
    met = recorder.counts.met(request_log_views.SCOPES[scope](sandbox))
    rules = [rule.name for rule in sandbox.scenario.rules]
    covered = coverage.cover(served.contracts, contract, rules, met)
    return request_log_views.coverage(sandbox, scope, covered), 200


def forget_coverage(sandbox: Sandbox, recorder: Recorder, scope: str) -> HandlerResult:
    """Start coverage again."""
    recorder.counts.forget(request_log_views.SCOPES[scope](sandbox))
    return request_log_views.coverage_forgotten(sandbox, scope), 200
