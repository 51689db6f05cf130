"""Keep the circuit of each endpoint that has failed: whether anything is sent there.

An endpoint without a record has a closed circuit, and no failure since its last success.
"""

from typing import NamedTuple

from paydrill.sandbox.ports import Table
from paydrill.sandbox.sandbox import Sandbox

CLOSED, OPEN, HALF_OPEN = "closed", "open", "half_open"


class Circuit(NamedTuple):
    """The circuit of the endpoint whose id is `id`. Times are by the sandbox's clock."""

    id: str
    position: int = 0
    state: str = CLOSED
    failures: int = 0
    """How many attempts failed since the last that succeeded."""
    since_ms: int | None = None
    """When it left `closed`, or was closed again."""
    probe_ms: int | None = None
    """When it is probed, or, half open, from when on."""
    wait_ms: int = 0
    """The wait before that probe."""

    @property
    def next_probe_ms(self) -> int | None:
        """When it is probed next; `None` unless it is open."""
        return self.probe_ms if self.state == OPEN else None

    @property
    def sends_from_ms(self) -> int:
        """From when on deliveries are sent that have waited for it."""
        told_ms = self.since_ms if self.state == CLOSED else self.probe_ms
        return told_ms or 0


CIRCUITS = Table("webhook_circuits", Circuit)


def of(sandbox: Sandbox, endpoint_id: str) -> Circuit:
    """Return the circuit of an endpoint."""
    return sandbox.tx.get(CIRCUITS, endpoint_id) or Circuit(endpoint_id)


def by_endpoint(sandbox: Sandbox) -> dict[str, Circuit]:
    """Return the circuits of all endpoints that have failed, by their ids."""
    return {each.id: each for each in sandbox.tx.find(CIRCUITS)}


def is_open(sandbox: Sandbox, endpoint_id: str) -> bool:
    """Return whether nothing is sent to an endpoint."""
    return of(sandbox, endpoint_id).state == OPEN
