"""Find the paths at which operations are served."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from paydrill.openapi.contract import Contract
from paydrill.openapi.operation import Operation
from paydrill.openapi.templates import shape
from paydrill.values.own_contracts import CONTROL_PATH, SERVICE


def addresses(contracts: Sequence[Contract]) -> Iterator[Operation]:
    """Yield every operation once for each path that it is served at.

    Those of the service are at their short paths where no other contract has these, and below
    `/_control` always.
    """
    taken: set[str] = set()
    for contract in contracts:
        if contract.name != SERVICE:
            taken.update(shape(each.path) for each in contract.operations)
            yield from contract.operations
    for operation in (o for c in contracts if c.name == SERVICE for o in c.operations):
        for base_path in (operation.base_path, CONTROL_PATH):
            found = replace(operation, base_path=base_path)
            if found.path not in taken:
                yield found
