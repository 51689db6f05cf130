"""Find what answers an operation: its handler, or a stand-in made of its contract.

A team's own function comes first, then one of the package, then the stand-in, whose bodies come
from the first of `bodies.RESPONDERS` that has one: a resource, an example, a sample.
"""

import importlib
import traceback
from collections.abc import Callable, Collection, Iterable
from inspect import Parameter, iscoroutinefunction, signature
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from paydrill.openapi.operation import Operation
from paydrill.responders.function_names import function_names
from paydrill.responders.resources.roles import Role
from paydrill.responders.stand_in import StandIn
from paydrill.responders.team_handler import MAY_TAKE, TeamHandler
from paydrill.values.own_contracts import OWN_CONTRACTS, OWN_MODULES

Handler = Callable[..., Any]
"""Takes the sandbox, or the `engine` outside any transaction, or the engine as `storeless`, whose
store the handler does not use, so that it answers at once whatever the store does; then, by name,
any of: body, parameters (named as `Operation.argument_names` says), services, `media_type` (of the
operation's media types the one the client prefers) and `base_url` (the sandbox's URL as the client
called it, `None` for an unusable host).
Returns `(body, status)`, optionally followed by media type and headers. A body that is not JSON is
`str` or `bytes`. A long body is a function: it gets a way to run work in the sandbox, and makes the
pieces, each in a transaction of its own."""


_VARYING = {Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD}
_BY_POSITION = {
    Parameter.POSITIONAL_ONLY,
    Parameter.POSITIONAL_OR_KEYWORD,
    Parameter.VAR_POSITIONAL,
}


class HandlerError(ValueError):
    """A module of handlers that cannot be used; its text is one line, for people."""


def find_handler(operation: Operation, package: str) -> Handler | None:
    """Find the handler: `create_payment` of `<package>.cards` for `cards.create_payment`.

    Where `<package>.cards` is a package itself, it is in any of its modules.
    An operation of the server's own may name another module; that of any other contract is in the
    module of its contract, under any of its names. `None` when the package has no such module or
    the module no such function. Raises `HandlerError` for errors inside the module.
    """
    module, _, name = operation.id.rpartition(".")
    if operation.contract not in OWN_CONTRACTS:
        module, name = operation.contract, operation.id.removeprefix(f"{operation.contract}.")
    # A contract of somebody else that is called as one of ours must not meet our functions.
    names = [name] if operation.contract in OWN_MODULES else function_names(operation)
    found = (function_in(each, names) for each in _modules(f"{package}.{module}"))
    return next((each for each in found if each is not None), None)


def function_in(module: ModuleType, names: Iterable[str]) -> Handler | None:
    """Return the first function of a module that has one of these names; `None` without one."""
    found = (getattr(module, each, None) for each in names if not each.startswith("__"))
    return next((each for each in found if callable(each) and not isinstance(each, type)), None)


def with_stand_in(
    handler: Handler, operation: Operation, stand_in: StandIn, place: str
) -> TeamHandler:
    """Put a handler beside the stand-in of its operation. Raises `HandlerError`."""
    check_arguments(handler, operation, MAY_TAKE, place)
    return TeamHandler(handler, stand_in, place)


def check_arguments(
    handler: Handler, operation: Operation, others: Collection[str], place: str = ""
) -> None:
    """Raise `HandlerError` for a handler that cannot be called, or not with what it will get.

    It may take what the operation has, and `others`. `place` says where it is written.
    """
    place = place or file_of(handler.__module__)
    called = f"{place}: the handler of {operation.id}"
    if iscoroutinefunction(handler):
        raise HandlerError(f"{called} is async, and nothing would wait for it")
    parameters = list(signature(handler).parameters.values())
    if not parameters or parameters[0].kind not in _BY_POSITION:
        raise HandlerError(f"{called} takes no argument for the sandbox")
    names = [*operation.argument_names.values(), *(["body"] if operation.body_content else [])]
    for each in parameters[1:]:
        is_needed = each.default is Parameter.empty and each.kind not in _VARYING
        if is_needed and each.name not in {*names, *others}:
            raise HandlerError(
                f"{called} takes {each.name!r}, "
                f"which the operation has not; it has: {', '.join(names) or 'none'}"
            )
        if is_needed and each.kind is Parameter.POSITIONAL_ONLY:
            raise HandlerError(f"{called} takes {each.name!r} by position, but gets it by name")


def stand_in_of(handler: Handler) -> StandIn | None:
    """Return the stand-in that a handler is, or that a team's own has at hand.

    `None` for a handler of this server's own.
    """
    if isinstance(handler, TeamHandler):
        return handler.stand_in
    return handler if isinstance(handler, StandIn) else None


def described(operation: Operation, handler: Handler) -> dict[str, Any]:
    """Describe an operation as the control API does: what answers it, and its role, if it has one.

    It is answered by a `handler`, a `resource`, an `example`, a `sample`, or `nothing`. Of a team's
    own handler it has the place, and the role if that calls the stand-in.
    """
    facts = {
        "operation_id": operation.id,
        "method": operation.method.upper(),
        "path": operation.path,
        "answered_by": "handler",
    }
    role = None
    if isinstance(handler, TeamHandler):
        facts["handler"] = handler.place
        role = handler.stand_in.role if handler.calls_stand_in else None
    if isinstance(handler, StandIn):
        role, facts["answered_by"] = handler.role, handler.source
    return facts if role is None else {**facts, "resource": _about(role)}


def _about(role: Role) -> dict[str, str]:
    return {
        "name": role.resource.name,
        "path": role.resource.item,
        "role": role.does.value,
        "reason": role.reason,
    }


def _modules(name: str) -> tuple[ModuleType, ...]:
    """Import a module, and the modules in it if it is a package; none if it is not there."""
    found = _module(name)
    if found is None:
        return ()
    inner = (f"{name}.{each.name}" for each in iter_modules(getattr(found, "__path__", ())))
    return (found, *filter(None, map(_module, inner)))


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
    file = file_of(module)
    frames = traceback.extract_tb(error.__traceback__)
    line = next((each.lineno for each in reversed(frames) if each.filename.endswith(file)), None)
    return HandlerError(f"{file}:{told(error, line)}")


def told(error: BaseException, line: int | None) -> str:
    """Say on one line at which line of a file an error came, and what it says."""
    said = str(error)
    if isinstance(error, SyntaxError):
        line, said = error.lineno, error.msg
    return f"{line or 1}: {type(error).__name__}: {' '.join(said.split())}"


def file_of(module: str) -> str:
    """Return the file of a module of the package."""
    return f"{module.replace('.', '/')}.py"
