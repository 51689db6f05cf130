"""JSON (RFC 8259) without the leniency of its parsers.

Numbers keep their digits: integers are `int`, others `Decimal`. NaN and infinities, numbers no
contract needs, repeated keys, deep nesting, lone surrogates and bytes that are not UTF-8 are
refused, so that no two readers of a body can disagree about what it says.
"""

import json
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

DEEPEST = 64
_WHITESPACE = " \t\n\r"
LONGEST_NUMBER = 64


class JsonError(ValueError):
    """A body that is not JSON as it should be; the message says what is wrong and where."""


def parse(body: bytes) -> Any:
    """The value of a JSON text. Raises `JsonError`."""
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise JsonError(f"is not UTF-8: byte {error.start + 1} is wrong.") from None
    text = text.rstrip(_WHITESPACE)
    if text.count("[") + text.count("{") > DEEPEST:
        _check_depth(text)
    try:
        value, end = _scan(text, len(text) - len(text.lstrip(_WHITESPACE)))
        if end != len(text):
            _refuse_more(text, end)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False, default=str).encode()
    except StopIteration as stop:  # as `JSONDecoder.raw_decode` has it
        nothing = json.JSONDecodeError("Expecting value", text, stop.value)
        raise JsonError(_not_json(nothing)) from None
    except json.JSONDecodeError as error:
        raise JsonError(_not_json(error)) from None
    except UnicodeEncodeError:
        raise JsonError("holds half of a surrogate pair (\\ud800 to \\udfff).") from None
    return value


def _refuse_more(text: str, end: int) -> NoReturn:
    start = len(text) - len(text[end:].lstrip(_WHITESPACE))
    raise json.JSONDecodeError("Extra data", text, start)


def _not_json(error: json.JSONDecodeError) -> str:
    what = error.msg[0].lower() + error.msg[1:]
    return f"is not JSON: line {error.lineno}, column {error.colno}: {what}."


def _check_depth(text: str) -> None:
    """Bound the nesting before parsing, by counting brackets outside strings."""
    depth = 0
    in_string = escaped = False
    for character in text:
        if in_string:
            in_string = escaped or character != '"'
            escaped = character == "\\" and not escaped
        elif character == '"':
            in_string = True
        elif character in "[{":
            depth += 1
            if depth > DEEPEST:
                raise JsonError(f"is nested more than {DEEPEST} levels deep.")
        elif character in "]}":
            depth -= 1


def _integer(literal: str) -> int:
    if len(literal) > LONGEST_NUMBER:
        raise JsonError(f"has a number of more than {LONGEST_NUMBER} digits.")
    return int(literal)


def _decimal(literal: str) -> Decimal:
    if len(literal) > LONGEST_NUMBER:
        raise JsonError(f"has a number of more than {LONGEST_NUMBER} digits.")
    if "e" not in literal and "E" not in literal:  # its digits alone keep it in range
        return Decimal(literal)
    try:
        number = Decimal(literal)
        in_range = abs(number.adjusted()) <= LONGEST_NUMBER
    except InvalidOperation:  # the exponent alone is too long
        in_range = False
    if not in_range:
        raise JsonError(f"has a number that is out of range: {literal}.")
    return number


def _not_a_number(literal: str) -> NoReturn:
    raise JsonError(f"is not JSON: {literal} is not a JSON number.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise JsonError(f"has the key {twice[:100]!r} twice in one object.")
    return value


_scan = json.JSONDecoder(
    parse_int=_integer,
    parse_float=_decimal,
    parse_constant=_not_a_number,
    object_pairs_hook=_object,
).scan_once  # type: ignore[attr-defined] # `raw_decode` without its detour
