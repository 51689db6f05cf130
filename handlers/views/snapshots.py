"""Bodies of openapi/control.yaml: snapshots."""

from collections.abc import Iterable
from typing import Any

from paydrill.sandbox.sandbox import Sandbox
from paydrill.sandbox.snapshot_records import Snapshot
from paydrill.sandbox.snapshots import MOST
from paydrill.values.times import rfc3339

Body = dict[str, Any]


def snapshot(of: Snapshot) -> Body:
    """A snapshot, and what the sandbox had when it was taken."""
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
    """All snapshots of a sandbox."""
    return {
        "sandbox": sandbox.name,
        "most": MOST,
        "snapshots": [snapshot(each) for each in kept],
    }
