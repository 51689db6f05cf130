"""Hold the results of an issuer's checks of a card's security code and billing address."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from paydrill.values.cards import AMERICAN_EXPRESS, DISCOVER, CardDetails

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

    def codes(self, brand: str) -> tuple[str, str]:
        """Return the letters of CVV2 and AVS results, as the card's network has them.

        CVV2: M, N, P, U, and Y for a match of American Express. AVS: Y for both, A for the address
        alone, Z for the postal code alone, N for neither, U for unavailable; Discover swaps A and Y
        (TabaPay, verification codes; Galileo, AVS codes).
        """
        match = "Y" if brand == AMERICAN_EXPRESS.name else "M"
        cvv = {PASS: match, FAIL: "N", UNAVAILABLE: "U", UNCHECKED: "P"}[self.cvv]
        both, line1 = ("A", "Y") if brand == DISCOVER.name else ("Y", "A")
        address = (self.address_line1 == PASS, self.postal_code == PASS)
        avs = {(True, True): both, (True, False): line1, (False, True): "Z"}.get(address)
        if avs is None:
            avs = "N" if FAIL in {self.address_line1, self.postal_code} else "U"
        return cvv, avs

    def but(self, results: Mapping[str, str]) -> "CardChecks":
        """Return the results with some of them replaced, by name."""
        return self._replace(**results) if results else self


@lru_cache(maxsize=256)  # there are four results of three checks
def read(text: str) -> CardChecks | None:
    """Read what `CardChecks.text` wrote; `None` for empty text."""
    return CardChecks(*text.split()) if text else None


def of_details(details: CardDetails | None) -> CardChecks:
    """Return the results of a card whose details all agree; what is not there is unchecked."""
    if details is None:
        return CardChecks()
    sent = (details.cvv, details.address_line1, details.postal_code)
    return CardChecks(*(UNCHECKED if each is None else PASS for each in sent))
