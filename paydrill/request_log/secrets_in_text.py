"""Remove security codes and mask card numbers in a text of any form.

A body need not be what it claims to be: it may be JSON that is cut, repeated or broken, a form, XML
or an unknown format. So nothing is parsed: names are searched for, then the ends of their values.
"""

import re
from collections.abc import Callable
from functools import partial
from urllib.parse import unquote_plus

from paydrill.values.masking import HIDDEN, LABELLED, hide_digits, mask

# Characters between a name and its value, in JSON, forms, XML, multipart and prose.
_LEADS_TO = r"[\"'\]]*(?:\s*[:=>]\s*|\r?\n\r?\n|\s+(?=[0-9]{3,4}\b))"
# A name, of one word or two, that may be a security code's.
_NAME = re.compile(rf"(?<![a-z0-9_-])([a-z0-9_-]+(?:\scode[a-z0-9_-]*)?){_LEADS_TO}", re.IGNORECASE)
_CODE = re.compile(r"cv[vcnd2]|security[\s_-]?code", re.IGNORECASE)
_NUMBER = re.compile(
    rf"((?:card[\s_-]?(?:number|no)|\bpan){_LEADS_TO}[\"']?)"
    rf"({LABELLED})",
    re.IGNORECASE,
)
_STRING = r'"(?:[^"\\]|\\.)*"?'
_SCALAR = re.compile(rf"{_STRING}|[^\s,;&<}}\])\"']*", re.DOTALL)
_NESTING = re.compile(rf"{_STRING}|[\[{{]|[\]}}]", re.DOTALL)
_DEEPER = {"[": 1, "{": 1, "]": -1, "}": -1}
# JSON escapes of letters, digits and separators between digits.
_ESCAPE = re.compile(
    r"(?<!\\)\\+u(00(?:2[0d]|3[0-9]|[46][1-9a-f]|[57][0-9a]|a0)|20(?:1[0-5]|2f))", re.IGNORECASE
)


def without_secrets(text: str) -> str:
    """Remove the secrets of a text in each of its readings; a text without any is unchanged."""
    for sign, reading in _READINGS.items():
        if sign in text:
            read = reading(text)
            hidden = mask(_without_codes(_NUMBER.sub(_hide_number, read)))
            if hidden != read:
                text = hidden
    return text


def _as_json(text: str) -> str:
    """Resolve the escapes of JSON, also those of JSON inside a JSON string."""
    return _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), text).replace("\\", "")


_READINGS: dict[str, Callable[[str], str]] = {
    "": str,
    "%": partial(unquote_plus, errors="surrogateescape"),
    "\\": _as_json,
    "\0": lambda utf16: utf16.replace("\0", ""),
}
"""Signs, each with the reading of a text that contains it."""


def _hide_number(match: re.Match[str]) -> str:
    """Hide a value that is named a card number, even if it cannot be one."""
    return match[1] + hide_digits(match[2])


def _without_codes(text: str) -> str:
    small = text.lower()
    if "cv" not in small and "security" not in small:
        return text
    at, parts = 0, []
    for name in _NAME.finditer(text):
        if name.start() >= at and _CODE.search(name[1]):
            removed = f'"{HIDDEN}"' if '"' in name[0] else HIDDEN
            parts += [text[at : name.end()], removed]
            at = _end_of_value(text, name.end())
    return "".join([*parts, text[at:]])


def _end_of_value(text: str, start: int) -> int:
    """Return the end of the value at `start`: a string, a word, or all that is in brackets."""
    if text[start : start + 1] not in {"[", "{"}:
        scalar = _SCALAR.match(text, start)
        return scalar.end() if scalar else start
    depth = 0
    for token in _NESTING.finditer(text, start):
        depth += _DEEPER.get(token[0], 0)
        if depth == 0:
            return token.end()
    return len(text)
