"""Check that a bundled document is OpenAPI 3.0, that its references and its defaults hold."""

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jsonschema_rs import Draft4Validator

from paydrill.errors import FieldError
from paydrill.openapi.anatomy import objects
from paydrill.openapi.defaults import unfit_defaults
from paydrill.openapi.files import Document, pointed_at
from paydrill.openapi.operation import unescape
from paydrill.openapi.validators import Validator, faults


def check(document: Document) -> None:
    """Raise `ValueError` saying what is wrong with a document, if anything is."""
    _check_version(document)
    _refuse(document, faults(_structure(), document))
    _check_references(document)
    _refuse(document, unfit_defaults(document))


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


def _check_references(document: Document) -> None:
    for node, _ in objects(document):
        found: Any = node
        passed: set[str] = set()
        while isinstance(found, dict) and isinstance(reference := found.get("$ref"), str):
            try:
                found = pointed_at(document, reference.removeprefix("#"))
            except ValueError as error:
                raise ValueError(f"$ref {reference!r} {error}") from None
            if reference in passed:
                raise ValueError(f"$ref {reference!r} leads back to itself")
            passed.add(reference)
