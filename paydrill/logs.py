"""Logging to standard error, with card numbers masked whoever logs them."""

import logging

from paydrill.masking import mask

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class Masking(logging.Formatter):
    """Formats a record, then hides all but the last four digits of what may be a card number."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, masked."""
        return mask(super().format(record))


def set_up(level: str) -> None:
    """Log to standard error from this level up."""
    handler = logging.StreamHandler()
    handler.setFormatter(Masking(_FORMAT))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # Connexion logs rejected values; what was wrong with a request is in its answer.
    logging.getLogger("connexion").setLevel(max(logging.ERROR, logging.root.level))
