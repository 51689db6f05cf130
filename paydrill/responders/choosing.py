"""Choose the handler of each operation: a team's function, a shipped one, or a stand-in."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from paydrill.openapi.contract import Contract
from paydrill.openapi.operation import Operation
from paydrill.responders.habits import USUAL, Habits
from paydrill.responders.handler_folder import NO_FOLDER, HandlerFolder
from paydrill.responders.handlers import (
    Handler,
    file_of,
    find_handler,
    stand_in_of,
    with_stand_in,
)
from paydrill.responders.pushes.sending import Pushes
from paydrill.responders.resources.beginning import Beginning
from paydrill.responders.resources.catalog import Catalog
from paydrill.responders.stand_in import Shared, StandIn
from paydrill.responders.team_handler import takes_stand_in
from paydrill.shipped import HANDLERS, import_handlers


def catalogs_of(contracts: Iterable[Contract]) -> dict[str, Catalog]:
    """Return the resources of each contract, by its name."""
    return {each.name: Catalog(each.operations) for each in contracts}


def shared_by_contract(
    catalogs: Mapping[str, Catalog], pushes: Mapping[str, Pushes] = MappingProxyType({})
) -> dict[str, Shared]:
    """Return what the stand-ins of each contract share, by its name."""
    return {
        name: Shared(each, Beginning(each), pushes.get(name)) for name, each in catalogs.items()
    }


def find_handlers(
    contracts: Iterable[Contract],
    shared: Mapping[str, Shared],
    given: Mapping[str, Handler] | None = None,
    habits: Habits = USUAL,
    team: HandlerFolder = NO_FOLDER,
) -> list[tuple[Operation, Handler]]:
    """Find the handler of every operation: the team's, else the shipped one, else the stand-in.

    `shared` has what the stand-ins of a contract share, by its name. With `given` handlers, by
    operation id, the shipped ones are not looked for. Raises `HandlerError`.
    """
    found: list[tuple[Operation, Handler]] = []
    for contract in contracts:
        for operation in contract.operations:
            stand_in = StandIn(operation, shared[contract.name], habits)
            found.append((operation, _handler(operation, stand_in, given, team)))
    return found


def _handler(
    operation: Operation,
    stand_in: StandIn,
    given: Mapping[str, Handler] | None,
    team: HandlerFolder,
) -> Handler:
    """Choose what answers an operation; a stand-in is put at the hand of a function of others."""
    if operation.id in team.functions:
        function, place = team.functions[operation.id]
        return with_stand_in(function, operation, stand_in, place)
    handler = _shipped(operation) if given is None else given.get(operation.id)
    if handler is not None and takes_stand_in(handler):
        return with_stand_in(handler, operation, stand_in, file_of(handler.__module__))
    return handler or stand_in


def stand_ins(answering: Iterable[tuple[Operation, Handler]]) -> dict[str, StandIn]:
    """Return the stand-ins of operations, those at the hand of a team's functions too."""
    found = ((operation.id, stand_in_of(handler)) for operation, handler in answering)
    return {id_: stand_in for id_, stand_in in found if stand_in is not None}


def without_handlers(contracts: Iterable[Contract]) -> Callable[[str], bool]:
    """Return a test for operations, by their ids: whether no handler is shipped for one."""
    operations = {each.id: each for contract in contracts for each in contract.operations}
    return lambda id_: id_ in operations and _shipped(operations[id_]) is None


def _shipped(operation: Operation) -> Handler | None:
    import_handlers()
    return find_handler(operation, HANDLERS)
