"""Load contract files, make them self-contained, and merge those of the same base path."""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from paydrill.openapi.bundling import bundle
from paydrill.openapi.files import Document
from paydrill.openapi.operation import Operation, id_of, methods_of
from paydrill.openapi.soundness import check
from paydrill.openapi.validators import Schemas

NAMES = "x-paydrill-names"
"""The keyword of a component's schema whose values are names; it can only be `operations`.

The names are written into the schema as its `enum` when all contracts are read.
"""

_SUFFIXES = {".yaml", ".yml", ".json"}


class ContractError(ValueError):
    """Contracts that cannot be served. `problems` has a line for each, beginning with its file."""

    def __init__(self, problems: list[str]) -> None:
        """Join the problems, of which there is at least one."""
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass(frozen=True)
class Contract:
    """One OpenAPI document, complete in itself: it has no references outside."""

    name: str
    file: Path
    document: Document

    @property
    def title(self) -> str:
        """The document's title."""
        return str(self.document["info"]["title"])

    @property
    def base_path(self) -> str:
        """Path of the first server, without a slash at the end; empty for the root."""
        servers = self.document.get("servers") or [{"url": "/"}]
        return urlsplit(str(servers[0]["url"])).path.rstrip("/")

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """Every operation, in the order of the document."""
        schemas = Schemas(self.document)
        return tuple(
            Operation(self.name, self.base_path, path, method, self.document, definition, schemas)
            for path, method, definition in _definitions(self.document)
        )


def load_contracts(folder: Path) -> tuple[Contract, ...]:
    """Load every contract of a folder, by name. Raises `ContractError` with all problems."""
    files = sorted(path for path in folder.glob("*") if _is_contract(path))
    contracts: list[Contract] = []
    problems: list[str] = [] if files else [_nothing_in(folder)]
    parts: dict[Path, Document] = {}
    for file in files:
        try:
            document = bundle(file, parts)
            check(document)
            contracts.append(Contract(file.stem, file, document))
        except ValueError as error:
            problems.append(f"{file}: {error}")
    _enumerate_operations(contracts)
    problems.extend(_clashes(contracts))
    problems.extend(problem for contract in contracts for problem in _useless_schemas(contract))
    if problems:
        raise ContractError(problems)
    return tuple(contracts)


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


def _nothing_in(folder: Path) -> str:
    if folder.is_file():
        return f"{folder}: a file; --contracts takes the folder that it is in"
    if not folder.exists():
        return f"{folder}: no such folder; --contracts takes one that has contracts"
    return f"{folder}: no contract (*.yaml, *.yml, *.json) here"


def _is_contract(path: Path) -> bool:
    suffixes = path.suffixes
    return path.suffix in _SUFFIXES and not {".schema", ".asyncapi"} & set(suffixes)


def _enumerate_operations(contracts: list[Contract]) -> None:
    """List the operations' ids in the schemas that take such an id."""
    ids = {
        id_of(contract.name, contract.base_path + path, method, definition)
        for contract in contracts
        for path, method, definition in _definitions(contract.document)
    }
    for contract in contracts:
        for schema in contract.document.get("components", {}).get("schemas", {}).values():
            if schema.get(NAMES) == "operations":
                schema["enum"] = sorted(ids)


def _clashes(contracts: list[Contract]) -> Iterator[str]:
    paths: dict[str, Contract] = {}
    ids: dict[str, Contract] = {}
    for contract in contracts:
        for path in contract.document["paths"]:
            # Two templates that differ only in the names of their parameters are one path.
            shape = re.sub(r"\{[^}]*\}", "{}", contract.base_path + path)
            first = paths.setdefault(shape, contract)
            if first is not contract:
                yield f"{contract.file}: the path {path} is declared by {first.file} too"
        for operation in contract.operations:
            first = ids.setdefault(operation.id, contract)
            if first is not contract:
                yield f"{contract.file}: operationId {operation.id} is in {first.file} too"


def _useless_schemas(contract: Contract) -> Iterator[str]:
    for operation in contract.operations:
        for schema in operation.all_schemas:
            try:
                operation.schemas.compile(schema)
            except ValueError as error:  # a pattern that is no regular expression, for one
                why = str(error).splitlines()[0]
                yield f"{contract.file}: {operation.id} has a schema that cannot be used: {why}"


def _definitions(document: Document) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        shared = item.get("parameters", [])
        for method in methods_of(item):
            definition = {"security": document.get("security", []), **item[method]}
            definition["parameters"] = [*shared, *definition.get("parameters", [])]
            yield path, method, definition


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
