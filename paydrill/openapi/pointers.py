"""Write JSON Pointers (RFC 6901), and follow references that are such."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote


def pointer(path: Sequence[str | int]) -> str:
    """Write a path as an RFC 6901 JSON Pointer."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)


def unescape(step: str) -> str:
    """Unescape one step of a JSON Pointer (RFC 6901 §4)."""
    return step.replace("~1", "/").replace("~0", "~")


def resolve(document: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    """Return the node itself, or the node that its `$ref` into the same document points at.

    Raises `LookupError` for a reference to nothing, or to itself.
    """
    followed: set[str] = set()
    while "$ref" in node and isinstance(node["$ref"], str):
        reference = node["$ref"]
        if reference in followed:
            raise LookupError(f"$ref {reference!r} leads back to itself")
        followed.add(reference)
        node = _pointed_at(document, reference)
    return node


def _pointed_at(document: dict[str, Any], reference: str) -> dict[str, Any]:
    """Find the target of a reference by its JSON Pointer (RFC 6901 §6)."""
    if not reference.startswith("#"):
        raise LookupError(f"$ref {reference!r} leads out of the document")
    found: Any = document
    for step in unquote(reference[1:]).split("/")[1:]:
        name = unescape(step)
        found = found[int(name)] if isinstance(found, list) and name.isdecimal() else found[name]
    if not isinstance(found, dict):
        raise LookupError(f"$ref {reference!r} points at no object")  # noqa: TRY004 - not found
    return found
