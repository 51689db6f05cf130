"""Find what answers an operation: its handler, or a stand-in made of its contract."""

import importlib
from collections.abc import Callable
from typing import Any

from paydrill.openapi.operation import Operation
from paydrill.responders.stand_in import StandIn

Handler = Callable[..., Any]
"""Takes the sandbox, or the `engine` outside any transaction; then, by name, any of: body,
parameters (named as `Operation.argument_names` says), services, `media_type` (of the operation's
media types the one the client prefers) and `base_url` (the sandbox's URL as the client called it,
`None` for an unusable host).
Returns `(body, status)`, optionally followed by media type and headers. A body that is not JSON is
`str` or `bytes`. A long body is a function: it gets a way to run work in the sandbox, and makes the
pieces, each in a transaction of its own."""


def find_handler(operation: Operation, package: str) -> Handler | None:
    """Find the handler: `create_payment` of `<package>.cards` for `cards.create_payment`.

    `None` when the package has no such module or the module no such function. Errors inside the
    module are raised.
    """
    module_name, _, name = f"{package}.{operation.id}".rpartition(".")
    try:
        module = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        if error.name is not None and module_name.startswith(error.name):
            return None
        raise
    handler: Handler | None = getattr(module, name, None)
    return handler


def find_responder(operation: Operation, package: str) -> Handler:
    """Find the handler of an operation, or make the stand-in that answers by the contract."""
    return find_handler(operation, package) or StandIn(operation)
