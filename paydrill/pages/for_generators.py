"""Write a contract so that generators of clients take it: it says the same in other places."""

import json
from collections.abc import Mapping
from typing import Any

from paydrill.openapi.kinds import every
from paydrill.openapi.pointers import resolve
from paydrill.openapi.trees import copied


def for_generators(document: Mapping[str, Any]) -> dict[str, Any]:
    """Copy one of the server's own documents, with callbacks and defaults as generators take them.

    Callbacks stand within their operations, as several generators refuse references to them, and
    defaults of optional fields in their descriptions, as some demand every field that has one.
    """
    written: dict[str, Any] = copied(document)
    for node, kind, _ in every(written, "document"):
        if kind == "operation" and "callbacks" in node:
            named = node["callbacks"].items()
            node["callbacks"] = {name: resolve(written, callback) for name, callback in named}
        elif kind == "schema" and isinstance(node, dict):
            _tell_defaults(node)
    written.get("components", {}).pop("callbacks", None)
    return written


def _tell_defaults(schema: dict[str, Any]) -> None:
    for name, field in schema.get("properties", {}).items():
        if name not in schema.get("required", ()) and "default" in field:
            value = json.dumps(field.pop("default"))
            field["description"] = f"{field['description']} Default: `{value}`."
