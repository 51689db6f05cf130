"""Read `Prefer` (RFC 7240) for the answer that a client wishes to see.

`Prefer: code=422, example=expired, dynamic=true`: this status, the example of this name, a sample
instead of an example. Preferences that are not known are ignored, as the RFC asks.
"""

import re
from typing import NamedTuple

from paydrill.scenarios.answers import Fields
from paydrill.values.header_fields import TCHARS

_PREFERENCE = re.compile(rf"""\s*({TCHARS})(?:\s*=\s*("(?:[^"\\]|\\.)*"|[^,;\s"]*))?""")
# Runs between separators: a separator within quotes does not count.
_PART = re.compile(r"""(?:[^",;]|"(?:[^"\\]|\\.)*+"?)+""", re.DOTALL)
_LONGEST = 1_000
_TRUE = {"true", "1", ""}


class Preferences(NamedTuple):
    """The wishes of a client for an answer."""

    code: int | str | None = None
    """The status; text where it is none that an answer can have, for the responder to refuse."""

    example: str | None = None
    dynamic: bool = False
    fields: Fields = ()
    """Values that a rule of a scenario lays over the body."""

    def applied(self, *, has_body: bool) -> str:
        """Write `Preference-Applied` for a response of these wishes; empty if none applied."""
        applied = [] if self.code is None else [f"code={self.code}"]
        if has_body and self.dynamic:
            applied.append("dynamic=true")
        elif has_body and self.example is not None and self.example.isprintable():
            escaped = re.sub(r'(["\\])', r"\\\1", self.example)
            applied.append(f'example="{escaped}"')
        return ", ".join(applied)


NO_PREFERENCES = Preferences()


def preferences_of(header: str | None) -> Preferences:
    """Read the header; the first of a repeated preference counts (RFC 7240 §2)."""
    if header is None:
        return NO_PREFERENCES
    found: dict[str, str] = {}
    for part in _PART.findall(header[:_LONGEST]):
        preference = _PREFERENCE.fullmatch(part.rstrip())
        if preference is None:
            continue
        name, value = preference[1], preference[2] or ""
        text = re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value
        found.setdefault(name.lower(), text)
    code = found.get("code") or None
    return Preferences(
        int(code) if code and re.fullmatch("[2-5][0-9]{2}", code) else code,
        found.get("example") or None,
        found.get("dynamic", "false").lower() in _TRUE,
    )
