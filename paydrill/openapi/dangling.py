"""Find references that lead nowhere, and the operations that cannot be served for it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from paydrill.openapi.findings import Report
from paydrill.openapi.kinds import METHODS, SECTIONS, Found, Path, reference_of
from paydrill.openapi.pointers import at, reference_to, steps_of, target, unquoted
from paydrill.values.suggestions import closest, quoted

Document = dict[str, Any]
UNSERVABLE = "x-paydrill-unservable"
"""The keyword of an operation that answers 501, with the reason."""

_SHORTEST = 2  # a section and a name, or `paths`, path and method
_OF_COMPONENTS = 3


def mark_unservable(document: Document, references: Iterable[Found], report: Report) -> None:
    """Write references as readers take them; replace those that lead nowhere.

    Each operation that needs one of them gets `UNSERVABLE`.
    """
    needs: defaultdict[Path, set[Path]] = defaultdict(set)
    broken: dict[Path, str] = {}
    chains: dict[str, bool] = {}
    for node, kind, path in references:
        reference = reference_of(node, kind)
        if reference is None:
            continue
        unit = _unit(path)
        found = _target(document, reference)
        if not found or not _fits(document, found, kind):
            finding = report.confirm(
                (*path, "$ref"), repr(reference) + _meant(document, reference, kind)
            )
            broken.setdefault(unit, finding.sentence)
            _replace(node, kind)
            continue
        written = reference_to(found)
        if written not in chains:
            chains[written] = _ends(document, written)
        if not chains[written]:
            report("circular-reference", (*path, "$ref"), repr(reference))
            broken.setdefault(unit, f"$ref {reference!r} leads back to itself")
            _replace(node, kind)
            continue
        if written != reference:
            node["$ref"] = written
        needs[_unit(tuple(found))].add(unit)
    _spread(document, needs, broken)


def _meant(document: Document, reference: str, kind: str) -> str:
    """Ask for the component that a wrong reference probably means; empty if none comes near.

    It may be misspelt, or in the section of another kind of object.
    """
    if not reference.startswith("#/components/"):
        return ""
    section, _, name = reference.removeprefix("#/components/").partition("/")
    wanted = SECTIONS.get(kind, section)
    known = document.get("components", {}).get(wanted, {})
    near = name if section != wanted and name in known else closest(name, known)
    if near is None:
        return ""
    return (
        f" (did you mean {quoted(near if section == wanted else f'#/components/{wanted}/{near}')}?)"
    )


def _target(document: Document, reference: str) -> list[str] | None:
    if not reference.startswith("#"):
        return None
    try:
        return target(document, reference[1:])
    except LookupError:
        return _past_null(document, unquoted(reference))


def _past_null(document: Document, text: str) -> list[str] | None:
    """Follow a path that leads through schemas that were nullable: each is the first of two now."""
    path: list[str] = []
    node: Any = document
    try:
        for step in steps_of(text):
            if isinstance(node, dict) and step not in node and node.keys() == {"anyOf"}:
                path += ["anyOf", "0"]
                node = node["anyOf"][0]
            path.append(step)
            node = at(node, [step])
    except LookupError:
        return None
    return path


def _fits(document: Document, found: list[str], kind: str) -> bool:
    """Return whether a node can be what a reference of a kind is to; another reference can."""
    node = at(document, found)
    if not isinstance(node, dict):
        return kind == "schema" and isinstance(node, bool)
    if kind != "schema" and found[0] == "components" and len(found) == _OF_COMPONENTS:
        return found[1] == SECTIONS[kind]
    return kind != "parameter" or "$ref" in node or {"name", "in"} <= node.keys()


def _ends(document: Document, reference: str) -> bool:
    """Return whether references to references come to an end."""
    seen: set[str] = set()
    while reference not in seen:
        seen.add(reference)
        found = _target(document, reference)
        node = None if found is None else at(document, found)
        following = node.get("$ref") if isinstance(node, dict) else None
        if not isinstance(following, str):
            return True
        reference = following
    return False


def _replace(node: Document, kind: str) -> None:
    del node["$ref"]
    if kind == "parameter":
        node |= {"name": "_missing", "in": "query", "schema": {}}
    elif kind == "response":
        node.setdefault("description", "")
    elif kind == "request body":
        node.setdefault("content", {})


def _unit(path: Path) -> Path:
    """Return the operation, or the component, that a path is within."""
    if path[:1] == ("paths",):
        return path[:3] if len(path) > _SHORTEST and path[2] in METHODS else path[:2]
    return path[:_OF_COMPONENTS] if path[:1] == ("components",) else path[:_SHORTEST]


def _spread(document: Document, needs: dict[Path, set[Path]], broken: dict[Path, str]) -> None:
    """Mark all operations that need what is broken, by however many steps."""
    waiting = list(broken)
    while waiting:
        unit = waiting.pop()
        for user in needs.get(unit, ()):
            if user not in broken:
                broken[user] = broken[unit]
                waiting.append(user)
    for unit, why in broken.items():
        if unit[:1] != ("paths",):
            continue
        item = document["paths"].get(unit[1], {})
        for method in METHODS & item.keys() if len(unit) == _SHORTEST else (unit[2],):
            item[method].setdefault(UNSERVABLE, why)
