"""Lay values over a body at JSON Pointers, and mend what the body then lacks."""

from collections.abc import Sequence
from typing import Any

from paydrill.errors import FieldError
from paydrill.openapi.pointers import at, pointer
from paydrill.openapi.validators import Validator, faults
from paydrill.responders.samples.context import Context
from paydrill.responders.samples.sample import NoSample, Sampler
from paydrill.responders.samples.spot import NOTHING
from paydrill.scenarios.answers import Fields
from paydrill.values.indexes import is_index

_END = "-"
"""The step to the item behind the last of a list (RFC 6901 §4)."""


class BreaksSchema(Exception):
    """Values with which a body would break its schema; `faults` say where and how."""

    def __init__(self, found: list[FieldError]) -> None:
        """Take what is wrong, by pointers into the body."""
        super().__init__(", ".join(f"{each.pointer} {each.message}" for each in found))
        self.faults = found


def laid_over(
    value: Any, fields: Fields, schema: Any, judge: Validator, mending: tuple[Sampler, Context]
) -> Any:
    """Return a valid body that has the fields; what they need beside them is sampled.

    Raises `BreaksSchema`.
    """
    body = value
    for steps, each in fields:
        try:
            body = _with(body, steps, each)
        except LookupError:
            found = FieldError(pointer(steps), "leads past the end of a list.")
            raise BreaksSchema([found]) from None
    if judge.is_valid(body):
        return body
    sampler, context = mending
    try:
        mended = sampler.sample(schema, judge, context, base=body)
    except NoSample:
        mended = NOTHING
    if mended is not NOTHING and all(_has(mended, steps, each) for steps, each in fields):
        return mended
    raise BreaksSchema(faults(judge, body))


def _with(value: Any, steps: Sequence[str], new: Any) -> Any:
    if not steps:
        return new
    step, rest = steps[0], steps[1:]
    if isinstance(value, list) or (not isinstance(value, dict) and _is_index(step)):
        items = list(value) if isinstance(value, list) else []
        number = len(items) if step == _END else int(step) if _is_index(step) else -1
        if not 0 <= number <= len(items):
            raise LookupError(step)
        items[number : number + 1] = [_with(_item(items, number), rest, new)]
        return items
    known = value if isinstance(value, dict) else {}
    return {**known, step: _with(known.get(step), rest, new)}


def _item(items: list[Any], number: int) -> Any:
    return items[number] if number < len(items) else None


def _is_index(step: str) -> bool:
    return step == _END or is_index(step)


def _has(body: Any, steps: Sequence[str], wanted: Any) -> bool:
    if _END in steps:
        return True
    try:
        return bool(at(body, steps) == wanted)
    except LookupError:
        return False
