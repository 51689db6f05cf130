"""Find the thing that a request is about: by the id in its path, or by what else it says of it."""

from collections.abc import Mapping
from typing import Any

from paydrill.errors import UnknownThing
from paydrill.responders.resources import addresses, things
from paydrill.responders.resources.addresses import Address, sought_by, text_of
from paydrill.responders.resources.roles import Role
from paydrill.responders.resources.shelves import Shelf, unknown
from paydrill.responders.resources.things import Thing
from paydrill.sandbox.sandbox import Sandbox


class Finding:
    """The search of one operation for the thing that a request is about."""

    def __init__(self, role: Role, shelf: Shelf) -> None:
        """Take the operation's role, and the shelf of its things."""
        self._role = role
        self._shelf = shelf
        self._fields = sought_by(role)

    def __call__(
        self, sandbox: Sandbox, path: Mapping[str, Any], sent: Mapping[str, Any]
    ) -> Thing | None:
        """Return the thing; `None` if there is none. `sent` is what is sent besides the path."""
        if self._fields is None:
            return self._shelf.at(sandbox, addresses.of_item(self._role, path))
        wanted = self._wanted(self._fields, path, sent)
        found = things.listed(sandbox, self._shelf.everywhere)
        return next((each for each in found if _fits(each.value, wanted)), None)

    def address(self, path: Mapping[str, Any]) -> Address:
        """Return the address that a path names; an empty one where it names none."""
        return addresses.of_item(self._role, path) if self._fields is None else Address("")

    def unknown(self, path: Mapping[str, Any], sent: Mapping[str, Any]) -> UnknownThing:
        """Make the refusal of a request on a thing that there is not."""
        if self._fields is None:
            return unknown(self._shelf.kind, self.address(path).key)
        wanted = self._wanted(self._fields, path, sent).items()
        plain = [f"the {name} {text_of(each)}" for name, each in wanted if _is_plain(each)]
        said = f"has {' and '.join(plain)}" if plain else "was made yet"
        return UnknownThing(f"No {self._shelf.kind.noun} {said}")

    def _wanted(
        self, fields: tuple[str, ...], path: Mapping[str, Any], sent: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Return the values to look for: those sent under their names, or in the path."""
        last = next(reversed(self._role.operation.path_names), "")
        said = {**sent, **path}
        return {each: said.get(each, path.get(last)) for each in fields}


def _fits(value: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    return all(_is(_at(value, name), each) for name, each in wanted.items())


def _at(value: Any, name: str) -> Any:
    """Return the value of a field, `loc.location` for one within another; `None` without it."""
    for step in name.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _is(value: Any, wanted: Any) -> bool:
    """Tell whether a value is the wanted one, or an address that ends in it."""
    if _is_plain(value) and _is_plain(wanted):
        return f"/{text_of(value)}".endswith(f"/{text_of(wanted)}")
    return value is not None and bool(value == wanted)


def _is_plain(value: Any) -> bool:
    return value is not None and not isinstance(value, Mapping | list)
