"""Make the bodies of openapi/control/contracts.yaml."""

from pathlib import Path
from typing import Any

from paydrill.openapi.documents import Contract
from paydrill.openapi.findings import place
from paydrill.pages.server_facts import ServerFacts
from paydrill.values.own_contracts import CONTROL, OWN_CONTRACTS

Body = dict[str, Any]


def version(served: ServerFacts) -> Body:
    """Show the versions of the server and of its control API."""
    control = next(each for each in served.contracts if each.name == CONTROL)
    return {"server": served.version, "api": control.raised["info"]["version"]}


def contracts(served: ServerFacts) -> Body:
    """Show all contracts, by name; those of the server itself after those that are rehearsed."""
    found = sorted(served.contracts, key=lambda each: (each.name in OWN_CONTRACTS, each.name))
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
    """Show a contract, whose name is one of those that the control contract lists."""
    found = next(each for each in served.contracts if each.name == name)
    return {
        **_facts(found),
        "operations": [served.described(each) for each in found.operations],
        "findings": [
            {
                "code": finding.code,
                "file": found.address_of(finding.file) or Path(finding.file).name,
                "line": at.line,
                "column": at.column,
                "pointer": finding.pointer,
                "sentence": finding.sentence,
                "remedy": finding.remedy,
            }
            for finding, at in place(found.findings)
        ],
    }


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
