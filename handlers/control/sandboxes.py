"""Answer openapi/control.yaml: sandboxes, their snapshots and their clocks."""

from typing import Any

from handlers.views import HandlerResult
from handlers.views import control as views
from handlers.views import records as record_views
from handlers.views import sandboxes as sandbox_views
from handlers.views import snapshots as snapshot_views
from paydrill.request_log.recorder import Recorder
from paydrill.sandbox import administration, clock_moves, due, snapshots
from paydrill.sandbox.engine import Engine
from paydrill.sandbox.sandbox import Sandbox


def list_sandboxes(engine: Engine, limit: int, cursor: str | None = None) -> HandlerResult:
    """List the sandboxes."""
    return sandbox_views.page(administration.page(engine, cursor, limit)), 200


def create_sandbox(engine: Engine, body: dict[str, Any]) -> HandlerResult:
    """Create a sandbox."""
    return sandbox_views.sandbox(administration.create(engine, sandbox_views.origin(body))), 201


def get_sandbox(engine: Engine, name: str) -> HandlerResult:
    """Return a sandbox."""
    return sandbox_views.sandbox(administration.find(engine, name)), 200


def delete_sandbox(engine: Engine, name: str, recorder: Recorder) -> HandlerResult:
    """Delete a sandbox with everything in it."""
    administration.delete(engine, name)
    recorder.forget(name)
    return b"", 204


def reset_sandbox(sandbox: Sandbox, recorder: Recorder) -> HandlerResult:
    """Delete everything in a sandbox, clock and counters included."""
    sandbox.reset()
    recorder.forget(sandbox.name)
    return views.sandbox_reset(sandbox), 200


def list_snapshots(sandbox: Sandbox) -> HandlerResult:
    """List the snapshots of the sandbox."""
    return snapshot_views.listing(sandbox, snapshots.all_of(sandbox)), 200


def take_snapshot(sandbox: Sandbox, body: dict[str, Any]) -> HandlerResult:
    """Take a snapshot of the sandbox."""
    return snapshot_views.snapshot(snapshots.take(sandbox, body.get("name"))), 201


def get_snapshot(sandbox: Sandbox, name: str) -> HandlerResult:
    """Return a snapshot."""
    return snapshot_views.snapshot(snapshots.find(sandbox, name)), 200


def delete_snapshot(sandbox: Sandbox, name: str) -> HandlerResult:
    """Delete a snapshot."""
    snapshots.delete(sandbox, name)
    return b"", 204


def restore_snapshot(sandbox: Sandbox, name: str) -> HandlerResult:
    """Restore the sandbox to a snapshot."""
    return snapshot_views.snapshot(snapshots.restore(sandbox, name)), 200


def get_clock(sandbox: Sandbox) -> HandlerResult:
    """Return the sandbox's time."""
    return views.clock(sandbox), 200


def set_clock(sandbox: Sandbox, body: dict[str, Any]) -> HandlerResult:
    """Set, freeze or start the clock."""
    clock_moves.set_clock(sandbox, body.get("now"), frozen=body.get("frozen"))
    return views.clock(sandbox), 200


def advance_clock(sandbox: Sandbox, body: dict[str, Any]) -> HandlerResult:
    """Advance the clock, and run everything that falls due on the way."""
    clock_moves.advance(sandbox, body.get("by"))
    return views.clock(sandbox), 200


def list_due(sandbox: Sandbox, limit: int) -> HandlerResult:
    """List what falls due first."""
    return record_views.due_list(sandbox, due.first(sandbox, limit + 1), limit), 200
