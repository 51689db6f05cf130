"""Make the changes of things that rules arranged, when their time has come."""

import logging
from collections.abc import Mapping

from paydrill.errors import EngineError
from paydrill.responders.laying_over import BreaksSchema
from paydrill.responders.pushes.by_rule import send
from paydrill.responders.resources import plans, things
from paydrill.responders.samples.sample import NoSample
from paydrill.responders.stand_in import StandIn
from paydrill.sandbox.sandbox import Sandbox

_log = logging.getLogger("paydrill")


_FAULTS = (
    *(BreaksSchema, NoSample, EngineError),
    *(ArithmeticError, AttributeError, LookupError, TypeError, ValueError),
)
"""Raised by a thing that the contract has changed under since, and by faults of ours: a sandbox
would meet them again at every request."""


def fall_due(sandbox: Sandbox, plan_id: str, stand_ins: Mapping[str, StandIn]) -> None:
    """Make a change that was arranged; `stand_ins` are those of the server, by operation.

    What cannot be set or sent any more is logged, and left out; nothing comes of a thing that is
    gone.
    """
    plan, change = plans.take(sandbox, plan_id)
    stand_in = stand_ins.get(plan.operation)
    thing = sandbox.tx.get(things.THINGS, plan.thing)
    if stand_in is None:
        _log.warning("%s is not served any more: what was to come is left out", plan.operation)
        return
    if plan.thing and (thing is None or thing.position != plan.made):
        return
    try:
        if thing is not None and change.fields:
            thing = stand_in.set_later(sandbox, thing, change.fields)
        if stand_in.pushes is not None:
            send(sandbox, stand_in.pushes, change.sent, thing)
    except _FAULTS as error:
        _log.warning("%s: what was to come is left out: %r", plan.operation, error)
