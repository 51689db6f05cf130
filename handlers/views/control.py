"""Make the bodies of openapi/control.yaml about health, reset and clock."""

from typing import Any

from paydrill.sandbox.engine import Engine
from paydrill.sandbox.sandbox import Sandbox
from paydrill.values.times import rfc3339

Body = dict[str, Any]


def health(clock: Sandbox | Engine) -> Body:
    """Report that the server is alive, with the time of the sandbox's clock or the machine's."""
    return {"status": "healthy", "timestamp": rfc3339(clock.now_ms)}


def sandbox_reset(sandbox: Sandbox) -> Body:
    """Show a sandbox that was just reset."""
    return {"sandbox": sandbox.name, "now": rfc3339(sandbox.now_ms)}


def clock(sandbox: Sandbox) -> Body:
    """Show the sandbox's time, and whether its clock is frozen."""
    return sandbox_reset(sandbox) | {"frozen": sandbox.clock.frozen_ms is not None}
