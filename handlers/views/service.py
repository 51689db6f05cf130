"""Make the bodies and pages of openapi/service.yaml."""

from collections.abc import Callable
from typing import Any

from handlers.views import HandlerResult
from paydrill.openapi.documents import Contract
from paydrill.pages import console
from paydrill.pages.console import Place, console_page
from paydrill.pages.rendering import render
from paydrill.pages.server_facts import TEST_CARDS, ServerFacts
from paydrill.pages.start import PAYMENTS, ContractFacts, StartFacts

Body = dict[str, Any]

HTML = "text/html"


def _start_body(served: ServerFacts, _base_url: str | None) -> HandlerResult:
    body = {
        "service": "Paydrill",
        "version": served.version,
        "status": "running",
        "endpoints": [_endpoint(contract) for contract in served.contracts],
        "documentation": f"/{served.pages}docs",
    }
    return body, 200


def _endpoint(contract: Contract) -> Body:
    return {
        "contract": contract.name,
        "title": contract.title,
        "base_path": contract.base_path or "/",
        "operations": [
            {
                "operation_id": operation.id,
                "method": operation.method.upper(),
                "path": operation.path,
                "summary": operation.summary,
            }
            for operation in contract.operations
        ],
    }


def _console(served: ServerFacts, base_url: str | None) -> HandlerResult:
    return _console_at(console.at_root, served, base_url)


def console_below_control(served: ServerFacts, base_url: str | None) -> HandlerResult:
    """Show the console at its address below the control API."""
    return _console_at(console.below_control, served, base_url)


def _console_at(
    place: Callable[[str], Place], served: ServerFacts, base_url: str | None
) -> HandlerResult:
    url = base_url or served.base_url
    page = console_page(_facts(served, url), place(url), needs_token=served.needs_token)
    return page, 200, HTML, {"Content-Security-Policy": console.policy(url)}


def _facts(served: ServerFacts, base_url: str) -> StartFacts:
    return StartFacts(
        version=served.version,
        base_url=base_url,
        contracts=[
            ContractFacts(c.name, c.title, c.base_path or "/", len(c.operations))
            for c in served.contracts
        ],
        served=served.operations,
        scenario=served.scenario,
        store=served.store,
        magic=served.magic_amounts,
        test_cards=TEST_CARDS,
        pages=served.pages,
    )


def guide(served: ServerFacts, base_url: str | None) -> str:
    """Write the guide for language models."""
    return render(
        "llms.txt",
        root=(base_url or served.base_url).rstrip("/"),
        version=served.version,
        pages=served.pages,
        contracts=served.contracts,
        magic=served.magic_amounts,
        test_cards=TEST_CARDS,
        is_paid=not PAYMENTS.isdisjoint(served.operations),
    )


START: dict[str, Callable[[ServerFacts, str | None], HandlerResult]] = {
    HTML: _console,
    "application/json": _start_body,
}

READINESS: dict[bool, tuple[Body, int]] = {
    True: ({"status": "ready", "checks": {"store": "ok", "scenario": "ok"}}, 200),
    False: ({"status": "not_ready", "checks": {"store": "failed", "scenario": "ok"}}, 503),
}
"""Body and status, by whether the store can be used."""
