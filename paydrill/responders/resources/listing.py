"""List the things of a resource: where they are, which of them, and in pages."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from paydrill.responders.resources import addresses, things
from paydrill.responders.resources.addresses import Address
from paydrill.responders.resources.pages import Page, page_of
from paydrill.responders.resources.paging import asked, parameters_of
from paydrill.responders.resources.roles import Role
from paydrill.responders.resources.shelves import Shelf
from paydrill.responders.resources.things import Thing
from paydrill.sandbox.sandbox import Sandbox


class Listing:
    """The lists that one operation answers with."""

    def __init__(self, role: Role, shelf: Shelf, fields: Mapping[str, Any]) -> None:
        """Take the operation's role, the shelf of its things, and the fields that these have."""
        self._shelf = shelf
        self._parameters = parameters_of(role.operation, fields)
        self._is_at_home = addresses.is_at_home(role)
        # Things of one kind may be made, and listed, below several paths.
        self._is_elsewhere = shelf.kind.is_shared or not self._is_at_home
        self._is_of_parent = bool(role.operation.path_names)

    def page(self, sandbox: Sandbox, home: Address, query: Mapping[str, Any]) -> Page:
        """Return the page that a query asks for, of the list at a path."""
        shelf = self._shelf
        where = shelf.everywhere if self._is_elsewhere else shelf.home(home.home)
        page = asked(self._parameters, query)
        if self._is_elsewhere and self._is_of_parent:
            own = shelf.home(home.home)[1]
            wanted = page.is_wanted
            page = replace(
                page,
                is_wanted=lambda each: wanted(each) and _belongs(each, own, home.parent),
                is_filtered=True,
            )

        def reading(after: int | None = None, *, newest_first: bool = False) -> Iterator[Thing]:
            return things.listed(sandbox, where, after=after, newest_first=newest_first)

        def position(key: str) -> int | None:
            return shelf.position(sandbox, home._replace(key=key))

        def total() -> int:
            if page.is_filtered:
                return sum(map(page.is_wanted, reading()))
            return things.counted(sandbox, where)

        return page_of(reading, self._parameters, page, position, total)


def _belongs(thing: Thing, home: str, parent: str) -> bool:
    """Tell whether a thing is at a home, or refers to the thing that the home is in."""
    return thing.home == home or any(
        each == parent or (isinstance(each, Mapping) and each.get("id") == parent)
        for each in thing.value.values()
    )
