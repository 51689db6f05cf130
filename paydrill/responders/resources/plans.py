"""Keep what rules have arranged for things: fields to set later, webhooks to send later."""

from typing import Any, NamedTuple

import orjson

from paydrill.responders.resources.things import THINGS
from paydrill.sandbox import due
from paydrill.sandbox.counters import Counters
from paydrill.sandbox.ports import Table
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.changes import Change, change_of, told

CHANGE_OF_THING = "thing_change"
"""The action of the items that fall due."""


class Plan(NamedTuple):
    """A change to make later, as rules write it, of a thing by the id of its record.

    `operation` is the operation whose request arranged it; `made` tells the thing from others of
    the same id, made later.
    """

    id: str
    position: int
    operation: str
    thing: str
    made: int
    change: str


PLANS = Table("thing_plans", Plan)


def arrange(sandbox: Sandbox, operation: str, thing: str, change: Change, *, is_once: bool) -> None:
    """Arrange what comes later of a change, counted from now by the sandbox's clock.

    Where `is_once`, what the same rule arranged before for the thing stays, if it waits still: a
    client may ask again and again. Nothing is about a thing that is gone.
    """
    rule = sandbox.decision.rules[-1]  # a change ends the search for rules
    there = sandbox.tx.get(THINGS, thing)
    about = ("", 0) if there is None else (thing, there.position)
    for place, later in enumerate(change.later):
        id_ = f"{rule} {operation} {thing} {place}"
        if is_once and sandbox.tx.get(PLANS, id_) is not None:
            continue
        number = Counters(sandbox.tx, sandbox.ids, sandbox.now_ms).count(PLANS.name)
        id_ = id_ if is_once else str(number)
        text = orjson.dumps(told(later.change)).decode()
        sandbox.tx.put(PLANS, Plan(id_, number, operation, *about, text))
        at_ms = sandbox.now_ms + later.after_ms
        due.schedule(sandbox, at_ms, CHANGE_OF_THING, PLANS.name, id_)


def take(sandbox: Sandbox, id_: str) -> tuple[Plan, Change]:
    """Remove and return a plan that fell due, with its change."""
    plan = sandbox.tx.get(PLANS, id_)
    assert plan is not None  # noqa: S101 - a plan stays until it falls due
    sandbox.tx.delete(PLANS, id_)
    described: dict[str, Any] = orjson.loads(plan.change)
    return plan, change_of(described) or Change()
