"""Bodies of openapi/control.yaml."""

from typing import Any

from paydrill.sandbox.engine import Engine
from paydrill.sandbox.sandbox import Sandbox
from paydrill.values.times import rfc3339

Body = dict[str, Any]


def health(clock: Sandbox | Engine) -> Body:
    """Alive, at this time of the sandbox's clock, or the machine's."""
    return {"status": "healthy", "timestamp": rfc3339(clock.now_ms)}


def sandbox_reset(sandbox: Sandbox) -> Body:
    """A sandbox that has just begun."""
    return {"sandbox": sandbox.name, "now": rfc3339(sandbox.now_ms)}


def clock(sandbox: Sandbox) -> Body:
    """What time it is, and whether it stands still."""
    return sandbox_reset(sandbox) | {"frozen": sandbox.clock.frozen_ms is not None}
