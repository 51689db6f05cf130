"""Write a contract so that generators of clients take it: it says the same in other places."""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from paydrill.openapi.kinds import every, parts, reference_of
from paydrill.openapi.pointers import resolve
from paydrill.openapi.trees import copied


def for_generators(document: Mapping[str, Any]) -> dict[str, Any]:
    """Copy one of the server's own documents, with callbacks and defaults as generators take them.

    Callbacks stand within their operations, as several generators refuse references to them, and
    defaults of optional fields in their descriptions, as some demand every field that has one.
    """
    written: dict[str, Any] = copied(document)
    for node, kind, _ in every(written, "document"):
        for part in parts(node, kind):
            if (
                part.kind == "callback"
                and reference_of(part.value, part.kind)
                and kind != "components"
            ):
                with suppress(
                    LookupError
                ):  # the contract was edited, and is published all the same
                    part.holder[part.key] = resolve(written, part.value)
            elif kind == "schema" and part.steps[0] == "properties":
                _tell_default(node, part.key, part.value)
    if isinstance(components := written.get("components"), dict):
        components.pop("callbacks", None)
    return written


def _tell_default(schema: dict[str, Any], name: str, field: Any) -> None:
    required = schema.get("required")
    is_required = isinstance(required, list) and name in required
    if isinstance(field, dict) and "default" in field and not is_required:
        said = f"Default: `{json.dumps(field.pop('default'))}`."
        field["description"] = f"{field.get('description', '')} {said}".strip()
