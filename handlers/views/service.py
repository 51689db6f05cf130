"""Make the bodies and pages of openapi/service.yaml."""

from collections.abc import Callable
from typing import Any

from paydrill.openapi.documents import Contract
from paydrill.pages.rendering import render
from paydrill.pages.server_facts import TEST_CARDS, ServerFacts
from paydrill.pages.start import PAYMENTS, ContractFacts, StartFacts, start_page

Body = dict[str, Any]


def _start_body(served: ServerFacts, _base_url: str | None) -> Body:
    return {
        "service": "Paydrill",
        "version": served.version,
        "status": "running",
        "endpoints": [_endpoint(contract) for contract in served.contracts],
        "documentation": f"/{served.pages}docs",
    }


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


def _start_page(served: ServerFacts, base_url: str | None) -> str:
    return start_page(
        StartFacts(
            version=served.version,
            base_url=base_url or served.base_url,
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


START: dict[str, Callable[[ServerFacts, str | None], Body | str]] = {
    "text/html": _start_page,
    "application/json": _start_body,
}

READINESS: dict[bool, tuple[Body, int]] = {
    True: ({"status": "ready", "checks": {"store": "ok", "scenario": "ok"}}, 200),
    False: ({"status": "not_ready", "checks": {"store": "failed", "scenario": "ok"}}, 503),
}
"""Body and status, by whether the store can be used."""
