"""Card numbers hidden in text that somebody is going to read."""

import re

from stdnum import luhn

# Long runs of digits, also spaced or dashed as people write card numbers.
_DIGITS = re.compile(r"(?<![0-9])(?:[0-9][ -]?){11,18}[0-9](?![0-9])")


def mask(text: str) -> str:
    """The text with all but the last four digits of what may be a card number hidden.

    That is any run of 12 to 19 digits that passes the Luhn check.
    """
    return _DIGITS.sub(_masked, text)


def _masked(match: re.Match[str]) -> str:
    digits = re.sub("[ -]", "", match[0])
    return "*" * (len(digits) - 4) + digits[-4:] if luhn.is_valid(digits) else match[0]
