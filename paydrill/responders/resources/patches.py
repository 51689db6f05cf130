"""Apply JSON Patches (RFC 6902) to things, within bounds: a few copies can double without end."""

from collections.abc import Mapping
from typing import Any

import orjson

from paydrill.errors import FieldError, InvalidInput
from paydrill.values.masking import mask
from paydrill.values.plain import plain

MOST_OPERATIONS = 1_000
MOST_BYTES = 1 << 20
"""Most that a thing may grow to by copies."""
DEEPEST = 64
"""Most levels below a thing; that of requests."""
_LONGEST = 200
_VERBS = {"add", "remove", "replace", "move", "copy", "test"}


def patched(before: Mapping[str, Any], operations: list[Any]) -> dict[str, Any]:
    """Return a thing after the operations of a patch.

    Raises `InvalidInput` naming the operation that cannot be applied. Its text repeats no value:
    the thing may hold what the client must not see.
    """
    if len(operations) > MOST_OPERATIONS:
        raise _refusal(MOST_OPERATIONS, f"a patch has at most {MOST_OPERATIONS} operations")
    after, size = plain(before), len(orjson.dumps(before))
    for number, operation in enumerate(plain(operations)):
        size += _copied(after, operation)
        if size > MOST_BYTES:
            raise _refusal(number, f"would make more than {MOST_BYTES} bytes of it")
        if _depth(operation) > DEEPEST:
            raise _refusal(number, f"leads more than {DEEPEST} levels down")
        after = _applied(after, operation, number)
    if not isinstance(after, dict):
        raise _refusal(len(operations) - 1, "leaves no object")
    if _is_deeper(after, DEEPEST):
        raise _refusal(len(operations) - 1, f"leaves more than {DEEPEST} levels")
    return after


def _copied(value: Any, operation: Any) -> int:
    """Return the bytes that an operation copies."""
    from jsonpointer import JsonPointerException, resolve_pointer  # noqa: PLC0415 - see `_applied`

    if not isinstance(operation, Mapping) or operation.get("op") != "copy":
        return 0
    try:
        return len(orjson.dumps(resolve_pointer(value, operation["from"])))
    except (JsonPointerException, LookupError, TypeError, ValueError):
        return 0  # it cannot be applied, which is told then


def _is_deeper(value: Any, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_is_deeper(each, levels - 1) for each in inner)


def _depth(operation: Any) -> int:
    path = operation.get("path") if isinstance(operation, Mapping) else None
    return path.count("/") if isinstance(path, str) else 0


def _applied(value: Any, operation: Any, number: int) -> Any:
    from jsonpatch import JsonPatchException, apply_patch  # noqa: PLC0415 - few clients need it
    from jsonpointer import JsonPointerException  # noqa: PLC0415 - see above

    try:
        return apply_patch(value, [operation], in_place=True)
    except (
        *(JsonPatchException, JsonPointerException),
        *(AttributeError, LookupError, TypeError, ValueError),
    ):
        raise _refusal(number, f"cannot be applied{_told(operation)}") from None


def _told(operation: Any) -> str:
    """Return the verb and the path of an operation in words, if it has both."""
    given = operation if isinstance(operation, Mapping) else {}
    verb, path = given.get("op"), given.get("path")
    if verb not in _VERBS or not isinstance(path, str):
        return f": it needs op ({', '.join(sorted(_VERBS))}) and path"
    return f": {verb} {mask(path)[:_LONGEST]}"


def _refusal(number: int, message: str) -> InvalidInput:
    return InvalidInput.of(FieldError(f"/{number}", f"{message}."))
