"""Tell for sure whether a request is wrong as it is sent, by a judge that did not make it.

In a URL, a header or a form everything is text: `0` is a string there, too. A value is wrong only
if no reading of its text fits the contract; what cannot be decided here is not.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bench.corpus.contract import Contract
from bench.corpus.schemas import standalone
from bench.corpus.validation import Unjudged, fault

_FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}


def breaks(contract: Contract, schema: Any, value: Any, *, strict: bool = False) -> bool:
    """Return whether a value breaks a schema, formats apart."""
    rule = standalone(contract, schema, "request", strict=strict)
    try:
        return fault(rule, value, formats=False) is not None
    except Unjudged:
        return False


def wrong_text(contract: Contract, schema: Any, value: Any) -> bool:
    """Return whether a single value is wrong however its text is read; an empty one never is."""
    if isinstance(value, dict | list) or value == "" or not _is_scalar(contract, schema):
        return False
    return all(breaks(contract, schema, reading) for reading in _readings(value))


def wrong_body(
    contract: Contract, schema: Any, media_type: str, body: Any, *, strict: bool = False
) -> bool:
    """Return whether a body is wrong as it is sent: JSON by its schema, a form field by field."""
    name = media_type.partition(";")[0].strip().lower()
    if name == "application/json" or name.endswith("+json"):
        return _is_json(body) and breaks(contract, schema, body, strict=strict)
    if name not in _FORMS or not isinstance(body, dict):
        return False
    resolved = contract.resolve(schema)
    properties = resolved.get("properties")
    required = resolved.get("required")
    named: Mapping[str, Any] = properties if isinstance(properties, dict) else {}
    missing = [
        each
        for each in (required if isinstance(required, list) else [])
        if each not in body and contract.resolve(named.get(each)).get("readOnly") is not True
    ]
    return bool(missing) or any(
        key in named and wrong_text(contract, named[key], value) for key, value in body.items()
    )


def _readings(value: Any) -> Iterator[Any]:
    text = value if isinstance(value, str) else json.dumps(value)
    yield text
    try:
        read = json.loads(text)
    except ValueError:
        if text.lower() in {"true", "false"}:
            yield text.lower() == "true"
        return
    yield read
    if isinstance(read, int | float) and read in {0, 1}:
        yield bool(read)


def _is_scalar(contract: Contract, schema: Any) -> bool:
    """Return whether a schema surely describes single values, not lists or objects."""
    resolved = contract.resolve(schema)
    if any(key in resolved for key in ("allOf", "anyOf", "oneOf", "not", "items", "properties")):
        return False
    types = resolved.get("type")
    named = set(types if isinstance(types, list) else [types])
    return bool(named) and named <= {"string", "number", "integer", "boolean", "null"}


def _is_json(value: Any) -> bool:
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError):
        return False
    return True
