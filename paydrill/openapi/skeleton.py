"""Write what Connexion needs of a contract: paths, methods, operation ids and security.

Connexion walks this skeleton, finds the handler of each operation and makes the check of its
credentials. It gets no schema, no reference and no version of a document to understand.
"""

from paydrill.openapi.bundling import Document
from paydrill.openapi.contract import Contract
from paydrill.openapi.security import checkable_schemes


def skeleton(contract: Contract) -> Document:
    """Write the skeleton of a contract; schemes that cannot be checked are left out."""
    schemes = checkable_schemes(contract.raised)
    paths: Document = {}
    for operation in contract.operations:
        paths.setdefault(operation.template, {})[operation.method] = {
            "operationId": operation.id,
            "security": [
                {name: scopes for name, scopes in requirement.items() if name in schemes}
                for requirement in operation.security
            ],
        }
    return {"openapi": "3.0.3", "paths": paths, "components": {"securitySchemes": schemes}}
