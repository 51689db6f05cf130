"""Read JSON (RFC 8259) without the leniency of its parsers.

Numbers keep their digits: integers are `int`, others `Decimal`. NaN and infinities, numbers no
contract needs, repeated keys, deep nesting, lone surrogates and bytes that are not UTF-8 are
refused, so that no two readers of a body can disagree about what it says.
"""

import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterable
from decimal import Context, Decimal, Rounded
from functools import partial
from typing import Any

import jiter

DEEPEST = 64
LONGEST_NUMBER = 64
LARGEST_EXPONENT = 308
"""Numbers of a greater power of ten are none that every reader has: doubles end there."""

_read = partial(
    jiter.from_json,
    allow_inf_nan=False,
    cache_mode="none",  # any text may be a card number
    catch_duplicate_keys=True,
    float_mode="decimal",
)

_TOO_DEEP = f"is nested more than {DEEPEST} levels deep."
_TOO_LONG = f"has a number of more than {LONGEST_NUMBER} digits."
_OUT_OF_RANGE = f"has a number that is out of range: beyond 10^±{LARGEST_EXPONENT}."
_BEYOND_INTEGERS = 10**LONGEST_NUMBER
# Refuses a decimal that it would have to shorten.
_fitting = Context(prec=LONGEST_NUMBER, traps=[Rounded]).plus


class JsonError(ValueError):
    """A body that is not JSON as it should be; the message says what is wrong and where."""


def parse(body: bytes) -> Any:
    """Return the value of a JSON text. Raises `JsonError`."""
    try:
        value = _read(body)
    except ValueError as error:
        value = _read_after_mark(body, str(error))
    if type(value) is dict:  # true of nearly all bodies
        _check(value.values(), 1)
    else:
        _check((value,), 0)
    return value


def _read_after_mark(body: bytes, error: str) -> Any:
    """Read a body that begins with a byte order mark, which RFC 8259 §8.1 lets readers ignore.

    Raises `JsonError` for any other body, with jiter's message in `error`.
    """
    text = body.removeprefix(BOM_UTF8)
    if len(text) == len(body):
        raise JsonError(_explained(body, error))
    try:
        return _read(text)
    except ValueError as another:
        raise JsonError(_explained(text, str(another))) from None


def _check(values: Iterable[Any], depth: int) -> None:
    """Refuse valid JSON beyond the limits that any contract needs."""
    for value in values:
        kind = type(value)
        if kind is str:
            continue
        if kind is Decimal:
            _check_decimal(value)
        elif kind is int:
            if not -_BEYOND_INTEGERS < value < _BEYOND_INTEGERS:
                raise JsonError(_TOO_LONG)
        elif kind is dict or kind is list:
            if depth == DEEPEST:
                raise JsonError(_TOO_DEEP)
            _check(value.values() if kind is dict else value, depth + 1)


def _check_decimal(value: Decimal) -> None:
    if abs(value.adjusted()) >= LARGEST_EXPONENT:
        raise JsonError(_OUT_OF_RANGE)
    try:
        _fitting(value)
    except Rounded:
        raise JsonError(_TOO_LONG) from None


# Beginnings of jiter's messages, and our words for them; jiter adds the line and the column.
_MEANINGS = {
    "recursion limit exceeded": _TOO_DEEP,
    "number out of range": _TOO_LONG,
    "Internal error": _OUT_OF_RANGE,  # an exponent that Decimal does not take
    "lone leading surrogate": "holds half of a surrogate pair (\\ud800 to \\udfff).",
    "unexpected end of hex escape": "holds half of a surrogate pair (\\ud800 to \\udfff).",
}
_PLACED = re.compile(r"(.*) at line (\d+) column (\d+)", re.DOTALL)
_TWICE = 'Detected duplicate key "'
_NO_NUMBER = re.compile(rb"NaN|Infinity")


def _explained(body: bytes, error: str) -> str:
    """Say what is wrong with a body that jiter refuses, in a sentence begun by «The body»."""
    encoding = json.detect_encoding(body)
    if not encoding.startswith("utf-8"):
        return f"is in {encoding.upper()[:6]}: send it in UTF-8."
    try:
        body.decode()
    except UnicodeDecodeError as wrong:
        return f"is not UTF-8: byte {wrong.start + 1} is wrong."
    for beginning, meaning in _MEANINGS.items():
        if error.startswith(beginning):
            return meaning
    placed = _PLACED.fullmatch(error)
    if placed is None:
        return f"is not JSON: {error}."
    what, line, column = placed[1], int(placed[2]), int(placed[3])
    if what.startswith(_TWICE):
        return f"has the key '{what[len(_TWICE) : -1][:100]}' twice in one object."
    lines = body.split(b"\n")
    if column == 0 and line > 1:  # the error is at the end of the line before
        line -= 1
        column = len(lines[line - 1]) + 1
    column = max(column, 1)
    if found := _NO_NUMBER.match(lines[line - 1], column - 1):
        what = f"{found[0].decode()} is not a JSON number"
    return f"is not JSON: line {line}, column {column}: {what}."
