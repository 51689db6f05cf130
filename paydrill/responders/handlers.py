"""Find what answers an operation: its handler, or a stand-in made of its contract."""

import importlib
import traceback
from collections.abc import Callable, Collection
from inspect import Parameter, signature
from types import ModuleType
from typing import Any

from paydrill.openapi.operation import Operation
from paydrill.responders.resources.roles import Role
from paydrill.responders.stand_in import StandIn
from paydrill.values.own_contracts import OWN_CONTRACTS

Handler = Callable[..., Any]
"""Takes the sandbox, or the `engine` outside any transaction; then, by name, any of: body,
parameters (named as `Operation.argument_names` says), services, `media_type` (of the operation's
media types the one the client prefers) and `base_url` (the sandbox's URL as the client called it,
`None` for an unusable host).
Returns `(body, status)`, optionally followed by media type and headers. A body that is not JSON is
`str` or `bytes`. A long body is a function: it gets a way to run work in the sandbox, and makes the
pieces, each in a transaction of its own."""


class HandlerError(ValueError):
    """A module of handlers that cannot be used; its text is one line, for people."""


def find_handler(operation: Operation, package: str) -> Handler | None:
    """Find the handler: `create_payment` of `<package>.cards` for `cards.create_payment`.

    An operation of the server's own may name another module; that of any other contract is in the
    module of its contract. `None` when the package has no such module or the module no such
    function. Raises `HandlerError` for errors inside the module.
    """
    module, _, name = operation.id.rpartition(".")
    if operation.contract not in OWN_CONTRACTS:
        module, name = operation.contract, operation.id.removeprefix(f"{operation.contract}.")
    found = _module(f"{package}.{module}")
    # What every object has is no handler, though an operation be called `__init__`.
    handler = None if found is None or name.startswith("__") else getattr(found, name, None)
    return handler if callable(handler) and not isinstance(handler, type) else None


def check_arguments(handler: Handler, operation: Operation, others: Collection[str]) -> None:
    """Raise `HandlerError` for a handler that needs an argument that it will not get.

    It may take what the operation has, and `others`.
    """
    names = [*operation.argument_names.values(), *(["body"] if operation.body_content else [])]
    for each in list(signature(handler).parameters.values())[1:]:
        is_needed = each.default is Parameter.empty
        is_named = each.kind in {Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY}
        if is_needed and is_named and each.name not in {*names, *others}:
            raise HandlerError(
                f"{_file(handler.__module__)}: the handler of {operation.id} takes {each.name!r}, "
                f"which the operation has not; it has: {', '.join(names) or 'none'}"
            )


def described(operation: Operation, handler: Handler) -> dict[str, Any]:
    """Describe an operation as the control API does: what answers it, and its role, if it has one.

    It is answered by a `handler`, a `resource`, an `example`, a `sample`, or `nothing`.
    """
    facts = {
        "operation_id": operation.id,
        "method": operation.method.upper(),
        "path": operation.path,
        "answered_by": "handler",
    }
    if not isinstance(handler, StandIn):
        return facts
    role, facts["answered_by"] = handler.role, handler.source
    return facts if role is None else {**facts, "resource": _about(role)}


def _about(role: Role) -> dict[str, str]:
    return {
        "name": role.resource.name,
        "path": role.resource.item,
        "role": role.does.value,
        "reason": role.reason,
    }


def _module(name: str) -> ModuleType | None:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is not None and name.startswith(error.name):
            return None
        raise _error_in(name, error) from error
    except Exception as error:
        raise _error_in(name, error) from error


def _error_in(module: str, error: Exception) -> HandlerError:
    """Say what is wrong with a module, and at which line of it."""
    file = _file(module)
    frames = traceback.extract_tb(error.__traceback__)
    line = next((each.lineno for each in reversed(frames) if each.filename.endswith(file)), None)
    said = str(error)
    if isinstance(error, SyntaxError):
        line, said = error.lineno, error.msg
    return HandlerError(f"{file}:{line or 1}: {type(error).__name__}: {said}")


def _file(module: str) -> str:
    return f"{module.replace('.', '/')}.py"
