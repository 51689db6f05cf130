"""Merge contracts of one base path into one document for Connexion, which serves only one there."""

import re
from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from paydrill.openapi.bundling import Document
from paydrill.openapi.contract import Contract
from paydrill.openapi.operation import methods_of

_PARAMETER = re.compile(r"\{[^}]*\}")


def merge(contracts: Iterable[Contract]) -> dict[str, Document]:
    """Merge contracts into one document per base path.

    Components are kept apart by the name of their contract: `Payment` of `pix` is `pix.Payment`.
    Of a contract that Connexion could not read there is only what it routes and secures by.
    """
    merged: dict[str, Document] = {}
    for contract in contracts:
        document = _with_own_names(contract) if contract.is_plain else _skeleton(contract)
        into = merged.setdefault(
            contract.base_path,
            {"openapi": document["openapi"], "info": document["info"], "paths": {}},
        )
        for path, item in document["paths"].items():
            into["paths"].setdefault(path, {}).update(item)
        for section, entries in document.get("components", {}).items():
            into.setdefault("components", {}).setdefault(section, {}).update(entries)
    return merged


def _skeleton(contract: Contract) -> Document:
    """Return routes and security of a contract, with parameters by number, as OpenAPI 3.0."""
    paths: Document = {}
    for operation in contract.operations:
        texts = _PARAMETER.split(operation.template)
        path = texts[0] + "".join(f"{{p{n}}}{text}" for n, text in enumerate(texts[1:]))
        paths.setdefault(path, {})[operation.method] = {
            "operationId": operation.id,
            "parameters": [
                {"name": f"p{number}", "in": "path", "required": True, "schema": {"type": "string"}}
                for number in range(len(texts) - 1)
            ],
            "responses": {"default": {"description": ""}},
            "security": [
                {f"{contract.name}.{scheme}": [] for scheme in requirement}
                for requirement in operation.definition["security"]
            ],
        }
    schemes = contract.raised.get("components", {}).get("securitySchemes", {})
    own = {f"{contract.name}.{name}": deepcopy(scheme) for name, scheme in schemes.items()}
    info = {"title": contract.title, "version": contract.raised["info"]["version"]}
    components = {"securitySchemes": own}
    return {"openapi": "3.0.3", "info": info, "paths": paths, "components": components}


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
