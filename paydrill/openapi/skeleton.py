"""Write what Connexion needs of the contracts: paths, methods, operation ids and security.

Connexion walks this skeleton, finds the handler of each operation and makes the check of its
credentials. It gets no schema, no reference and no version of a document to understand.
"""

from collections.abc import Iterable
from typing import Any

from paydrill.openapi.bundling import Document
from paydrill.openapi.contract import Contract
from paydrill.openapi.security import checkable_schemes


def skeletons(contracts: Iterable[Contract]) -> dict[str, Document]:
    """Write one document per base path, because Connexion serves only one there.

    Security schemes are kept apart by the name of their contract: `key` of `pix` is `pix.key`.
    """
    found: dict[str, Document] = {}
    for contract in contracts:
        document = found.setdefault(
            contract.base_path,
            {"openapi": "3.0.3", "paths": {}, "components": {"securitySchemes": {}}},
        )
        schemes = checkable_schemes(contract.raised)
        document["components"]["securitySchemes"].update(
            {f"{contract.name}.{name}": scheme for name, scheme in schemes.items()}
        )
        for operation in contract.operations:
            document["paths"].setdefault(operation.template, {})[operation.method] = {
                "operationId": operation.id,
                "security": [
                    _renamed(requirement, contract.name, schemes)
                    for requirement in operation.security
                ],
            }
    return found


def _renamed(
    requirement: dict[str, list[str]], contract: str, schemes: Iterable[str]
) -> dict[str, Any]:
    """Rename the schemes of a security requirement, and leave out those that cannot be checked."""
    return {f"{contract}.{name}": scopes for name, scopes in requirement.items() if name in schemes}
