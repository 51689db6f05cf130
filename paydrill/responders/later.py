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


def fall_due(sandbox: Sandbox, plan_id: str, stand_ins: Mapping[str, StandIn]) -> None:
    """Make a change that was arranged; `stand_ins` are those of the server, by operation.

    A change that the contract does not allow of the thing as it is now is logged, and left out, as
    is one of a thing that is gone.
    """
    plan, change = plans.take(sandbox, plan_id)
    stand_in = stand_ins.get(plan.operation)
    if stand_in is None:  # the server has other contracts now
        return
    thing = sandbox.tx.get(things.THINGS, plan.thing)
    if plan.thing and thing is None:  # it was deleted
        return
    try:
        if thing is not None and change.fields:
            thing = stand_in.set_later(sandbox, thing, change.fields)
    except (BreaksSchema, NoSample, EngineError) as error:
        _log.warning("%s: what comes later cannot be set: %s", plan.operation, error)
        return
    if stand_in.pushes is not None:
        send(sandbox, stand_in.pushes, change.sent, thing)
