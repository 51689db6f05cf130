"""Make the bodies of openapi/control/contracts.yaml."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from paydrill.errors import ContractNotFound
from paydrill.openapi.documents import Contract
from paydrill.openapi.findings import place
from paydrill.pages.server_facts import ServerFacts
from paydrill.values.suggestions import unknown

Body = dict[str, Any]


def contracts(served: ServerFacts) -> Body:
    """Show all contracts, by name."""
    found = sorted(served.contracts, key=lambda each: each.name)
    return {
        "contracts": [
            {
                **_facts(each),
                "operations": len(each.operations),
                "findings": len(each.findings),
            }
            for each in found
        ]
    }


def contract(served: ServerFacts, name: str) -> Body:
    """Show a contract. Raises `ContractNotFound`."""
    found = find(served.contracts, name)
    return {
        **_facts(found),
        "operations": [
            {
                "operation_id": operation.id,
                "method": operation.method.upper(),
                "path": operation.path,
                "answered_by": served.answered_by(operation),
            }
            for operation in found.operations
        ],
        "findings": [
            {
                "code": finding.code,
                "file": Path(finding.file).name,
                "line": at.line,
                "column": at.column,
                "pointer": finding.pointer,
                "sentence": finding.sentence,
                "remedy": finding.remedy,
            }
            for finding, at in place(found.findings)
        ],
    }


def find(contracts: Sequence[Contract], name: str) -> Contract:
    """Find a contract. Raises `ContractNotFound`."""
    by_name = {each.name: each for each in contracts}
    if name not in by_name:
        raise ContractNotFound(unknown("No contract is called", name, by_name))
    return by_name[name]


def token(sandbox: str, form: Body | None) -> Body:
    """Show an access token that means a sandbox (RFC 6749 §5.1)."""
    granted = {"scope": form["scope"]} if form and "scope" in form else {}
    token = f"sk_test_{sandbox}"
    return {"access_token": token, "token_type": "Bearer", "expires_in": 3600, **granted}


def _facts(contract: Contract) -> Body:
    return {
        "name": contract.name,
        "title": contract.title,
        "base_path": contract.base_path or "/",
    }
