"""Find and keep things by their addresses, each kind on its shelf."""

from typing import Any

from paydrill.errors import UnknownThing
from paydrill.responders.resources import things
from paydrill.responders.resources.addresses import ONLY, Address, read, step
from paydrill.responders.resources.catalog import Catalog
from paydrill.responders.resources.kinds import CHANGED, CREATED, DELETED, Kind
from paydrill.responders.resources.roles import Resource
from paydrill.responders.resources.things import Thing
from paydrill.sandbox.sandbox import Sandbox

Where = tuple[str, str]
"""An index of the table of things, and the value that is wanted."""


class Shelf:
    """The things of one resource."""

    def __init__(self, catalog: Catalog, resource: Resource) -> None:
        """Take the resource, and the catalog that knows all others."""
        self.kind = catalog.kinds[resource.item]
        self._catalog = catalog
        self._resource = resource

    def at(self, sandbox: Sandbox, address: Address) -> Thing | None:
        """Return the thing at an address; `None` if there is none."""
        return sandbox.tx.get(things.THINGS, _id(self.kind, address.home, address.key))

    def position(self, sandbox: Sandbox, address: Address) -> int | None:
        """Return the position of the thing at an address, or of one that was there lately."""
        there = self.at(sandbox, address)
        if there is not None:
            return there.position
        mark = things.gone(sandbox, _id(self.kind, address.home, address.key))
        return None if mark is None else mark.stood

    def keep(self, sandbox: Sandbox, address: Address, number: int, value: dict[str, Any]) -> Thing:
        """Keep a new thing at an address; `number` is its place in the order of all."""
        thing = Thing(
            id=_id(self.kind, address.home, address.key),
            position=number,
            kind=self.kind.name,
            home=_home(self.kind, address.home),
            key=address.key,
            body=things.text_of(value),
        )
        things.add(sandbox, thing)
        self._note(sandbox, CREATED, thing.key, value)
        return thing

    def change(self, sandbox: Sandbox, thing: Thing, value: dict[str, Any]) -> Thing:
        """Keep another value of a thing."""
        self._note(sandbox, CHANGED, thing.key, value)
        return things.change(sandbox, thing, value)

    def _note(self, sandbox: Sandbox, name: str, key: str, value: dict[str, Any]) -> None:
        sandbox.note(self.kind.event(name), *self.kind.told(key, value))

    def remove(self, sandbox: Sandbox, thing: Thing) -> None:
        """Remove a thing with all that is in it."""
        path = f"{thing.home.partition(' ')[0]}/{step(thing.key)}"
        for child in self._catalog.children(self._resource):
            inner = Shelf(self._catalog, child)
            if inner.kind.is_owned:
                home = f"{path}/{child.collection.rpartition('/')[2]}"
                for each in list(things.listed(sandbox, inner.home(home))):
                    inner.remove(sandbox, each)
        things.remove(sandbox, thing)
        self._note(sandbox, DELETED, thing.key, thing.value)

    def home(self, path: str) -> Where:
        """Return the place of the things that were made below a path."""
        return "home", _home(self.kind, path)

    @property
    def everywhere(self) -> Where:
        """The place of all things of the kind."""
        return "kind", self.kind.name

    def parent(self, home: str) -> tuple[Kind, Address] | None:
        """Return kind and address of what a home is in; `None` where it is in nothing known."""
        parent = self._catalog.parent(self._resource)
        if parent is None:
            return None
        above, _, key = home.rpartition("/")[0].rpartition("/")
        return self._catalog.kinds[parent.item], Address(above, read(key))

    def has_parent(self, sandbox: Sandbox, home: str) -> bool:
        """Tell whether there is what a home is in, as far as requests can make it."""
        parent = self.parent(home)
        if parent is None:
            return True
        kind, address = parent
        id_ = _id(kind, address.home, address.key)
        return not kind.is_made or sandbox.tx.get(things.THINGS, id_) is not None


def was_there(sandbox: Sandbox, kind: Kind, address: Address) -> bool:
    """Tell whether there was a thing at an address, lately, that was deleted since."""
    return things.gone(sandbox, _id(kind, address.home, address.key)) is not None


def unknown(kind: Kind, key: str) -> UnknownThing:
    """Make the refusal of a request on a thing that there is not."""
    said = f"has the id {key}" if key != ONLY else "was put yet"
    return UnknownThing(f"No {kind.noun} {said}")


def _home(kind: Kind, path: str) -> str:
    return f"{path} {kind.name}"


def _id(kind: Kind, home: str, key: str) -> str:
    return things.id_of(kind.name, key, home if kind.is_owned else "")
