"""Mend security schemes, and what requires them."""

from typing import Any

from paydrill.openapi.findings import Report
from paydrill.openapi.kinds import Path
from paydrill.openapi.pointers import resolve

Node = dict[str, Any]

DROP = object()
"""Stands for a node that is left out."""

_PLACES = ("query", "header", "cookie")
_OTHER_TYPES = ("oauth2", "openIdConnect", "mutualTLS")


def mend_requirements(node: Any, schemes: Node, path: Path, report: Report) -> list[Node]:
    """Return security requirements without the schemes that are not defined."""
    if not isinstance(node, list):
        report("wrong-shape", path, "a list")
        return []
    found = []
    for index, requirement in enumerate(node):
        if not isinstance(requirement, dict):
            report("wrong-shape", (*path, index), "an object")
            continue
        for name in sorted(requirement.keys() - schemes.keys()):
            report("undefined-security-scheme", (*path, index, name), name)
        known = {
            name: scopes if isinstance(scopes, list) else []
            for name, scopes in requirement.items()
            if name in schemes
        }
        if known or not requirement:
            found.append(known)
    return found


def mend_scheme(node: Node, path: Path, document: Node, report: Report) -> Any:
    """Return a security scheme that can be asked for, or `DROP`."""
    if "$ref" in node:
        try:
            usable = not _wanted(resolve(document, node))
        except LookupError:
            usable = False
        if not usable:
            report.confirm((*path, "$ref"), repr(node["$ref"]))
        return node if usable else DROP
    if wanted := _wanted(node):
        report("unusable-security-scheme", path, wanted)
        return DROP
    return node


def _wanted(node: Node) -> str:
    """Say what a security scheme lacks; nothing where it can be asked for."""
    wanted = ""
    match node.get("type"):
        case "apiKey":
            if not isinstance(node.get("name"), str) or node.get("in") not in _PLACES:
                wanted = "a name, and to be in query, header or cookie"
        case "http":
            wanted = "" if isinstance(node.get("scheme"), str) else "a scheme"
        case other if other not in _OTHER_TYPES:
            wanted = "a type that there is"
    return wanted
