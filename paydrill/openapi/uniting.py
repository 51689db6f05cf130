"""Unite the contract of a provider with ours, which answers a part of it with an engine.

Our operations take the place of the provider's; all others stay, to be answered by stand-ins.
"""

from typing import Any

from paydrill.openapi.bundling import Document
from paydrill.openapi.contract import Contract
from paydrill.openapi.kinds import methods_of
from paydrill.openapi.templates import names_in, shape

_REF = "#/components/"
_OURS = "paydrill."
"""Before the names of our components, so that they meet none of the provider's."""


def united(theirs: Contract, ours: Contract) -> Document:
    """Return the document of a provider's contract with our operations in it.

    Both are raised, and neither is changed.
    """
    document = {**theirs.raised, "paths": {**theirs.raised["paths"]}}
    by_shape = {shape(theirs.base_path + path): path for path in theirs.raised["paths"]}
    for path, item in ours.raised["paths"].items():
        whole = ours.base_path + path
        known = by_shape.get(shape(whole))
        rest = {} if known is None else document["paths"].pop(known)
        at = whole.removeprefix(theirs.base_path)
        document["paths"][at] = _with(_renamed(rest, known or at, at), _named_apart(item), ours)
    components = {**theirs.raised.get("components", {})}
    for section, named in ours.raised["components"].items():
        own = {f"{_OURS}{name}": _named_apart(node) for name, node in named.items()}
        components[section] = {**components.get(section, {}), **own}
    return {**document, "components": components}


def _with(theirs: dict[str, Any], item: dict[str, Any], ours: Contract) -> dict[str, Any]:
    """Put our operations into a path item, each with what its own path says of all of them."""
    security = [
        {f"{_OURS}{name}": scopes for name, scopes in each.items()}
        for each in ours.raised.get("security", ())
    ]
    shared = item.get("parameters", [])
    own = {
        method: {
            "security": security,
            **item[method],
            "parameters": [*shared, *item[method].get("parameters", [])],
        }
        for method in methods_of(item)
    }
    return {**theirs, **own}


def _renamed(item: dict[str, Any], path: str, at: str) -> dict[str, Any]:
    """Give the parameters of the operations left on a path the names that ours has for them."""
    names = dict(zip(names_in(path), names_in(at), strict=True))
    inner = item.get("parameters", [])
    moved = {
        method: {
            **item[method],
            "parameters": [
                {**each, "name": names.get(each.get("name"), each.get("name"))}
                if each.get("in") == "path"
                else each
                for each in [*inner, *item[method].get("parameters", [])]
            ],
        }
        for method in methods_of(item)
    }
    return {name: node for name, node in {**item, **moved}.items() if name != "parameters"}


def _named_apart(node: Any) -> Any:
    """Copy a part of our document, with references to our components under their new names."""
    if isinstance(node, list):
        return [_named_apart(each) for each in node]
    if not isinstance(node, dict):
        return node
    copied = {name: _named_apart(each) for name, each in node.items()}
    ref = copied.get("$ref")
    if isinstance(ref, str) and ref.startswith(_REF):
        section, _, name = ref.removeprefix(_REF).partition("/")
        copied["$ref"] = f"{_REF}{section}/{_OURS}{name}"
    return copied
