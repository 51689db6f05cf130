"""Describe the secrets that webhooks are signed with: how they look, and how a new one is made."""

import base64
import re
from collections.abc import Callable
from typing import NamedTuple

from paydrill.values.ids import new_secret

_PREFIX = "whsec_"
_BASE64 = (
    r"(([A-Za-z0-9+/]{4}){8,20}([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"
    r"|([A-Za-z0-9+/]{4}){21}([A-Za-z0-9+/]{2}==)?)"
)


class Shape(NamedTuple):
    """A shape of secrets. `described` completes "must be"."""

    pattern: str
    described: str
    new: Callable[[], str]

    def fits(self, secret: str) -> bool:
        """Return whether a secret has this shape."""
        return re.fullmatch(self.pattern, secret) is not None


def _new_key() -> str:
    return _PREFIX + base64.b64encode(bytes.fromhex(new_secret())).decode()


KEY = Shape(_PREFIX + _BASE64, "whsec_ and 24 to 64 bytes in base64", _new_key)
"""A secret of Standard Webhooks, which has keys of 192 to 512 bits."""

PREFIXED_TEXT = Shape(
    _PREFIX + r"[!-~]{16,64}",
    "whsec_ and 16 to 64 printable characters without blanks",
    lambda: _PREFIX + new_secret(),
)
"""A secret of Stripe, whose characters are the key, `whsec_` too."""

HEX = Shape(
    r"([0-9A-Fa-f]{2}){16,64}",
    "an even number of hexadecimal digits, 32 to 128",
    lambda: new_secret().upper(),
)
"""A key of Adyen, which has made them of 64 digits so far."""

TEXT = Shape(r"[!-~]{16,64}", "16 to 64 printable characters without blanks", new_secret)
