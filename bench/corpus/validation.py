"""Validate values by Python's `jsonschema`, which the product does not use."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from ipaddress import IPv4Address, IPv6Address
from typing import Any
from uuid import UUID

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend
from schemathesis.core.jsonschema.patterns import compile_ecma_pattern

_TEXT_LIMIT = 300

FORMATS = FormatChecker(formats=())
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)")


class Unjudged(Exception):
    """A schema that this validator cannot apply, such as one that refers to itself only."""


def fault(schema: dict[str, Any], value: Any, *, formats: bool) -> str | None:
    """Say in one line how a value breaks a schema, or `None`. Raises `Unjudged`."""
    validator = _Validator(schema, format_checker=FORMATS if formats else None)
    try:
        error = next(validator.iter_errors(value), None)
    except Exception as raised:
        # RecursionError, or whatever a hostile schema sets off inside the library
        raise Unjudged(f"{type(raised).__name__}: {raised}"[:_TEXT_LIMIT]) from raised
    if error is None:
        return None
    place = "/".join(str(each) for each in error.absolute_path)
    return f"/{place} {error.validator}: {error.message}"[:_TEXT_LIMIT]


def _multiple_of(_: Any, divisor: float, value: Any, __: Any) -> Iterator[ValidationError]:
    """Divide decimals: 0.29 is a multiple of 0.01, which binary fractions deny."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return
    try:
        whole = Decimal(repr(value)) % Decimal(repr(divisor)) == 0
    except InvalidOperation:
        return
    if not whole:
        yield ValidationError(f"{value!r} is not a multiple of {divisor!r}")


def _pattern(_: Any, pattern: str, value: Any, __: Any) -> Iterator[ValidationError]:
    """Match by ECMA-262 as far as Python can say it; a pattern that it cannot is not judged."""
    if not isinstance(value, str):
        return
    compiled = compile_ecma_pattern(pattern)
    if compiled is not None and not compiled.search(value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


_Validator = extend(Draft202012Validator, {"multipleOf": _multiple_of, "pattern": _pattern})


@FORMATS.checks("date-time", raises=ValueError)
def _date_time(value: Any) -> bool:
    if not isinstance(value, str):
        return True
    if not _DATE_TIME.fullmatch(value):
        return False
    datetime.fromisoformat(value[:19].replace(" ", "T").replace("t", "T").replace(":60", ":59"))
    return True


@FORMATS.checks("date", raises=ValueError)
def _date(value: Any) -> bool:
    if not isinstance(value, str):
        return True
    return bool(_DATE.fullmatch(value) and date.fromisoformat(value))


@FORMATS.checks("uuid", raises=ValueError)
def _uuid(value: Any) -> bool:
    return not isinstance(value, str) or str(UUID(value)) == value.lower()


@FORMATS.checks("email")
def _email(value: Any) -> bool:
    return not isinstance(value, str) or "@" in value[1:-1]


@FORMATS.checks("uri")
def _uri(value: Any) -> bool:
    return not isinstance(value, str) or bool(re.match(r"[A-Za-z][A-Za-z0-9+.-]*:\S*$", value))


@FORMATS.checks("ipv4", raises=ValueError)
def _ipv4(value: Any) -> bool:
    return not isinstance(value, str) or bool(IPv4Address(value))


@FORMATS.checks("ipv6", raises=ValueError)
def _ipv6(value: Any) -> bool:
    return not isinstance(value, str) or bool(IPv6Address(value))


@FORMATS.checks("int32")
def _int32(value: Any) -> bool:
    return isinstance(value, bool) or not isinstance(value, int | float) or _fits(value, 31)


@FORMATS.checks("int64")
def _int64(value: Any) -> bool:
    return isinstance(value, bool) or not isinstance(value, int | float) or _fits(value, 63)


def _fits(value: float, bits: int) -> bool:
    return -(2**bits) <= value < 2**bits
