"""Do what a rule has follow an answer: send webhooks and callbacks, arrange what comes later."""

import logging
from collections.abc import Callable, Iterable

from paydrill.openapi.runtime_expressions import Exchange
from paydrill.responders.pushes.sending import Pushes
from paydrill.responders.resources import plans
from paydrill.responders.resources.things import Thing
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.changes import Change

_log = logging.getLogger("paydrill")


def follow(
    sandbox: Sandbox,
    operation: str,
    pushes: Pushes,
    change: Change,
    about: Thing | None,
    exchange: Callable[[], Exchange],
) -> None:
    """Send what a rule sends after an answer to an operation, and arrange what it has later."""
    if change.sent:
        send(sandbox, pushes, change.sent, about, exchange())
    plans.arrange(sandbox, operation, "" if about is None else about.id, change)


def send(
    sandbox: Sandbox,
    pushes: Pushes,
    names: Iterable[str],
    about: Thing | None,
    exchange: Exchange | None = None,
) -> None:
    """Send webhooks and callbacks by their names; those that cannot be sent are logged."""
    for name in names:
        sent = pushes.send(sandbox, name, about, exchange) if pushes.named(name) else None
        if sent is not None and sent.event is None:
            _log.warning("%s is not sent: %s", name, sent.reason)
