"""Say whether a JSON Pointer leads to anything that a schema describes."""

from collections.abc import Iterator, Sequence

from paydrill.openapi.pointers import pointer
from paydrill.openapi.shapes import Shape
from paydrill.openapi.types import ANY
from paydrill.values.indexes import is_index
from paydrill.values.suggestions import closest, listed, quoted

EVERY = "*"
"""The step to any item of a list, or any field of an object."""
_END = "-"
_MOST = 200
"""Shapes that are followed at a time: a few steps to every field may lead to very many."""


def leads_to(shape: Shape, steps: Sequence[str]) -> list[Shape]:
    """Return the shapes of what a pointer may lead to, but not of all; none if it leads nowhere."""
    found = [shape]
    for step in steps:
        found = _after(found, step)
    return found


def astray(shape: Shape, steps: Sequence[str]) -> str | None:
    """Complete «the schema …» for a pointer that leads nowhere; `None` for any other."""
    found = [shape]
    for number, step in enumerate(steps):
        above, found = found, _after(found, step)
        if found:
            continue
        names = {name for each in above for name in each.names}
        near = closest(step, names)
        if near is not None:
            instead = pointer([*steps[:number], near, *steps[number + 1 :]])
            remedy = f"did you mean {quoted(instead)}?"
        elif any(each.is_array for each in above):
            remedy = f"{_named(steps[:number])} is a list, whose items are 0, 1 and so on, or *"
        elif names:
            remedy = f"{_named(steps[:number])} has {listed(names)}"
        else:
            remedy = f"{_named(steps[:number])} has nothing in it"
        return f"has {quoted(pointer(steps))}; {remedy}"
    return None


def _named(steps: Sequence[str]) -> str:
    return pointer(steps) or "it"


def _after(shapes: Sequence[Shape], step: str) -> list[Shape]:
    below = {id(each.schema): each for one in shapes for each in _below(one, step)}
    return list(below.values())[:_MOST]


def _below(shape: Shape, step: str) -> Iterator[Shape]:
    is_any = shape.types == ANY
    if (shape.is_array or is_any) and (step in {EVERY, _END} or is_index(step)):
        yield shape.item(int(step) if is_index(step) else 0)
    if not (shape.is_object or is_any):
        return
    if step == EVERY:
        yield from (shape.field(name) for name in shape.names)
    if step in shape.names | shape.required or shape.takes_other_names:
        yield shape.field(step)
