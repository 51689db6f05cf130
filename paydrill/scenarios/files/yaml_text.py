"""Write plain data as one line of YAML for a scenario file; `yaml_tree` reads it back."""

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

# Text that needs no quotes: it begins with a letter, so it is no number, alias, tag or bracket.
_PLAIN = re.compile(r"[^\W\d_](?:[\w ./@*+…-]*[\w./@*+…-])?")
_WORDS = {None: "null", True: "true", False: "false"}
# Words that YAML 1.2, or an older version, does not read as text.
_NOT_TEXT = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})


def as_yaml(value: Any) -> str:
    """Write None, bool, int, `Decimal`, str, lists and mappings of these."""
    match value:
        case str():
            return _text(value)
        case Mapping():
            pairs = (f"{_text(key)}: {as_yaml(each)}" for key, each in value.items())
            return f"{{{', '.join(pairs)}}}"
        case list() | tuple():
            return f"[{', '.join(map(as_yaml, value))}]"
        case None | bool():
            return _WORDS[value]
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _text(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.lower() not in _NOT_TEXT:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(each if each.isprintable() else f"\\U{ord(each):08X}" for each in quoted)
