"""Keep what rules have arranged for things: fields to set later, webhooks to send later."""

from typing import Any, NamedTuple

import orjson

from paydrill.sandbox import due
from paydrill.sandbox.counters import Counters
from paydrill.sandbox.ports import Table
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.changes import Change, change_of, told

CHANGE_OF_THING = "thing_change"
"""The action of the items that fall due."""


class Plan(NamedTuple):
    """A change to make later, as rules write it, of a thing by the id of its record.

    `operation` is the operation whose request arranged it.
    """

    id: str
    position: int
    operation: str
    thing: str
    change: str


PLANS = Table("thing_plans", Plan)


def arrange(sandbox: Sandbox, operation: str, thing: str, change: Change) -> None:
    """Arrange what comes later of a change, counted from now by the sandbox's clock."""
    for later in change.later:
        number = Counters(sandbox.tx, sandbox.ids, sandbox.now_ms).count(PLANS.name)
        text = orjson.dumps(told(later.change)).decode()
        sandbox.tx.put(PLANS, Plan(str(number), number, operation, thing, text))
        at_ms = sandbox.now_ms + later.after_ms
        due.schedule(sandbox, at_ms, CHANGE_OF_THING, PLANS.name, str(number))


def take(sandbox: Sandbox, id_: str) -> tuple[Plan, Change]:
    """Remove and return a plan that fell due, with its change."""
    plan = sandbox.tx.get(PLANS, id_)
    assert plan is not None  # noqa: S101 - a plan stays until it falls due
    sandbox.tx.delete(PLANS, id_)
    described: dict[str, Any] = orjson.loads(plan.change)
    return plan, change_of(described) or Change()
