"""Make the bodies of openapi/control.yaml about snapshots."""

from collections.abc import Iterable
from typing import Any

from paydrill.sandbox.sandbox import Sandbox
from paydrill.sandbox.snapshot_records import Snapshot
from paydrill.sandbox.snapshots import MOST
from paydrill.values.times import rfc3339

Body = dict[str, Any]


def snapshot(of: Snapshot) -> Body:
    """Show a snapshot, and the state of the sandbox when it was taken."""
    return {
        "name": of.id,
        "records": of.records,
        "events": of.events,
        "scenario": of.scenario,
        "now": rfc3339(of.now_ms),
        "frozen": of.frozen,
        "taken_at": rfc3339(of.taken_ms),
    }


def listing(sandbox: Sandbox, kept: Iterable[Snapshot]) -> Body:
    """List all snapshots of a sandbox."""
    return {
        "sandbox": sandbox.name,
        "most": MOST,
        "snapshots": [snapshot(each) for each in kept],
    }
