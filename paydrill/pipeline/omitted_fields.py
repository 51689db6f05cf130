"""Fields that a JSON body leaves out, or has null for: many serializers write that instead."""

from collections.abc import Callable
from typing import Any

from paydrill.openapi.operation import Operation


def completing(operation: Operation) -> Callable[[Any], Any]:
    """Make the function that gives a valid body its defaults; no body is an empty one.

    Null for an optional field says no more than leaving it out; but in a PATCH null is what takes a
    value away (RFC 7396).
    """
    defaults = operation.body_defaults
    optional = frozenset() if operation.method == "patch" else operation.optional_fields

    def complete(body: Any) -> Any:
        if body is None:
            return dict(defaults)
        if not isinstance(body, dict):
            return body
        if None in body.values():
            said = body.items()
            body = {
                name: value for name, value in said if value is not None or name not in optional
            }
        return defaults | body

    return complete
