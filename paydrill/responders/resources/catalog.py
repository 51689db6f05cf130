"""Know the resources of one contract, found when a request first asks for them."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from paydrill.openapi.operation import Operation
from paydrill.openapi.templates import shape
from paydrill.openapi.types import BRANCHES, parts_of
from paydrill.responders.resources.inference import roles_of
from paydrill.responders.resources.kinds import CHANGED, CREATED, DELETED, Kind, kinds_of
from paydrill.responders.resources.roles import Resource, Role


class Catalog:
    """The roles of a contract's operations, and the resources that these are about."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        """Take the operations of one contract; nothing is looked for yet."""
        self._operations = operations

    @property
    def contract(self) -> str:
        """The name of the contract; empty for one without operations."""
        return self._operations[0].contract if self._operations else ""

    @property
    def ids(self) -> Iterator[str]:
        """The ids of its operations."""
        return (each.id for each in self._operations)

    @property
    def document(self) -> dict[str, Any]:
        """The contract's document; empty for a contract without operations."""
        return self._operations[0].document if self._operations else {}

    @cached_property
    def event_types(self) -> frozenset[str]:
        """The types of the events of its things."""
        return frozenset(
            each.event(name)
            for each in self.kinds.values()
            if each.is_kept
            for name in (CREATED, CHANGED, DELETED)
        )

    @cached_property
    def roles(self) -> dict[str, Role]:
        """The roles of operations by their ids; those without a resource are left out."""
        return roles_of(self._operations)

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """The kinds of things, by the paths of their items."""
        return kinds_of(self._operations, self.roles)

    @cached_property
    def resources(self) -> dict[str, Resource]:
        """The resources by the shapes of their items' paths."""
        return {shape(role.resource.item): role.resource for role in self.roles.values()}

    def keeps(self, role: Role) -> bool:
        """Tell whether there can be things of the kind that a role is about."""
        return self.kinds[role.resource.item].is_kept

    def kinds_shown(self, references: set[str]) -> list[str]:
        """Return the names of the kinds whose schema is one of some references."""
        found = self._references.items()
        return [name for name, own in found if not own.isdisjoint(references)]

    @cached_property
    def _references(self) -> dict[str, set[str]]:
        """The references in the schema of each kind, which may show a deleted one as well."""
        document = self.document
        return {
            each.name: {
                part["$ref"] for part in parts_of(document, each.schema, BRANCHES) if "$ref" in part
            }
            for each in self.kinds.values()
        }

    def parent(self, resource: Resource) -> Resource | None:
        """Return the resource that another is in; `None` if it is in none that is known."""
        return None if resource.parent is None else self.resources.get(shape(resource.parent))

    def children(self, resource: Resource) -> list[Resource]:
        """Return the resources that are directly in another."""
        return self._children.get(shape(resource.item), [])

    @cached_property
    def _children(self) -> dict[str, list[Resource]]:
        found: dict[str, list[Resource]] = {}
        for each in self.resources.values():
            if each.parent is not None:
                found.setdefault(shape(each.parent), []).append(each)
        return found
