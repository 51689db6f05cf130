"""Reduce a contract to what requests are generated from: a few operations, and no credentials."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from bench.corpus.contract import Contract, Operation
from bench.corpus.parts import parameters

_INTO_PATHS = '"#/paths/'
_ASIDE = "x-corpus-paths"
_KEPT = {"swagger", "openapi", "info", "components", "definitions", "consumes", "produces"}
_KEPT |= {"parameters", "responses", "jsonSchemaDialect"}


def reduced(
    contract: Contract,
    operations: Sequence[Operation],
    *,
    required_only: bool,
    without: Collection[tuple[str, str]] = (),
) -> dict[str, Any]:
    """Return the document with these operations only, without their optional parts if asked.

    `without` names further parameters to leave out, by place and name.
    """
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        definition = _definition(contract, operation, required_only=required_only)
        definition["parameters"] = [
            each
            for each in definition["parameters"]
            if (each.get("in"), each.get("name")) not in without
        ]
        paths.setdefault(operation.path, {})[operation.method] = definition
    kept = {key: value for key, value in contract.document.items() if key in _KEPT}
    text = json.dumps({**kept, "paths": paths})
    if _INTO_PATHS not in text:
        return {**kept, "paths": paths}
    # What other operations hold stays where references find it.
    whole: dict[str, Any] = json.loads(
        json.dumps({**kept, "paths": paths, _ASIDE: contract.document["paths"]}).replace(
            _INTO_PATHS, f'"#/{_ASIDE}/'
        )
    )
    return whole


def _definition(contract: Contract, operation: Operation, *, required_only: bool) -> dict[str, Any]:
    left_out = {"security", "servers", "callbacks", "parameters", "operationId"}
    definition = {key: each for key, each in operation.definition.items() if key not in left_out}
    definition["parameters"] = [
        _never_empty(contract, each)
        for each in parameters(operation)
        if not required_only or each.get("in") == "path" or each.get("required") is True
    ]
    body = contract.resolve(definition.get("requestBody"))
    if required_only and body.get("required") is not True:
        definition.pop("requestBody", None)
    return definition


def _never_empty(contract: Contract, parameter: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a parameter whose text is not empty, as OpenAPI allows no empty values."""
    if contract.version == "2.0":
        return {"minLength": 1, **parameter} if _is_free_text(parameter) else parameter
    schema = contract.resolve(parameter.get("schema"))
    return (
        {**parameter, "schema": {"minLength": 1, **schema}} if _is_free_text(schema) else parameter
    )


def _is_free_text(schema: Mapping[str, Any]) -> bool:
    return schema.get("type") == "string" and "enum" not in schema and "pattern" not in schema
