"""What befalls an answer on its way to the client, after everything was decided and kept."""

from typing import NamedTuple

RESET = "reset"
TIMEOUT = "timeout"
TRUNCATE = "truncate"
MALFORMED = "malformed"
SLOW_DRIP = "slow_drip"

HALF = -1


class TransportFault(NamedTuple):
    """A delay, a fault of the connection, or both: first the delay."""

    delay_ms: int = 0
    fault: str | None = None
    """One of the kinds above; `None` lets the answer arrive whole."""
    value: int = 0
    """Milliseconds for `TIMEOUT` and `SLOW_DRIP`; bytes of body for `TRUNCATE`, or `HALF`."""
