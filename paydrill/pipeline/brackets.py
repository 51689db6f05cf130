"""Read names with brackets, as PHP, Rails and Stripe's clients write nested values.

`a[b][c]=1` is a field of a field; `a[]=1` and `a[0]=1` are items of a list.
"""

import re
from collections.abc import Iterable
from typing import Any

from paydrill.openapi.shapes import NotOfTypeError, Raw

DEEPEST = 32

_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])+)")
_STEP = re.compile(r"\[([^\[\]]*)\]")
_TOO_DEEP = f"nested at most {DEEPEST} levels deep"
_MIXED = "either one value or several fields"

Steps = list[str]


def split_name(name: str) -> tuple[str, Steps]:
    """Take a name apart: what is before its brackets, and what is in each."""
    found = _NAME.fullmatch(name)
    return (found[1], _STEP.findall(found[2])) if found else (name, [])


def steps_below(name: str, prefix: str) -> Steps | None:
    """Return what is in the brackets behind `prefix`; `None` for another name."""
    if not name.startswith(f"{prefix}["):
        return None
    root, steps = split_name("_" + name.removeprefix(prefix))
    return steps if root == "_" and steps else None


def nested(pairs: Iterable[tuple[Steps, Raw]]) -> Raw:
    """Put values together by their steps. Raises `NotOfTypeError` where they contradict."""
    tree: dict[str, Any] = {}
    for steps, value in pairs:
        if len(steps) > DEEPEST:
            raise NotOfTypeError(_TOO_DEEP)
        _put(tree, steps, value)
    return _raw(tree)


def _put(tree: dict[str, Any], steps: Steps, value: Raw) -> None:
    if not steps:
        raise NotOfTypeError(_MIXED)
    *before, last = steps
    for number, step in enumerate(before):
        below = tree.setdefault(step, {})
        if not isinstance(below, dict):
            raise NotOfTypeError(_MIXED)
        tree = below if step else _element(below, steps[number + 1 :])
    values = tree.setdefault(last, [])
    if not isinstance(values, list):
        raise NotOfTypeError(_MIXED)
    values.append(value)


def _element(elements: dict[str, Any], rest: Steps) -> dict[str, Any]:
    """Return the element of `a[][b]` that the field is of: the last, or a new one if it has it."""
    last = elements.get(str(len(elements) - 1))
    if last is None or _has(last, rest):
        last = elements[str(len(elements))] = {}
    return last


def _has(tree: dict[str, Any], steps: Steps) -> bool:
    node: Any = tree
    for step in steps:
        if not step or not isinstance(node, dict) or step not in node:
            return False
        node = node[step]
    return True


def _raw(node: Any) -> Raw:
    if isinstance(node, list):
        return node[0] if len(node) == 1 else node
    if node.keys() == {""}:  # `a[]=1`
        items = node[""]
        return items if isinstance(items, list) else [_raw(each) for each in items.values()]
    return {name: _raw(below) for name, below in node.items()}
