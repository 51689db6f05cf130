"""Contract files: read, made self-contained, and merged where they share a base path."""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from paydrill.contract.operations import METHODS, Operation
from paydrill.contract.schemas import Schemas

Document = dict[str, Any]

_SUFFIXES = {".yaml", ".yml", ".json"}


class ContractError(ValueError):
    """Contracts that cannot be served. `problems` has a line for each, beginning with its file."""

    def __init__(self, problems: list[str]) -> None:
        """`problems` is never empty."""
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass(frozen=True)
class Contract:
    """One OpenAPI document, complete in itself: it refers to nothing outside."""

    name: str
    file: Path
    document: Document

    @property
    def title(self) -> str:
        """The document's own title."""
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
    """Every contract of a folder, by name. Raises `ContractError` with all that is wrong."""
    files = sorted(path for path in folder.glob("*") if _is_contract(path))
    contracts: list[Contract] = []
    problems: list[str] = [] if files else [f"{folder}: no contract (*.yaml, *.yml, *.json) here"]
    for file in files:
        try:
            contracts.append(Contract(file.stem, file, _Bundle(file).document))
        except ValueError as error:
            problems.append(f"{file}: {error}")
    problems.extend(_clashes(contracts))
    if problems:
        raise ContractError(problems)
    return tuple(contracts)


def merge(contracts: tuple[Contract, ...]) -> dict[str, Document]:
    """One document per base path, for Connexion, which serves only one there.

    Components keep apart by the name of their contract: `Payment` of `pix` is `pix.Payment`.
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


def _is_contract(path: Path) -> bool:
    suffixes = path.suffixes
    return path.suffix in _SUFFIXES and not {".schema", ".asyncapi"} & set(suffixes)


def _clashes(contracts: list[Contract]) -> Iterator[str]:
    paths: dict[str, Contract] = {}
    ids: dict[str, Contract] = {}
    for contract in contracts:
        for path in contract.document["paths"]:
            first = paths.setdefault(contract.base_path + path, contract)
            if first is not contract:
                yield f"{contract.file}: the path {path} is declared by {first.file} too"
        for operation in contract.operations:
            first = ids.setdefault(operation.id, contract)
            if first is not contract:
                yield f"{contract.file}: operationId {operation.id} is in {first.file} too"


def _definitions(document: Document) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        shared = item.get("parameters", [])
        for method in METHODS & item.keys():
            definition = {"security": document.get("security", []), **item[method]}
            definition["parameters"] = [*shared, *definition.get("parameters", [])]
            yield path, method, definition


class _Bundle:
    """A contract file with everything it refers to in other files copied into its components."""

    def __init__(self, file: Path) -> None:
        self._origins: dict[tuple[str, str], str] = {}
        self._files: dict[Path, Document] = {}
        self._root = file.resolve()
        self.document = self._read(self._root)
        _check_outline(self.document)
        for section, entries in self.document.get("components", {}).items():
            self._origins.update({(section, name): str(self._root) for name in entries})
        self._rewrite(self.document, self._root)

    def _read(self, file: Path) -> Document:
        if file not in self._files:
            self._files[file] = _read_document(file)
        return self._files[file]

    def _rewrite(self, node: Any, file: Path) -> None:
        if isinstance(node, list):
            for item in node:
                self._rewrite(item, file)
        elif isinstance(node, dict):
            reference = node.get("$ref")
            if isinstance(reference, str) and (file != self._root or not reference.startswith("#")):
                node["$ref"] = self._adopt(reference, file)
            for value in list(node.values()):
                self._rewrite(value, file)

    def _adopt(self, reference: str, file: Path) -> str:
        place, _, pointer = reference.partition("#")
        source = (file.parent / place).resolve() if place else file
        match pointer.split("/"):
            case ["", "components", section, name]:
                pass
            case _:
                raise ValueError(f"$ref {reference!r} must point at #/components/<section>/<name>")
        if self._origins.setdefault((section, name), str(source)) != str(source):
            raise ValueError(f"$ref {reference!r}: another {name} is in {section} already")
        entries = self.document.setdefault("components", {}).setdefault(section, {})
        if name not in entries:
            try:
                entries[name] = deepcopy(self._read(source)["components"][section][name])
            except (KeyError, TypeError):
                raise ValueError(f"$ref {reference!r} points at nothing") from None
            self._rewrite(entries[name], source)
        return f"#/components/{section}/{name}"


class _Loader(yaml.CSafeLoader):
    """YAML without its guesses at dates: an example of a date is text."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def _read_document(file: Path) -> Document:
    try:
        text = file.read_text(encoding="utf-8")
        document = json.loads(text) if file.suffix == ".json" else yaml.load(text, _Loader)  # noqa: S506 - a safe loader
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise ValueError(f"{where}{error.problem}") from None
    except (ValueError, yaml.YAMLError) as error:
        raise ValueError(f"is not {file.suffix[1:].upper()}: {error}") from None
    if not isinstance(document, dict):
        raise ValueError("is not an OpenAPI document")  # noqa: TRY004 - what is wrong is the file
    return document


def _check_outline(document: Document) -> None:
    version = str(document.get("openapi", ""))
    if not version.startswith("3.0."):
        raise ValueError(f"is OpenAPI {version or 'of no version'}; only 3.0 is served")
    if not isinstance(document.get("paths"), dict) or "title" not in document.get("info", {}):
        raise ValueError("needs `info.title` and `paths`")


def _with_own_names(contract: Contract) -> Document:
    """The document with its components renamed, and its security written on each operation."""
    document = deepcopy(contract.document)
    components = document.get("components", {})
    for section, entries in components.items():
        components[section] = {f"{contract.name}.{key}": value for key, value in entries.items()}
    _rename_references(document, contract.name)
    ids = {
        (operation.template, operation.method): operation.id for operation in contract.operations
    }
    for path, item in document["paths"].items():
        for method in METHODS & item.keys():
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
