"""Logging to standard error, with card numbers masked whoever logs them."""

import logging

from paydrill.masking import mask

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class Masking(logging.Formatter):
    """Formats a record, then hides all but the last four digits of what may be a card number."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, masked."""
        return mask(super().format(record))


def set_up(level: str, *, reports_scenarios: bool = True) -> None:
    """Log to standard error from this level up.

    That a scenario was read again is no warning, but is logged unless only errors are wanted. Of
    several processes that read the same files, one `reports_scenarios`.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(Masking(_FORMAT))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    wanted = logging.ERROR if level == "error" else logging.INFO
    scenarios = logging.getLogger("paydrill.scenarios")
    scenarios.setLevel(wanted if reports_scenarios else logging.CRITICAL)
    # Connexion logs rejected values; what was wrong with a request is in its answer.
    logging.getLogger("connexion").setLevel(max(logging.ERROR, logging.root.level))
