"""Hold the results of an issuer's checks of a card's security code and billing address."""

from collections.abc import Mapping
from typing import NamedTuple

PASS = "pass"  # noqa: S105 - a result, no password
FAIL = "fail"
UNAVAILABLE = "unavailable"
UNCHECKED = "unchecked"


class CardChecks(NamedTuple):
    """The result of each check: pass, fail, unavailable or unchecked."""

    cvv: str = UNCHECKED
    address_line1: str = UNCHECKED
    postal_code: str = UNCHECKED

    @property
    def text(self) -> str:
        """The results as text, for a record."""
        return " ".join(self)

    def but(self, results: Mapping[str, str]) -> "CardChecks":
        """Return the results with some of them replaced, by name."""
        return self._replace(**results)


def read(text: str) -> CardChecks | None:
    """Read what `CardChecks.text` wrote; `None` for empty text."""
    return CardChecks(*text.split()) if text else None
