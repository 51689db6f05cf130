"""Do what a rule has follow an answer: send webhooks and callbacks, arrange what comes later."""

import logging
from collections.abc import Callable, Iterable

from paydrill.openapi.operation import Operation
from paydrill.openapi.runtime_expressions import Exchange
from paydrill.responders.pushes.sending import Pushes
from paydrill.responders.resources import plans
from paydrill.responders.resources.things import Thing
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.changes import Change

_log = logging.getLogger("paydrill")


def follow(
    sandbox: Sandbox,
    operation: Operation,
    pushes: Pushes,
    change: Change,
    about: Thing | None,
    exchange: Callable[[], Exchange],
) -> None:
    """Send what a rule sends after an answer to an operation, and arrange what it has later."""
    if change.sent:
        send(sandbox, pushes, change.sent, about, exchange())
    thing = "" if about is None else about.id
    plans.arrange(sandbox, operation.id, thing, change, is_once=operation.method == "get")


def send(
    sandbox: Sandbox,
    pushes: Pushes,
    names: Iterable[str],
    about: Thing | None,
    exchange: Exchange | None = None,
) -> None:
    """Send webhooks and callbacks by their names; those that cannot be sent are logged."""
    for name in names:
        if not pushes.named(name):
            _log.warning("%s is not sent: the contract pushes nothing of that name", name)
            continue
        sent = pushes.send(sandbox, name, about, exchange)
        if sent.event is None:
            _log.warning("%s is not sent: %s", name, sent.reason)
