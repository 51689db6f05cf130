"""Name the transport faults: delays and broken connections, applied after the commit."""

from typing import NamedTuple

RESET = "reset"
TIMEOUT = "timeout"
TRUNCATE = "truncate"
MALFORMED = "malformed"
SLOW_DRIP = "slow_drip"

HALF = -1


class TransportFault(NamedTuple):
    """A delay, a fault of the connection, or both; the delay comes first."""

    delay_ms: int = 0
    fault: str | None = None
    """One of the kinds above; `None` lets the response arrive whole."""
    value: int = 0
    """Milliseconds for `TIMEOUT` and `SLOW_DRIP`; bytes of body for `TRUNCATE`, or `HALF`."""
