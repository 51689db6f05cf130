"""Find what is wrong with a contract beyond what a start has the time to look for.

The official schemas of the OpenAPI Initiative contribute their findings, and examples are held
against the schemas that they are examples of.
"""

import json
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jsonschema_rs import ReferencingError, validator_for

from paydrill.openapi.contract import Contract
from paydrill.openapi.dialects import dialect_of
from paydrill.openapi.findings import Finding, Report
from paydrill.openapi.kinds import every
from paydrill.openapi.pointers import resolve, steps_of
from paydrill.openapi.validators import Schemas, Validator, faults
from paydrill.openapi.wording import in_one_sentence

_MOST = 20


def examine(contract: Contract) -> tuple[Finding, ...]:
    """Return all findings of a contract: those of its start, and those that take longer."""
    report = Report(str(contract.file.resolve()))
    report.origins = dict(contract.origins) or report.origins
    _examples(contract, report)
    found = [*contract.findings, *report.findings]
    known = {(each.file, each.pointer) for each in found}
    structure = [each for each in _structure(contract) if (each.file, each.pointer) not in known]
    return (*found, *structure)


def _examples(contract: Contract, report: Report) -> None:
    document = contract.raised
    schemas = Schemas(document)
    for node, kind, path in every(document, "document"):
        if kind == "schema" and isinstance(node, dict) and "example" in node:
            _hold(schemas, node, node["example"], (*path, "example"), report)
        elif kind in ("media type", "parameter", "header") and "schema" in node:
            if kind == "media type" and path[-1] and not str(path[-1]).endswith("json"):
                continue
            if why := schemas.fault_of(node["schema"]):
                report("unusable-schema", (*path, "schema"), why)
                continue
            if "example" in node:
                _hold(schemas, node["schema"], node["example"], (*path, "example"), report)
            for name, example in _named(document, node):
                place = (*path, "examples", name, "value")
                _hold(schemas, node["schema"], example, place, report)


def _named(document: dict[str, Any], node: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    examples = node.get("examples")
    for name, each in examples.items() if isinstance(examples, dict) else ():
        found = resolve(document, each)
        if "value" in found:
            yield name, found["value"]


def _hold(
    schemas: Schemas, schema: Any, value: Any, path: tuple[str | int, ...], report: Report
) -> None:
    validator: Validator = schemas.compile(schema)
    if not validator.is_valid(value):
        report("invalid-example", path, in_one_sentence(faults(validator, value)[:3]))


def _structure(contract: Contract) -> list[Finding]:
    report = Report(str(contract.file.resolve()))
    report.origins = dict(contract.written[1])
    rules = _official(dialect_of(contract.document, report).official)
    try:
        for at, message, _ in faults(rules, contract.document)[:_MOST]:
            steps = steps_of(at)
            if steps[-1:] == ["$ref"]:  # no node has to be a reference
                continue
            said = message.rstrip(".").replace(" of this request", " that OpenAPI has")
            report("not-as-specified", steps, f"{_named_place(contract.document, steps)} {said}")
    except (ReferencingError, ValueError):
        return []
    return report.findings


def _named_place(document: Any, steps: list[str]) -> str:
    """Name a place of a document by its key; an item of a list also by its number from 1."""
    name, node = "the document", document
    for step in steps:
        in_list = isinstance(node, list)
        name = f"item {int(step) + 1} of {name}" if in_list else step
        node = node[int(step)] if in_list else node.get(step, {})
    return name


@cache
def _official(folder: str) -> Validator:
    """Compile the official schema of a version, from openapi-spec-validator."""
    package = find_spec("openapi_spec_validator")
    assert package is not None  # noqa: S101 - a pinned requirement
    assert package.origin is not None  # noqa: S101 - it has files
    schema = Path(package.origin).parent / "resources" / "schemas" / folder / "schema.json"
    rules = json.loads(schema.read_text(encoding="utf-8"))
    return Validator(lambda: (validator_for(rules, offline=True), rules, 0))
