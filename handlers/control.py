"""openapi/control.yaml: what a test suite does to its sandbox."""

from typing import Any

from handlers.views import Answer, settlement
from handlers.views import control as views
from handlers.views import invariants as invariant_views
from handlers.views import sandboxes as sandbox_views
from paydrill.engine import clockwork, invariants, sandboxes
from paydrill.engine.core import Engine
from paydrill.engine.sandbox import Sandbox
from paydrill.engine.settlement import batches, breaks, planting


def get_health(sandbox: Sandbox) -> Answer:
    """Alive, and lets this request in."""
    return views.health(sandbox), 200


def list_sandboxes(engine: Engine, limit: int, cursor: str | None = None) -> Answer:
    """The sandboxes there are."""
    return sandbox_views.page(sandboxes.page(engine, cursor, limit)), 200


def create_sandbox(engine: Engine, body: dict[str, Any]) -> Answer:
    """A new sandbox, as it is asked for."""
    return sandbox_views.sandbox(sandboxes.create(engine, sandbox_views.origin(body))), 201


def get_sandbox(engine: Engine, name: str) -> Answer:
    """One sandbox."""
    return sandbox_views.sandbox(sandboxes.find(engine, name)), 200


def delete_sandbox(engine: Engine, name: str) -> Answer:
    """A sandbox is gone, with everything in it."""
    sandboxes.delete(engine, name)
    return b"", 204


def reset_sandbox(sandbox: Sandbox) -> Answer:
    """Everything forgotten, clock and counters included."""
    sandbox.reset()
    return views.sandbox_reset(sandbox), 200


def get_clock(sandbox: Sandbox) -> Answer:
    """What time it is in the sandbox."""
    return views.clock(sandbox), 200


def set_clock(sandbox: Sandbox, body: dict[str, Any]) -> Answer:
    """Another time, or a clock that stands still or runs."""
    clockwork.set_clock(sandbox, body.get("now"), frozen=body.get("frozen"))
    return views.clock(sandbox), 200


def advance_clock(sandbox: Sandbox, body: dict[str, Any]) -> Answer:
    """Later, with everything done that falls due on the way."""
    clockwork.advance(sandbox, body["by"])
    return views.clock(sandbox), 200


def get_invariants(sandbox: Sandbox) -> Answer:
    """Proof that the records add up, with what they add up to."""
    return invariant_views.proof(sandbox, invariants.prove(sandbox)), 200


def plant_break(sandbox: Sandbox, body: dict[str, Any]) -> Answer:
    """A mistake for the next settlement batch."""
    planting.wish(sandbox, **body)
    return body, 201


def get_answer_key(sandbox: Sandbox, batch_id: str) -> Answer:
    """What is wrong with a settlement batch."""
    batch = batches.find(sandbox, batch_id)
    return settlement.answer_key(batch_id, breaks.of_batch(sandbox, batch.copy_of or batch_id)), 200
