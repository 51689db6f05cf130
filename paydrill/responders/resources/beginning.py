"""Make the things that a scenario has each sandbox begin with, at the first request."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

import orjson

from paydrill.openapi.resource_words import Does
from paydrill.openapi.templates import values_in
from paydrill.responders.resources.acting import Acting
from paydrill.responders.resources.catalog import Catalog
from paydrill.responders.resources.requests import Request
from paydrill.responders.resources.roles import Role
from paydrill.responders.samples.context import Context
from paydrill.sandbox.ports import Table
from paydrill.sandbox.sandbox import Sandbox
from paydrill.values.times import DAY

_MAKING = {Does.CREATE, Does.PUT}


class Begun(NamedTuple):
    """The mark that a sandbox has what a scenario begins with, for one contract.

    A scenario that was changed since begins again, with what is not there yet.
    """

    id: str
    position: int


BEGUN = Table("begun", Begun)


class Beginning:
    """The things of one contract that scenarios begin with."""

    def __init__(self, catalog: Catalog) -> None:
        """Take the catalog of the contract; nothing is looked for yet."""
        self._catalog = catalog
        self._actors: dict[str, Acting] = {}

    def make(self, sandbox: Sandbox) -> None:
        """Make the things that are not there yet, if the sandbox has not begun so.

        Raises `NoSample`, `UnknownThing`.
        """
        wanted = sandbox.scenario.resources
        digest = sha256(orjson.dumps(wanted, option=orjson.OPT_SORT_KEYS)).hexdigest()
        mark = f"{self._catalog.contract} {sandbox.scenario.name} {digest}"
        if sandbox.tx.get(BEGUN, mark) is not None:
            return
        sandbox.tx.put(BEGUN, Begun(mark, 0))
        for path in sorted(wanted, key=lambda each: each.count("/")):
            found = place_of(self._catalog, path)
            if found is not None:
                self._make_all(sandbox, *found, wanted[path])

    def _make_all(
        self,
        sandbox: Sandbox,
        role: Role,
        values: Mapping[str, str],
        wanted: Sequence[Mapping[str, Any]],
    ) -> None:
        acting = self._actors.get(role.operation.id)
        if acting is None:
            acting = self._actors[role.operation.id] = Acting(role, self._catalog)
        context = Context("", sandbox.now_ms // DAY * DAY)
        for each in wanted:
            acting.begin(Request(sandbox, values, {}, each, context))


def place_of(catalog: Catalog, path: str) -> tuple[Role, dict[str, str]] | None:
    """Find what makes the things below a path, and the values of the path's parameters.

    The path is as in the contract, or has its base path before it. `None` where it leads nowhere.
    """
    for role in making(catalog):
        base, collection = role.operation.base_path, role.resource.collection
        values = values_in(collection, path)
        if values is None:
            values = values_in(collection.removeprefix(base), path)
        if values is not None:
            return role, values
    return None


def making(catalog: Catalog) -> Iterator[Role]:
    """Yield the roles of the operations that make things."""
    return (each for each in catalog.roles.values() if each.does in _MAKING)
