"""Write and read JSON Pointers (RFC 6901), and references that are URI fragments of them."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, unquote

from paydrill.values.indexes import is_index

Step = str | int

# What RFC 3986 allows in a fragment beside letters, digits and `-._~`.
_IN_FRAGMENTS = "!$&'()*+,;=:@/?"


def pointer(path: Sequence[Step]) -> str:
    """Write a path as an RFC 6901 JSON Pointer."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)


def unescape(step: str) -> str:
    """Unescape one step of a JSON Pointer (RFC 6901 §4)."""
    return step.replace("~1", "/").replace("~0", "~")


def steps_of(text: str) -> list[str]:
    """Split a JSON Pointer into its steps. Raises `LookupError` if it is none."""
    if text == "":
        return []
    if not text.startswith("/"):
        raise LookupError(text)
    return [unescape(step) for step in text[1:].split("/")]


def at(document: Any, steps: Sequence[Step]) -> Any:
    """Return the node of a document at a path. Raises `LookupError` if there is none."""
    node = document
    for step in steps:
        if isinstance(node, list):
            if not is_index(str(step)):
                raise LookupError(step)
            node = node[int(step)]
        elif isinstance(node, dict):
            node = node[step]
        else:
            raise LookupError(step)  # noqa: TRY004 - a path that leads nowhere
    return node


def is_at(document: Any, steps: Sequence[Step], node: Any) -> bool:
    """Tell whether a node is still at a path, from which it may have been taken."""
    try:
        return at(document, steps) is node
    except LookupError:
        return False


def target(document: Any, fragment: str) -> list[str]:
    """Return the path that a reference's fragment points at, as it stands or percent-decoded.

    Raises `LookupError` if it points at nothing.
    """
    for text in dict.fromkeys((fragment, unquote(fragment))):
        steps = steps_of(text)
        try:
            at(document, steps)
        except LookupError:
            continue
        return steps
    raise LookupError(fragment)


def reference_to(steps: Sequence[Step]) -> str:
    """Write a reference into the same document as a URI that every reader takes."""
    return "#" + quote(pointer(steps), safe=_IN_FRAGMENTS)


def unquoted(reference: str) -> str:
    """Return the JSON Pointer that a reference into the same document holds."""
    fragment = reference.removeprefix("#")
    return unquote(fragment) if "%" in fragment else fragment


def resolve(document: dict[str, Any], node: Any) -> dict[str, Any]:
    """Return the node itself, or the node that its `$ref` into the same document points at.

    A schema that is `true` or `false` is returned as an object of the same meaning. Raises
    `LookupError` for a reference to no object, out of the document, or to itself.
    """
    followed: set[str] = set()
    while isinstance(node, dict) and isinstance(reference := node.get("$ref"), str):
        if reference in followed or not reference.startswith("#"):
            raise LookupError(f"$ref {reference!r} leads nowhere")
        followed.add(reference)
        node = at(document, steps_of(unquoted(reference)))
    if isinstance(node, bool):
        return {} if node else {"not": {}}
    if not isinstance(node, dict):
        raise LookupError("a $ref points at no object")  # noqa: TRY004 - not found
    return node
