"""Name the function that handles an operation, however its `operationId` is spelled."""

import re

from paydrill.openapi.arguments import identifier
from paydrill.openapi.operation import Operation

NAMED = "x-paydrill-handler"
"""The field of an operation that names its function."""

_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_BETWEEN = re.compile(r"[\W_]+")


def snake_case(name: str) -> str:
    """Write a name in snake case: `createOrder`, `create-order` and `orders/create` alike."""
    words = _BETWEEN.sub("_", _WORDS.sub("_", name))
    return identifier(words.strip("_").lower())


def is_named(operation: Operation) -> bool:
    """Tell whether the contract, or an overlay, names the function of an operation."""
    return NAMED in operation.definition


def function_names(operation: Operation) -> list[str]:
    """List the names that the function of an operation may have; the first that exists counts.

    The name that the contract gives is the only one. Otherwise they are the id as it is spelled,
    then in snake case; the contract's own name before a dot may be left out.
    """
    if is_named(operation):
        names = [str(operation.definition[NAMED])]
    else:
        short = operation.id.removeprefix(f"{operation.contract}.")
        names = [operation.id, short, snake_case(operation.id), snake_case(short)]
    # What every object has is no handler, though an operation be called `__init__`.
    return [each for each in dict.fromkeys(names) if each.isidentifier() and each[:2] != "__"]
