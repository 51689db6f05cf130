"""Find the idempotency key of a request, under the name that its contract has for it."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from paydrill.openapi.operation import Operation
from paydrill.openapi.types import parts_of
from paydrill.pipeline.call import Asked
from paydrill.pipeline.origins import SAFE

_NAMES = re.compile(
    r"(?:x[-_]?)?idempoten(?:cy|t)(?:[-_]?(?:key|id|token))?|paypal-request-id", re.IGNORECASE
)


class KeyPlace(NamedTuple):
    """The header, in lower case, or else the field of the body, that has the key."""

    header: bytes
    field: str

    def value(self, asked: Asked, arguments: Mapping[str, Any]) -> str | None:
        """Return the key of a request; `None` where it has none."""
        if self.header:
            return asked.header(self.header)
        body = arguments.get("body")
        key = body.get(self.field) if isinstance(body, Mapping) else None
        return key if isinstance(key, str) else None


def key_place(operation: Operation) -> KeyPlace | None:
    """Find the place of an operation's idempotency key; `None` where it documents none.

    A key means nothing to what reads only, which is idempotent by itself (RFC 9110 §9.2.2).
    """
    if operation.method.upper() in SAFE:
        return None
    for each in operation.parameters:
        if each["in"] == "header" and _NAMES.fullmatch(each["name"]):
            return KeyPlace(each["name"].lower().encode("latin-1", "replace"), "")
    for schema in operation.body_schemas.values():
        for part in parts_of(operation.document, schema):
            for name in part.get("properties", {}):
                if _NAMES.fullmatch(name):
                    return KeyPlace(b"", name)
    return None
