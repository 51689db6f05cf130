"""Helpers for test suites that run against Paydrill. The server imports none of them.

`Paydrill` starts a server or takes one that runs, `Sandbox` directs one of its sandboxes, and
`WebhookReceiver` takes its webhooks: docs/how-to/pytest.md. `paydrill.testing.plugin` has them as
fixtures of pytest, `paydrill.testing.schemathesis` hooks for Schemathesis (docs/how-to/fuzz.md).
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from paydrill.testing.errors import NotAnswered, PaydrillError, Refused
    from paydrill.testing.logged import LoggedRequest
    from paydrill.testing.sandbox import Sandbox
    from paydrill.testing.server import Paydrill
    from paydrill.testing.webhooks import Webhook, WebhookReceiver

__all__ = [
    "LoggedRequest",
    "NotAnswered",
    "Paydrill",
    "PaydrillError",
    "Refused",
    "Sandbox",
    "Webhook",
    "WebhookReceiver",
]

_MODULES = {
    "LoggedRequest": "logged",
    "NotAnswered": "errors",
    "Paydrill": "server",
    "PaydrillError": "errors",
    "Refused": "errors",
    "Sandbox": "sandbox",
    "Webhook": "webhooks",
    "WebhookReceiver": "webhooks",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for: pytest loads this package in every project that has it."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
