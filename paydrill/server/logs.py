"""Log to standard error, with card numbers and credentials masked in every record."""

import logging
import sys
from collections.abc import Collection

from paydrill.values.masking import hide_parameters, mask

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_AT_A_TERMINAL = "%(asctime)s  %(message)s", "%H:%M:%S"
"""As the lines about requests begin, which stand between these."""


class Masking(logging.Formatter):
    """Format a record, then hide all but the last four digits of possible card numbers.

    In addresses, the values of some query parameters are hidden as well.
    """

    def __init__(self, hidden: Collection[str]) -> None:
        """Hide the values of the parameters named in `hidden`, in lower case."""
        super().__init__(*(_AT_A_TERMINAL if sys.stderr.isatty() else [_FORMAT]))
        self._hidden = hidden

    def format(self, record: logging.LogRecord) -> str:
        """Return the formatted record, masked."""
        return mask(hide_parameters(super().format(record), self._hidden))


def set_up(level: str, hidden: Collection[str] = (), *, reports_scenarios: bool = True) -> None:
    """Log to standard error from `level` up, without the values of `hidden` parameters.

    The reload of a scenario is no warning, nor is a worker that takes the place of another, but
    both are logged unless `level` is `error`. Of several processes that read the same files, only
    one `reports_scenarios`.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(Masking(hidden))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    wanted = logging.ERROR if level == "error" else logging.INFO
    logging.getLogger("paydrill.workers").setLevel(wanted)
    scenarios = logging.getLogger("paydrill.scenarios")
    scenarios.setLevel(wanted if reports_scenarios else logging.CRITICAL)
    # Connexion logs rejected values; the response already says what was wrong with a request.
    logging.getLogger("connexion").setLevel(max(logging.ERROR, logging.root.level))
