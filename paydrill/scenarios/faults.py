"""Compile the faults of rules: error statuses and transport faults beside the outcome."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from paydrill.scenarios import transport
from paydrill.values.times import duration_ms

STATUS = "status"
RATE_LIMIT = "rate_limit"
EXHAUSTED = "exhausted"

_TOO_MANY_REQUESTS = 429
_SERVER_ERROR = 500


class Fault(NamedTuple):
    """A response of another `status`, or, if that is 0, a transport fault.

    `committed` says whether the operation is done nevertheless; if not, nothing changes.
    """

    kind: str
    committed: bool = False
    status: int = 0
    retry_after_s: int | None = None
    value: int = 0
    """See `TransportFault.value`."""
    per_s: int = 0
    burst: int = 0
    detail: str = ""


class FaultMet(Exception):
    """The scenario has a fault or an answer in place of the operation. Nothing has been done yet.

    The sandbox's `decision` has both.
    """

    def __init__(self, fault: Fault | None) -> None:
        """Take a `fault` that is not `committed`; beside an answer, any or none."""
        super().__init__("an answer" if fault is None else fault.kind)
        self.fault = fault


def status(wanted: int, then: Mapping[str, Any]) -> Fault:
    """Respond with this status, and the contract's own example as the body."""
    return Fault(STATUS, status=wanted, retry_after_s=then.get("retry_after_s"))


def rate_limit(wanted: Mapping[str, int], _: Mapping[str, Any]) -> Fault:
    """Respond with 429 to calls beyond `burst` at once and `per_s` a second after that."""
    per_s, burst = wanted["per_s"], wanted["burst"]
    return Fault(RATE_LIMIT, status=_TOO_MANY_REQUESTS, per_s=per_s, burst=burst)


def reset(_: bool, __: Mapping[str, Any]) -> Fault:  # noqa: FBT001 - always true
    """Reset the connection (TCP RST) in place of the response."""
    return Fault(transport.RESET)


def timeout(wanted: str, _: Mapping[str, Any]) -> Fault:
    """Send nothing for this duration, then close the connection."""
    return Fault(transport.TIMEOUT, value=duration_ms(wanted))


def truncate(wanted: int | bool, _: Mapping[str, Any]) -> Fault:  # noqa: FBT001 - as written
    """Close the connection after so many bytes of the body, or half of it for `true`."""
    return Fault(transport.TRUNCATE, value=transport.HALF if wanted is True else wanted)


def malformed(_: bool, __: Mapping[str, Any]) -> Fault:  # noqa: FBT001 - always true
    """Send a body that is not JSON."""
    return Fault(transport.MALFORMED)


def slow_drip(wanted: str, _: Mapping[str, Any]) -> Fault:
    """Send the body in small pieces, over this duration."""
    return Fault(transport.SLOW_DRIP, value=duration_ms(wanted))


FAULTS: dict[str, Callable[[Any, Mapping[str, Any]], Fault]] = {
    STATUS: status,
    transport.RESET: reset,
    transport.TIMEOUT: timeout,
    transport.TRUNCATE: truncate,
    transport.MALFORMED: malformed,
    transport.SLOW_DRIP: slow_drip,
    RATE_LIMIT: rate_limit,
}


def fault_of(wanted: Mapping[str, Any]) -> Fault:
    """Compile a rule's `fault`."""
    kind = next(name for name in FAULTS if name in wanted)
    committed = wanted.get("effect") == "committed"
    return FAULTS[kind](wanted[kind], wanted)._replace(committed=committed)


def exhausted(rule: str, steps: int) -> Fault:
    """Return the fault of a sequence with `after: fail` that has no step left: status 500."""
    detail = f"The sequence of rule {rule} has {steps} steps, and all of them were taken"
    return Fault(EXHAUSTED, status=_SERVER_ERROR, detail=detail)
