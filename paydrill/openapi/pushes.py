"""Read what a contract pushes: its webhooks, and the callbacks of its operations."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote

from paydrill.openapi.contract import Contract
from paydrill.openapi.kinds import methods_of
from paydrill.openapi.operation import Operation
from paydrill.openapi.pointers import Step, pointer, resolve
from paydrill.openapi.validators import Schemas

_IN_TYPES = "!\"#$&'()+-./:;<=>?@[\\]^_`{|}~"
"""Characters of names beside letters and digits: `,` and `*` mean something where types are."""
_LONGEST = 150
_USUAL = "post"


@dataclass(frozen=True)
class Push:
    """A request that the server of a contract sends: a webhook, or a callback of an operation.

    `expression` tells the URL of a callback, and `cause` is the id of the operation it belongs to;
    both are empty for a webhook.
    """

    name: str
    operation: Operation
    expression: str = ""
    cause: str = ""

    @cached_property
    def type(self) -> str:
        """The type of its events."""
        return type_of(self.name)

    @property
    def place(self) -> str:
        """Its JSON Pointer in the contract, which no other push has."""
        return self.operation.template


def type_of(name: str) -> str:
    """Return the type of the events of a webhook or a callback of this name."""
    return quote("_".join(name.split()) or "webhook", safe=_IN_TYPES)[:_LONGEST]


def pushes_of(contract: Contract) -> Iterator[Push]:
    """Yield the pushes of a contract: its webhooks, then its callbacks, in their order."""
    document, operations = contract.raised, contract.operations
    schemas = operations[0].schemas if operations else Schemas(document)
    for name, item in (document.get("webhooks") or {}).items():
        for found in _pushed(contract, item, ("webhooks", name), schemas):
            yield Push(name, found)
    for each in operations:
        steps = ("paths", each.template, each.method, "callbacks")
        for name, node in (each.definition.get("callbacks") or {}).items():
            for expression, item in resolve(document, node).items():
                if expression.startswith("x-"):
                    continue
                for found in _pushed(contract, item, (*steps, name, expression), schemas):
                    yield Push(name, found, expression, each.id)


def _pushed(
    contract: Contract, item: Any, steps: tuple[Step, ...], schemas: Schemas
) -> Iterator[Operation]:
    """Yield the operation of a path item that is sent: POST, or the first one."""
    document = contract.raised
    item = resolve(document, item)
    methods = sorted(methods_of(item), key=lambda each: each != _USUAL)
    for method in methods[:1]:
        definition = {"responses": {}, "security": [], "parameters": [], **item[method]}
        place = pointer((*steps, method))
        yield Operation(contract.name, "", place, method, document, definition, schemas)
