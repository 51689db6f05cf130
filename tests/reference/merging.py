"""Merge whole contracts of the same base path, as Connexion's own stack needs them."""

from copy import deepcopy
from typing import Any

from paydrill.openapi.bundling import Document
from paydrill.openapi.documents import Contract
from paydrill.openapi.kinds import methods_of
from paydrill.openapi.pointers import resolve


def merge(contracts: tuple[Contract, ...]) -> dict[str, Document]:
    """Merge contracts into one document per base path, because Connexion serves only one there.

    Components are kept apart by the name of their contract: `Payment` of `pix` is `pix.Payment`.
    """
    merged: dict[str, Document] = {}
    for contract in contracts:
        document = _with_own_names(contract)
        into = merged.setdefault(
            contract.base_path,
            {"openapi": document["openapi"], "info": document["info"], "paths": {}},
        )
        into["paths"].update(document["paths"])
        for section, entries in document.get("components", {}).items():
            into.setdefault("components", {}).setdefault(section, {}).update(entries)
    return merged


def _with_own_names(contract: Contract) -> Document:
    """Copy the document with its components renamed, and security on each operation."""
    document = deepcopy(contract.document)
    components = document.get("components", {})
    for section, entries in components.items():
        components[section] = {f"{contract.name}.{key}": value for key, value in entries.items()}
    _rename_references(document, contract.name)
    ids = {
        (operation.template, operation.method): operation.id for operation in contract.operations
    }
    for path, item in document["paths"].items():
        for method in methods_of(item):
            item[method]["operationId"] = ids[path, method]
            security = item[method].get("security", document.get("security", []))
            item[method]["security"] = [
                {f"{contract.name}.{scheme}": scopes for scheme, scopes in requirement.items()}
                for requirement in security
            ]
    return document


def _rename_references(node: Any, name: str) -> None:
    if isinstance(node, list):
        for item in node:
            _rename_references(item, name)
    elif isinstance(node, dict):
        reference = node.get("$ref")
        if isinstance(reference, str):
            place, _, key = reference.rpartition("/")
            node["$ref"] = f"{place}/{name}.{key}"
        for value in node.values():
            _rename_references(value, name)


# The functions by which Connexion checks credentials of each kind.
_CHECKS = {
    "apiKey": ("x-apikeyInfoFunc", "accept_key"),
    "bearer": ("x-bearerInfoFunc", "accept_key"),
    "basic": ("x-basicInfoFunc", "accept_password"),
}


def accept_by_default(document: Document) -> None:
    """Name a function for each security scheme that has none, in the document itself."""
    for node in document.get("components", {}).get("securitySchemes", {}).values():
        scheme = resolve(document, node)
        kind = str(scheme.get("scheme", "")).lower() if scheme["type"] == "http" else scheme["type"]
        if kind in _CHECKS:
            key, function = _CHECKS[kind]
            scheme.setdefault(key, f"paydrill.openapi.security.{function}")
