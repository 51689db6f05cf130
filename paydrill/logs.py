"""Logging to standard error, with card numbers masked whoever logs them."""

import logging
import re

from stdnum import luhn

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
# Long runs of digits, also spaced or dashed as people write card numbers.
_DIGITS = re.compile(r"(?<![0-9])(?:[0-9][ -]?){11,18}[0-9](?![0-9])")


class Masking(logging.Formatter):
    """Formats a record, then hides all but the last four digits of what may be a card number."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, masked."""
        return mask(super().format(record))


def mask(text: str) -> str:
    """The text with every run of 12 to 19 digits that passes the Luhn check masked."""
    return _DIGITS.sub(_masked, text)


def set_up(level: str) -> None:
    """Log to standard error from this level up."""
    handler = logging.StreamHandler()
    handler.setFormatter(Masking(_FORMAT))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # Connexion logs rejected values; what was wrong with a request is in its answer.
    logging.getLogger("connexion").setLevel(max(logging.ERROR, logging.root.level))


def _masked(match: re.Match[str]) -> str:
    digits = re.sub("[ -]", "", match[0])
    return "*" * (len(digits) - 4) + digits[-4:] if luhn.is_valid(digits) else match[0]
