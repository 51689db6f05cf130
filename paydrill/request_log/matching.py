"""Match logged exchanges against conditions, for filters and for verification.

A condition returns `None` for an exchange that matches, otherwise a few words on the difference.
To add a condition, write its function and add its line to `CONDITIONS`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from paydrill.openapi.pointers import unescape
from paydrill.openapi.strict_json import JsonError
from paydrill.request_log.exchange import Exchange
from paydrill.request_log.secrets_in_text import without_secrets
from paydrill.values.masking import in_one_piece
from paydrill.values.patterns import glob

Condition = Callable[[Exchange], str | None]

_INDEX = re.compile("0|[1-9][0-9]{0,8}")
_LONGEST_SHOWN = 60
_ABSENT = object()


def operation(wanted: str) -> Condition:
    """Match the contract operation."""
    return lambda each: (
        None if each.operation == wanted else f"operation is {each.operation or 'none'}"
    )


def method(wanted: str) -> Condition:
    """Match the HTTP method."""
    return lambda each: None if each.method == wanted else f"method is {each.method}"


def path(wanted: str) -> Condition:
    """Match the path inside the sandbox, without the query; `*` stands for any characters."""
    fits = glob(without_secrets(wanted))
    return lambda each: None if fits(each.path) else f"path is {each.path}"


def status(wanted: str | int) -> Condition:
    """Match the status, as `201`, or its class, as `4XX`."""
    fits = glob(wanted.replace("X", "*") if isinstance(wanted, str) else str(int(wanted)))
    return lambda each: None if fits(str(each.status)) else f"status is {each.status}"


def rule(wanted: str) -> Condition:
    """Match a rule that applied, as `<scenario>/<rule>`; `*` stands for any characters."""
    fits = glob(wanted)

    def condition(each: Exchange) -> str | None:
        rules = each.rules
        if any(map(fits, rules)):
            return None
        return f"rule is {', '.join(rules)}" if rules else "no rule applied"

    return condition


def after(wanted: int) -> Condition:
    """Match exchanges that came after the one with this number."""
    return lambda each: None if each.number > wanted else "was before"


def since(wanted_ms: int) -> Condition:
    """Match exchanges at this moment of the sandbox's clock or later."""
    return lambda each: None if each.at_ms >= wanted_ms else "was before"


def until(wanted_ms: int) -> Condition:
    """Match exchanges before this moment of the sandbox's clock."""
    return lambda each: None if each.at_ms < wanted_ms else "was later"


def headers(wanted: Mapping[str, str]) -> Condition:
    """Match request headers, by name in any case; `*` in a value stands for any characters."""
    fits = {name: glob(in_one_piece(without_secrets(value))) for name, value in wanted.items()}

    def condition(each: Exchange) -> str | None:
        for name, fit in fits.items():
            value = each.header(name)
            if value is None:
                return f"has no header {name}"
            if not fit(in_one_piece(value)):
                return f"header {name} is {_shown(value)}"
        return None

    return condition


def body(wanted: Mapping[str, str | Decimal | bool | None]) -> Condition:
    """Match values in the request's body, by JSON Pointer (RFC 6901).

    Numbers are compared as decimals. Card numbers are compared as they are kept: masked, and
    without the separators between their digits.
    """
    places = {pointer: (_steps(pointer), _masked(value)) for pointer, value in wanted.items()}

    def condition(each: Exchange) -> str | None:
        try:
            sent = each.value()
        except JsonError:
            return "body is not JSON" if each.body else "has no body"
        for pointer, (steps, value) in places.items():
            found = _at(sent, steps)
            if found is _ABSENT:
                return f"body has no {pointer}"
            if _in_one_piece(found) != value or isinstance(found, bool) != isinstance(value, bool):
                return f"body {pointer} is {_shown(found)}"
        return None

    return condition


CONDITIONS: dict[str, Callable[[Any], Condition]] = {
    "operation": operation,
    "method": method,
    "path": path,
    "status": status,
    "rule": rule,
    "after": after,
    "since": since,
    "until": until,
    "headers": headers,
    "body": body,
}


def conditions_of(matching: Mapping[str, Any]) -> list[Condition]:
    """Build the conditions that plain data describes, by the names of `CONDITIONS`."""
    return [CONDITIONS[name](wanted) for name, wanted in matching.items()]


def differences(exchange: Exchange, conditions: Iterable[Condition]) -> list[str]:
    """Return how an exchange differs from the conditions; an empty list is a match."""
    return [found for condition in conditions if (found := condition(exchange)) is not None]


def _steps(pointer: str) -> list[str]:
    """Split a JSON Pointer into its steps; its first slash may be missing."""
    return [unescape(step) for step in pointer.removeprefix("/").split("/")] if pointer else []


def _at(value: Any, steps: list[str]) -> Any:
    for step in steps:
        if isinstance(value, Mapping) and step in value:
            value = value[step]
        elif isinstance(value, list) and _INDEX.fullmatch(step) and int(step) < len(value):
            value = value[int(step)]
        else:
            return _ABSENT
    return value


def _masked(value: Any) -> Any:
    return _in_one_piece(without_secrets(value) if isinstance(value, str) else value)


def _in_one_piece(value: Any) -> Any:
    return in_one_piece(value) if isinstance(value, str) else value


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"
