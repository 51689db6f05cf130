"""From operation to function: the handler of that name, or the contract's own examples."""

import importlib
from collections.abc import Callable
from typing import Any

from paydrill.openapi.operation import Operation
from paydrill.sandbox.sandbox import Sandbox

Handler = Callable[..., Any]
"""Takes the sandbox, or the `engine` outside any transaction; then by name what it asks for: body,
parameters, services, `media_type`, the one of several that the client would rather have, and
`base_url`, under which it called the sandbox, or `None` if it does not say.
Returns `(body, status)`, and where need be the media type and headers. A body that is not to be
JSON is `str` or `bytes`; a long one is a function that, given a way into the sandbox, makes its
pieces, each in a transaction of its own."""


def find_handler(operation: Operation, package: str) -> Handler | None:
    """The function `create_payment` of the module `<package>.cards` for `cards.create_payment`.

    `None` when the package has no such module or the module no such function. Whatever goes wrong
    inside the module is raised.
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


def example_handler(operation: Operation) -> Handler:
    """Answers with the first example of the operation's success.

    Raises `LookupError` when the contract has no example to answer with.
    """
    status, response = operation.success
    example: Any = b""
    if response.get("content"):
        documented = next(key for key in operation.responses if key.startswith("2"))
        example = operation.example(documented, operation.media_types[0])

    def answer_with_example(_: Sandbox, body: Any = None, **_arguments: Any) -> tuple[Any, int]:
        del body  # taken for what depends on it besides: under one key, another body is refused
        return example, status

    return answer_with_example
