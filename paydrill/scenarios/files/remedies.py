"""Advise what to write instead of a key or a value that the schema refuses.

Each function knows one common mistake, and returns an empty text for every other value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from paydrill.scenarios.files.scalars import is_number
from paydrill.scenarios.files.schema import Schema, property_of, schema, shown, types_of
from paydrill.scenarios.files.syntax import with_space
from paydrill.scenarios.files.yaml_tree import Node
from paydrill.values.suggestions import suggestion

_NO_SPACE = re.compile(r"([A-Za-z_]\w*):\S")
_BOOLEANS = {
    "yes": True,
    "on": True,
    "y": True,
    "true": True,
    "no": False,
    "false": False,
    "off": False,
    "n": False,
}
_DURATION = re.compile(
    r"-?([0-9]{1,6})\s*(?:(ms|millis\w*)?|(s|secs?|seconds?)|(m|mins?|minutes?))"
)
_MOST_MS = 60_000
_NUMBER = re.compile(
    r"(?P<bound>[<>]=?\s*)?[^0-9<>.,-]{0,4}"
    r"(?P<digits>[0-9][0-9.,_' ]{0,14}?)\s*(?P<unit>%|[A-Za-z]{3})?"
)
_NUMBERS: tuple[tuple[re.Pattern[str], dict[str, str | int | None]], ...] = (
    (re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?"), {",": ""}),
    (re.compile(r"[0-9]{1,3}(\.[0-9]{3})+,[0-9]+"), {".": "", ",": "."}),
    (re.compile(r"[0-9]+,[0-9]+"), {",": "."}),
)
_CURLY = re.compile("[\u2018\u2019\u201c\u201d]")
_MOST_DIGITS = 11  # more could be a card number
_SWALLOWED = re.compile(r"[^:]*:\s+([#&!])")


def of_unknown_key(key: str, rules: Schema) -> str:
    """Advise on a key that the schema of its mapping does not know."""
    if _NO_SPACE.match(key) and key.partition(":")[0] in rules["properties"]:
        return with_space(key)
    if not key.isascii() and key.strip() != key.strip(" "):
        return "it begins with spaces of another kind (U+00A0): use plain ones"
    home = next((home for home, words in _homes() if key in words), None)
    if home is not None:
        return f"it belongs in {home}"
    return suggestion(key, rules["properties"])


def _homes() -> Iterator[tuple[str, Schema]]:
    """Yield the mappings of a rule by their names, each with its keys; `later` is within `then`."""
    defs = schema()["$defs"]
    for name in ("then", "when"):
        yield name, property_of(defs["rule"], name)["properties"]
    yield "later", defs["later"]["items"]["properties"]


def of_missing_key(key: str, rules: Schema) -> str:
    """Advise how to write a missing key; empty if the schema has no example."""
    example, choices = shown(rules, key), property_of(rules, key)
    if not example:
        return ""
    return f"; {'write' if choices.keys() & {'const', 'enum'} else 'such as'} {example}"


def of_value(node: Node, rules: Schema) -> str:
    """Advise what to write instead of a value; empty if no function of `_ADVICE` knows."""
    for advise in _ADVICE:
        advice = advise(node, rules)
        if advice:
            return f"; {advice}"
    return ""


def owner_of(key: str, mapping: Node, rules: Schema) -> str | None:
    """Return the empty key above under which an unknown key fits: it was not indented enough."""
    above = list(mapping.keys)
    above = above[: above.index(key)] if key in above else []
    for other in reversed(above):
        if _is_empty(mapping.children[other]):
            inner = property_of(rules, other)
            return other if key in inner.get("properties", {}) else None
        if other in rules["properties"]:
            return None
    return None


def _is_empty(node: Node) -> bool:
    return node.data is None and node.literal == ""


def _quotes(node: Node, rules: Schema) -> str:
    """Advise to add or to drop quotes: `0002` is a number, `"0002"` is text."""
    literal = node.literal or ""
    is_text = re.search(rules.get("pattern", "(?!)"), literal) or (
        " must be text" in rules.get("errorMessage", "")
    )
    match node.data:
        case bool() | None if literal and " must be text" in rules.get("errorMessage", ""):
            return "put quotes around it"
        case bool() | None:
            return ""
        case int() | Decimal() if is_text:
            return "put quotes around it"
        case str() as text if is_number(text) and types_of(rules) & {"number", "integer"}:
            return "leave out the quotes"
        case str() as text if _CURLY.match(text) and "pattern" in rules:
            return "use straight quotes"
    return ""


def _swallowed(node: Node, _: Schema) -> str:
    """Advise on text that YAML takes for a comment, an anchor or a tag."""
    found = _SWALLOWED.match(node.beside) if _is_empty(node) else None
    return f"put quotes around text that begins with {found[1]}" if found else ""


def _boolean(node: Node, rules: Schema) -> str:
    text = str(node.data).lower() if isinstance(node.data, str) else ""
    meant = _BOOLEANS.get(text)
    if meant is None or "boolean" not in types_of(rules) or rules.get("const", meant) != meant:
        return ""
    return "leave out the quotes" if text in {"true", "false"} else f"write {str(meant).lower()}"


def _number(node: Node, rules: Schema) -> str:
    """Advise on a number with a comparison, a currency sign, a unit, or separators."""
    types = types_of(rules)
    found = _NUMBER.fullmatch(node.data) if isinstance(node.data, str) else None
    if found is None or not types & {"number", "integer"}:
        return ""
    digits = re.sub("[_' ]", "", found["digits"])
    for form, change in _NUMBERS:
        if form.fullmatch(digits):
            digits = digits.translate(str.maketrans(change))
            break
    whole = "number" not in types
    if not is_number(digits) or len(digits) > _MOST_DIGITS or (whole and "." in digits):
        return ""
    if found["bound"]:
        end = "min" if found["bound"].startswith(">") else "max"
        return f"write {{{end}: {digits}}}" if end in rules.get("properties", {}) else ""
    if found["unit"] == "%" and rules.get("maximum") == 1:
        digits = str((Decimal(digits) / 100).normalize())
    beside = found["unit"] if found["unit"] and found["unit"].isalpha() else ""
    return f"write {digits}" + (f", and currency: {beside.upper()} beside it" if beside else "")


def _mapping(node: Node, rules: Schema) -> str:
    """Advise on text or a number in place of a mapping with one key."""
    if "object" not in types_of(rules) or not node.literal:
        return ""
    if node.unquoted and _NO_SPACE.match(node.literal):
        return with_space(node.literal)
    if node.literal in rules.get("properties", {}):
        keys = [node.literal, *rules.get("dependentRequired", {}).get(node.literal, [])]
        parts = [shown(rules, key).partition(" or ")[0] for key in keys]
        return f"write {{{', '.join(parts)}}}" if all(parts) else ""
    return _delay(node.literal) if "ms" in rules.get("properties", {}) else ""


def _delay(literal: str) -> str:
    found = _DURATION.fullmatch(literal)
    if found is None or int(found[1]) == 0:
        return "write {ms: 250}"
    ms = int(found[1]) * (1000 if found[3] else 60_000 if found[4] else 1)
    return f"write {{ms: {ms}}}" if ms <= _MOST_MS else f"write {{ms: {_MOST_MS}}} at most"


def _dashes(node: Node, rules: Schema) -> str:
    """Advise on a list in place of a mapping, or a mapping in place of a list."""
    types = types_of(rules)
    if isinstance(node.data, list) and "array" not in types and "object" in types and node.data:
        is_block = any(isinstance(each, dict) for each in node.data)
        return "write its keys without - or brackets" if is_block else ""
    if isinstance(node.data, dict) and "object" not in types and "array" in types:
        return "put - before each entry"
    return ""


_ADVICE: tuple[Callable[[Node, Schema], str], ...] = (
    _quotes,
    _swallowed,
    _boolean,
    _number,
    _mapping,
    _dashes,
)
