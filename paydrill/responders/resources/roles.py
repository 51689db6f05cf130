"""Hold the roles of operations, and the resources that these act on."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from paydrill.openapi.operation import Operation
from paydrill.openapi.resource_words import Does
from paydrill.responders.resources.bodies import Place


@dataclass(frozen=True)
class Resource:
    """A kind of thing: the path of one, and the schema that shows it.

    `parent` is the path of the thing that it is in, if it is in one. Of some kinds there is only
    one thing, at a path without an id.
    """

    name: str
    item: str
    schema: Any
    parent: str | None = None

    @property
    def is_single(self) -> bool:
        """Whether there is only one such thing, or one in each parent."""
        return not self.item.endswith("}")

    @property
    def collection(self) -> str:
        """The path below which things of this kind are."""
        return self.item if self.is_single else self.item.rpartition("/")[0]


class Role(NamedTuple):
    """The way an operation acts, the resource it acts on, and how that was found."""

    operation: Operation
    does: Does
    resource: Resource
    reason: str
    place: Place | None = None
    """The place of the resource, or of the list, in the response."""


def reference_of(schema: Any) -> str:
    """Return the reference that a schema is; empty where it is none."""
    return str(schema.get("$ref", "")) if isinstance(schema, dict) else ""
