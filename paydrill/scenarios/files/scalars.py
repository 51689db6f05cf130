"""Resolve unquoted text by the YAML 1.2 core schema; numbers keep the digits as written."""

import re
from decimal import Decimal, InvalidOperation

MAX_NUMBER_LENGTH = 40
MAX_MAGNITUDE = 30

_NULL = re.compile(r"~|null|Null|NULL|")
_BOOLEAN = re.compile(r"true|True|TRUE|false|False|FALSE")
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NUMBER = re.compile(f"{_INTEGER.pattern}|{_NOT_FINITE.pattern}|{_DECIMAL.pattern}")

Scalar = None | bool | int | Decimal | str


class NotUsable(ValueError):
    """A number that YAML allows but a scenario cannot use. The text says why."""


def resolve(literal: str) -> Scalar:
    """Resolve unquoted text: `NO` is text, non-integers are `Decimal`. Raises `NotUsable`."""
    if _NULL.fullmatch(literal):
        return None
    if _BOOLEAN.fullmatch(literal):
        return literal.lower() == "true"
    return _number(literal) if is_number(literal) else literal


def is_number(literal: str) -> bool:
    """Return whether the text would be a number if it had no quotes."""
    return _NUMBER.fullmatch(literal) is not None


def _number(literal: str) -> int | Decimal:
    if len(literal) > MAX_NUMBER_LENGTH:
        raise NotUsable("this number is too long; put quotes around text")
    if _NOT_FINITE.fullmatch(literal):
        raise NotUsable(f"{literal} is not a number that can be used here")
    if _INTEGER.fullmatch(literal):
        return int(literal, 0 if literal[:2] in ("0o", "0x") else 10)
    try:
        number = Decimal(literal)
    except InvalidOperation:  # the exponent is too large even for Decimal
        number = None
    if number is None or abs(number.adjusted()) > MAX_MAGNITUDE:
        raise NotUsable(f"the number {literal} is out of range")
    return number
