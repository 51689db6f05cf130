"""Find the things that pushes are about: by their ids, their paths, and the requests on them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from paydrill.openapi.resource_words import Does
from paydrill.openapi.templates import names_in
from paydrill.responders.resources import addresses, things
from paydrill.responders.resources.addresses import ONLY, Address
from paydrill.responders.resources.catalog import Catalog
from paydrill.responders.resources.kinds import Kind
from paydrill.responders.resources.roles import Resource, Role
from paydrill.responders.resources.shelves import Shelf
from paydrill.responders.resources.things import Thing
from paydrill.sandbox.sandbox import Sandbox


class Subject(NamedTuple):
    """A thing that a push is about, its kind, and the document of the contract that has it."""

    thing: Thing
    kind: Kind
    document: dict[str, Any]

    @property
    def told(self) -> tuple[str, str]:
        """Its id and its status, as events have them."""
        return self.kind.told(self.thing.key, self.thing.value)


def subject_of(thing: Thing, catalogs: Iterable[Catalog]) -> Subject | None:
    """Return a thing as the subject of a push; `None` where no catalog knows its kind any more."""
    kinds = ((kind, each.document) for each in catalogs for kind in each.kinds.values())
    found = (Subject(thing, *each) for each in kinds if each[0].name == thing.kind)
    return next(found, None)


def path_of(thing: Thing) -> str:
    """Return the path of a thing."""
    home = thing.home.partition(" ")[0]
    return home if thing.key == ONLY else f"{home}/{addresses.step(thing.key)}"


def found(sandbox: Sandbox, catalog: Catalog, about: str) -> list[Thing]:
    """Return the things of an id, or the one at a path, with or without the contract's own."""
    if about.startswith("/"):
        at_path = (
            Shelf(catalog, resource).at(sandbox, address)
            for resource in catalog.resources.values()
            if (address := _address(resource, about.rstrip("/"))) is not None
        )
        return [each for each in at_path if each is not None]
    kinds = {each.name: each for each in catalog.kinds.values() if each.is_kept}
    return [thing for kind in kinds.values() for thing in _of_id(sandbox, kind, about)]


def _of_id(sandbox: Sandbox, kind: Kind, key: str) -> Iterator[Thing]:
    """Yield the things of a kind that have an id; several, where each is in another thing."""
    if kind.is_owned:
        all_ = things.listed(sandbox, ("kind", kind.name))
        yield from (each for each in all_ if each.key == key)
    elif (thing := things.of_kind(sandbox, kind.name, key)) is not None:
        yield thing


def _address(resource: Resource, path: str) -> Address | None:
    """Read a path as that of a thing of a resource; `None` where it is none.

    The beginning of a resource's path may be left out, up to its first parameter.
    """
    wanted, steps = resource.item.split("/"), path.split("/")
    before, inside = wanted[: len(wanted) - len(steps) + 1], wanted[len(wanted) - len(steps) + 1 :]
    if not inside or len(steps) > len(wanted) or any(map(names_in, before)):
        return None
    texts: list[str] = []
    for template, step in zip(inside, steps[1:], strict=True):
        if names_in(template):
            texts.append(addresses.read(step))
        elif template != step:
            return None
    if resource.is_single:
        return Address(addresses.filled(resource.item, texts), ONLY)
    return Address(addresses.filled(resource.collection, texts), texts[-1])


def of_request(
    sandbox: Sandbox, catalog: Catalog, role: Role, path: Mapping[str, Any], body: Any
) -> Thing | None:
    """Return the thing that a request made, or was about; `body` is that of its response."""
    if role.does is Does.LIST:
        return None
    if role.does is not Does.CREATE:
        address = addresses.of_item(role, path)
    else:
        for step in role.place.steps if role.place else ():
            body = body.get(step) if isinstance(body, Mapping) else None
        id_field = catalog.kinds[role.resource.item].id_field
        key = body.get(id_field) if isinstance(body, Mapping) else None
        if key is None:
            return None
        address = addresses.of_collection(role, path)._replace(key=addresses.text_of(key))
    return Shelf(catalog, role.resource).at(sandbox, address)
