"""Read contract files: check that they are OpenAPI 3.0, and add what they refer to."""

import json
from copy import deepcopy
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml
from jsonschema_rs import Draft4Validator

from paydrill.errors import FieldError
from paydrill.openapi.defaults import unfit_defaults
from paydrill.openapi.pointers import resolve, unescape
from paydrill.openapi.validators import Validator, faults

Document = dict[str, Any]


def bundle(file: Path, parts: dict[Path, Document]) -> Document:
    """Return the document of a contract file, with no references outside itself.

    Components of other files that it refers to become its own. `parts` caches such files for the
    next contract that refers to them. Raises `ValueError` saying what is wrong: not readable, not
    YAML, not OpenAPI 3.0, a reference to nothing, a default that its own schema refuses.
    """
    document = _Bundle(file, parts).document
    _check_structure(document)  # again, with the adopted components
    _check_references(document, document)
    _refuse(document, unfit_defaults(document))
    return document


class _Bundle:
    """A contract file with a copy, in its components, of everything it refers to in other files."""

    def __init__(self, file: Path, parts: dict[Path, Document]) -> None:
        self._origins: dict[tuple[str, str], str] = {}
        self._parts = parts
        self._root = file.resolve()
        self.document = _read_document(self._root)
        _check_version(self.document)
        _check_structure(self.document)
        for section, entries in self.document.get("components", {}).items():
            self._origins.update({(section, name): str(self._root) for name in entries})
        self._rewrite(self.document, self._root)

    def _read(self, file: Path) -> Document:
        if file == self._root:
            return self.document
        if file not in self._parts:
            self._parts[file] = _read_document(file)
        return self._parts[file]

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
        source = _beside(file, place) if place else file
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
            except ValueError as error:
                raise ValueError(f"$ref {reference!r}: {source.name} {error}") from None
            self._rewrite(entries[name], source)
        return f"#/components/{section}/{name}"


@cache  # contracts refer to the same few files some hundred times
def _beside(file: Path, place: str) -> Path:
    return (file.parent / place).resolve()


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
        raise ValueError("is not an OpenAPI document")  # noqa: TRY004 - the file is wrong, not a type
    return document


def _check_version(document: Document) -> None:
    version = str(document.get("openapi", ""))
    if not version.startswith("3.0."):
        raise ValueError(f"is OpenAPI {version or 'of no version'}; only 3.0 is served")


@cache
def _structure() -> Validator:
    """Compile the OpenAPI Initiative's schema of a 3.0 document, from openapi-spec-validator."""
    package = find_spec("openapi_spec_validator")
    assert package is not None  # noqa: S101 - a pinned requirement
    assert package.origin is not None  # noqa: S101 - it has files
    schema = Path(package.origin).parent / "resources" / "schemas" / "v3.0" / "schema.json"
    rules = json.loads(schema.read_text(encoding="utf-8"))
    return Validator(Draft4Validator(rules), rules)


def _check_structure(document: Document) -> None:
    _refuse(document, faults(_structure(), document))


def _refuse(document: Document, found: list[FieldError]) -> None:
    if found:
        told = "; ".join(_told(document, fault) for fault in found[:5])
        raise ValueError(f"is not OpenAPI 3.0: {told}")


def _told(document: Document, fault: FieldError) -> str:
    """Word a fault with its place written out, and with the value there if that is short."""
    steps = [unescape(step) for step in fault.pointer.split("/")[1:]]
    node: Any = document
    for step in steps:
        node = node[int(step)] if isinstance(node, list) else node.get(step)
    stands = "" if node is None or isinstance(node, dict | list) else f", not {node!r}"
    return f"{' → '.join(steps) or 'the document'} {fault.message.rstrip('.')}{stands}"


def _check_references(document: Document, node: Any) -> None:
    for child in node.values() if isinstance(node, dict) else node:
        if isinstance(child, dict | list):
            _check_references(document, child)
    if isinstance(node, dict) and isinstance(node.get("$ref"), str):
        try:
            resolve(document, node)
        except (LookupError, TypeError):
            raise ValueError(f"$ref {node['$ref']!r} points at nothing") from None
