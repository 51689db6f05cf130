"""Read from a response of any contract how the request turned out."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from paydrill.openapi import strict_json
from paydrill.openapi.strict_json import JsonError

LONGEST_REASON = 200

_REASON_HEADER = b"paydrill-error"
_REFUSED = 400
_WORDS = ("status", "code", "type")
_REASONS = ("decline_code", "failure_code", "code")
_is_word = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}").fullmatch


class Outcome(NamedTuple):
    """The word for an outcome, such as `declined`, and the reason; `None` where there is none."""

    word: str | None
    reason: str | None


def outcome_in(status: int, body: bytes, headers: Iterable[tuple[bytes, bytes]]) -> Outcome:
    """Return the outcome that is in the body of a response, and the reason of a refusal."""
    told = _told(body)
    # Elsewhere a code may be anything, such as a secret that is to be exchanged.
    word = _first(told, _WORDS if status >= _REFUSED else _WORDS[:1])
    reason = _first(told, _REASONS if status >= _REFUSED else _REASONS[:2])
    if reason is None or reason == word:
        reason = next((v.decode("latin-1") for n, v in headers if n == _REASON_HEADER), None)
    return Outcome(word, reason[:LONGEST_REASON] if reason else None)


def _told(body: bytes) -> Mapping[str, Any]:
    """Return the object in a body, or the error in it; nothing if it is not JSON."""
    if not body.startswith(b"{"):
        return {}
    try:
        found: dict[str, Any] = strict_json.parse(body)
    except JsonError:  # also a body of which only a part is kept
        return {}
    error = found.get("error")
    if isinstance(error, str):
        return {**found, "code": error}
    return error if isinstance(error, dict) else found


def _first(told: Mapping[str, Any], names: Iterable[str]) -> str | None:
    """Return the first of these fields that is a word."""
    words = (told.get(name) for name in names)
    return next((each for each in words if isinstance(each, str) and _is_word(each)), None)
