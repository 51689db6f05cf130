"""Complete bodies: fields left out get defaults, and null for an optional field is dropped.

Many serializers write null for a field that has no value.
"""

from collections.abc import Callable
from typing import Any

from paydrill.openapi.operation import JSON, Operation


def completing(operation: Operation) -> Callable[[Any], Any]:
    """Make the function that gives a valid body its defaults; no body counts as an empty object.

    Null for an optional field means the same as leaving the field out, except in a PATCH: there,
    null removes the value (RFC 7396).
    """
    defaults = operation.body_defaults
    is_object = JSON in operation.body_schemas or bool(operation.optional_fields or defaults)
    optional = frozenset() if operation.method == "patch" else operation.optional_fields

    def complete(body: Any) -> Any:
        if body is None:
            return dict(defaults) if is_object else None
        if not isinstance(body, dict):
            return body
        if None in body.values():
            said = body.items()
            body = {
                name: value for name, value in said if value is not None or name not in optional
            }
        return defaults | body

    return complete
