"""Tell names of scenarios from files and texts of scenarios."""

import re
from pathlib import Path

from paydrill.testing.errors import PaydrillError

_SUFFIXES = (".yaml", ".yml")
_NAME = re.compile(r"""^name:\s*["']?([a-z0-9][a-z0-9-]{0,62})["']?\s*(#.*)?$""", re.MULTILINE)
_NAMELESS = "nameless"


def text_of(scenario: str | Path) -> str | None:
    """Return the text of a scenario given as a file or as its text; `None` for a name.

    Raises `PaydrillError` for a file that cannot be read.
    """
    if isinstance(scenario, str) and "\n" in scenario:
        return scenario
    if isinstance(scenario, str) and not scenario.endswith(_SUFFIXES):
        return None
    try:
        return Path(scenario).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise PaydrillError(f"The scenario {scenario} cannot be read: {reason}") from None


def name_in(text: str) -> str:
    """Return the name that a scenario's text has; the server says what is wrong with another."""
    found = _NAME.search(text)
    return found[1] if found else _NAMELESS
