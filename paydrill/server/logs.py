"""Logging to standard error, with card numbers and credentials masked whoever logs them."""

import logging
from collections.abc import Collection

from paydrill.values.masking import hide_parameters, mask

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class Masking(logging.Formatter):
    """Formats a record, then hides all but the last four digits of what may be a card number.

    In addresses, the values of the query parameters of some names are hidden as well.
    """

    def __init__(self, hidden: Collection[str]) -> None:
        """`hidden` are the names of the parameters, in lower case."""
        super().__init__(_FORMAT)
        self._hidden = hidden

    def format(self, record: logging.LogRecord) -> str:
        """The line, masked."""
        return mask(hide_parameters(super().format(record), self._hidden))


def set_up(level: str, hidden: Collection[str] = (), *, reports_scenarios: bool = True) -> None:
    """Log to standard error from this level up, without the values of `hidden` parameters.

    That a scenario was read again is no warning, but is logged unless only errors are wanted. Of
    several processes that read the same files, one `reports_scenarios`.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(Masking(hidden))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    wanted = logging.ERROR if level == "error" else logging.INFO
    scenarios = logging.getLogger("paydrill.scenarios")
    scenarios.setLevel(wanted if reports_scenarios else logging.CRITICAL)
    # Connexion logs rejected values; what was wrong with a request is in its answer.
    logging.getLogger("connexion").setLevel(max(logging.ERROR, logging.root.level))
