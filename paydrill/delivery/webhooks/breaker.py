"""Open the circuit of an endpoint that fails again and again, probe it, and close it.

Nothing here sleeps: the next probe is due by the sandbox's clock.
"""

from paydrill.delivery.webhooks import circuits, endpoints, outbox
from paydrill.delivery.webhooks.circuits import CIRCUITS, CLOSED, HALF_OPEN, OPEN, Circuit
from paydrill.delivery.webhooks.endpoints import ENDPOINTS, Endpoint
from paydrill.sandbox import due
from paydrill.sandbox.due import DUE
from paydrill.sandbox.sandbox import Sandbox
from paydrill.values.receiver_urls import origin_of
from paydrill.values.times import HOUR, MINUTE, rfc3339

PROBE = "webhook_probe"

_FIRST_WAIT_MS = MINUTE
_LONGEST_WAIT_MS = HOUR


def succeeded(sandbox: Sandbox, endpoint: Endpoint, at_ms: int) -> str | None:
    """Count an attempt that succeeded; return a line for the log if that closed the circuit."""
    circuit = sandbox.tx.get(CIRCUITS, endpoint.id)
    if circuit is None:
        return None
    if circuit.state == CLOSED:
        _keep(sandbox, circuit._replace(failures=0))
        return None
    _close(sandbox, endpoint, at_ms)
    return f"{_named(sandbox, endpoint)} answers again: what has waited is sent"


def failed(sandbox: Sandbox, endpoint: Endpoint, at_ms: int, why: str) -> str | None:
    """Count an attempt that failed; return a line for the log if that opened the circuit.

    `at_ms` is when the attempt was due.
    """
    if endpoint.circuit_opens_after is None or endpoint.is_made:
        return None
    circuit = circuits.of(sandbox, endpoint.id)
    circuit = circuit._replace(position=endpoint.position, failures=circuit.failures + 1)
    if circuit.state == OPEN or (
        circuit.state == CLOSED and circuit.failures < endpoint.circuit_opens_after
    ):
        sandbox.tx.put(CIRCUITS, circuit)
        return None
    was_closed = circuit.state == CLOSED
    if was_closed:
        circuit = circuit._replace(since_ms=at_ms, wait_ms=_FIRST_WAIT_MS)
    else:
        circuit = circuit._replace(wait_ms=min(2 * circuit.wait_ms, _LONGEST_WAIT_MS))
    probe_ms = at_ms + circuit.wait_ms
    _open(sandbox, circuit._replace(state=OPEN, probe_ms=probe_ms))
    return (
        f"{_named(sandbox, endpoint)} is sent nothing but probes until one succeeds, the first at"
        f" {rfc3339(probe_ms)} of the sandbox's clock: {circuit.failures} attempts have failed in"
        f" a row, the last with {why}"
        if was_closed
        else None
    )


def probe(sandbox: Sandbox, endpoint_id: str) -> None:
    """Let the first delivery that waits for an open circuit be sent, or else the next."""
    circuit, endpoint = circuits.of(sandbox, endpoint_id), sandbox.tx.get(ENDPOINTS, endpoint_id)
    if circuit.state == OPEN and endpoint is not None:
        _cancel(sandbox, endpoint_id)
        sandbox.tx.put(CIRCUITS, circuit._replace(state=HALF_OPEN, probe_ms=sandbox.now_ms))
        _open_lane(sandbox, endpoint)


def close(sandbox: Sandbox, endpoint: Endpoint) -> None:
    """Close a circuit by hand, and count failures anew."""
    if circuits.of(sandbox, endpoint.id).state == CLOSED:
        forget(sandbox, endpoint.id)
    else:
        _close(sandbox, endpoint, sandbox.now_ms)


def forget(sandbox: Sandbox, endpoint_id: str) -> None:
    """Forget the circuit of an endpoint to which nothing is sent any more, or nothing was."""
    if sandbox.tx.get(CIRCUITS, endpoint_id) is not None:
        _cancel(sandbox, endpoint_id)
        sandbox.tx.delete(CIRCUITS, endpoint_id)


def _open(sandbox: Sandbox, circuit: Circuit) -> None:
    sandbox.tx.put(CIRCUITS, circuit)
    outbox.shut_lane(sandbox, circuit.id)
    assert circuit.probe_ms is not None  # noqa: S101 - it is being opened
    if circuit.probe_ms > sandbox.now_ms:
        due.schedule(sandbox, circuit.probe_ms, PROBE, CIRCUITS.name, circuit.id)
    else:  # the clock has been moved past it
        sandbox.tx.put(CIRCUITS, circuit._replace(state=HALF_OPEN))
        _open_lane(sandbox, endpoints.find(sandbox, circuit.id))


def _close(sandbox: Sandbox, endpoint: Endpoint, at_ms: int) -> None:
    _cancel(sandbox, endpoint.id)
    sandbox.tx.put(CIRCUITS, Circuit(endpoint.id, endpoint.position, since_ms=at_ms))
    _open_lane(sandbox, endpoint)


def _open_lane(sandbox: Sandbox, endpoint: Endpoint) -> None:
    outbox.open_lane(sandbox, endpoint.id, origin_of(endpoint.url))


def _keep(sandbox: Sandbox, circuit: Circuit) -> None:
    """Keep a closed circuit, unless there is nothing to remember of it."""
    if circuit.since_ms is None:
        sandbox.tx.delete(CIRCUITS, circuit.id)
    else:
        sandbox.tx.put(CIRCUITS, circuit)


def _cancel(sandbox: Sandbox, endpoint_id: str) -> None:
    if sandbox.tx.get(DUE, f"{PROBE}/{endpoint_id}") is not None:
        due.cancel(sandbox, PROBE, endpoint_id)


def _named(sandbox: Sandbox, endpoint: Endpoint) -> str:
    """Name an endpoint without the rest of its URL, which may hold a secret."""
    return f"sandbox {sandbox.name}: webhook endpoint {endpoint.id} ({origin_of(endpoint.url)})"
