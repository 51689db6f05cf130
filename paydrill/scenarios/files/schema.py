"""Read the JSON Schema of scenario files, and show its keys by example."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from paydrill.scenarios.files.scalars import is_number
from paydrill.shipped import CONTRACTS

SCHEMA_FILE = CONTRACTS / "scenario.schema.json"

Schema = dict[str, Any]


@cache
def schema() -> Schema:
    """Return the JSON Schema of scenario files."""
    loaded: Schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return loaded


def types_of(rules: Schema) -> frozenset[str]:
    """Return the JSON types that a schema names; none if it has no `type`."""
    types = rules.get("type", [])
    return frozenset([types] if isinstance(types, str) else types)


def property_of(rules: Schema, key: str) -> Schema:
    """Return the schema of a key of a mapping, its `$ref` resolved; empty if there is none."""
    found: Schema = rules.get("properties", {}).get(key, {})
    while "$ref" in found:
        target: Any = schema()
        for step in found["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        found = {**target, **{name: each for name, each in found.items() if name != "$ref"}}
    return found


def shown(rules: Schema, key: str) -> str:
    """Return the key with a fitting value, as written in a file; empty if no value is known."""
    values = property_of(rules, key)
    if "enum" in values:
        return " or ".join(f"{key}: {_written(each)}" for each in values["enum"])
    if "const" in values:
        return f"{key}: {_written(values['const'])}"
    return f"{key}: {_written(values['examples'][0])}" if values.get("examples") else ""


def _written(value: Any) -> str:
    match value:
        case bool() | None:
            return json.dumps(value)
        case Mapping():
            return f"{{{', '.join(f'{key}: {_written(each)}' for key, each in value.items())}}}"
        case str():
            return f'"{value}"' if is_number(value) or ":" in value else value
        case Sequence():
            return f"[{', '.join(map(_written, value))}]"
        case int() | float() | Decimal():
            return str(value)
    raise TypeError(value)
