"""Tell what each operation of a contract does with which resource, by its paths and its shapes."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from paydrill.openapi.operation import Operation
from paydrill.openapi.templates import shape
from paydrill.responders.resources.bodies import (
    Place,
    many_in,
    one_in,
    request_schema,
    response_schema,
    singular,
)
from paydrill.responders.resources.fields import alike

_ITEM = re.compile(r"(.*)/\{([^{}/]+)\}")
_CHANGING = frozenset({"post", "put", "patch"})
_ACTION_SUFFIX = re.compile(r"(.*/\{[^{}/]+\}):(\w+)")


class Does(StrEnum):
    """The ways to act on a resource."""

    CREATE = "create"
    PUT = "put"
    SHOW = "show"
    LIST = "list"
    CHANGE = "change"
    REPLACE = "replace"
    DELETE = "delete"
    ACTION = "action"


@dataclass(frozen=True)
class Resource:
    """A kind of thing: the path of one, and the schema that shows it.

    `parent` is the path of what it is in, if it is in another thing.
    """

    name: str
    item: str
    schema: Any
    parent: str | None = None

    @property
    def collection(self) -> str:
        """The path below which things of this kind are."""
        return self.item.rpartition("/")[0]


class Role(NamedTuple):
    """The way an operation acts, the resource it acts on, and how that was found."""

    operation: Operation
    does: Does
    resource: Resource
    reason: str
    place: Place | None = None
    """Where the resource, or the list, stands in the response."""


@dataclass
class _Path:
    """A path of the contract, and its operations by method."""

    template: str
    operations: dict[str, Operation] = field(default_factory=dict)


def roles_of(operations: Sequence[Operation]) -> dict[str, Role]:
    """Return the roles of operations by their ids; those without a resource are left out."""
    return _Inference(operations).roles


class _Inference:
    """Find resources first, by the paths that end in a parameter, then what is done with them."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.roles: dict[str, Role] = {}
        self._paths: dict[str, _Path] = {}
        for operation in operations:
            path = self._paths.setdefault(shape(operation.path), _Path(operation.path))
            path.operations.setdefault(operation.method, operation)
        self._resources = {
            key: found for key, path in self._paths.items() if (found := self._resource(path))
        }
        self._by_reference: dict[str, list[Resource]] = {}
        for resource in self._resources.values():
            self._by_reference.setdefault(reference_of(resource.schema), []).append(resource)
        for key, resource in self._resources.items():
            self._at_item(self._paths[key], resource)
            self._at_collection(key, resource)
        for path in self._paths.values():
            self._beyond(path)

    def _resource(self, path: _Path) -> Resource | None:
        match = _ITEM.fullmatch(path.template)
        if match is None or match[1].endswith("}"):
            return None
        stem = singular(match[1].rpartition("/")[2])
        shown = self._shown(path, stem)
        collection = self._paths.get(shape(match[1]))
        if shown is None and collection is not None:
            shown = self._listed(collection, stem)
        if shown is None:
            return None
        return Resource(stem, path.template, shown.schema, self._parent_of(match[1]))

    def _parent_of(self, collection: str) -> str | None:
        """Return the path of the item that a collection is in."""
        step = collection.rpartition("/")[0]
        return step if _ITEM.fullmatch(step) else None

    def _shown(self, path: _Path, stem: str) -> Place | None:
        for method in ("get", "put", "patch", "post"):
            operation = path.operations.get(method)
            if operation is not None:
                found = one_in(operation.document, response_schema(operation), stem)
                if found is not None:
                    return found
        return None

    def _listed(self, path: _Path, stem: str) -> Place | None:
        """Find what is created or listed at a path, where no operation shows one by itself."""
        for method in ("post", "get"):
            operation = path.operations.get(method)
            if operation is None:
                continue
            schema, document = response_schema(operation), operation.document
            many = many_in(document, schema, None)
            found = many or (one_in(document, schema, stem) if method == "post" else None)
            if found is not None:
                return found
        return None

    def _at_item(self, path: _Path, resource: Resource) -> None:
        has_create = "post" in self._collection(path).operations
        put = (Does.REPLACE, "PUT at the path of one")
        if not has_create:
            put = (Does.PUT, "PUT under an id of the client's, without a POST beside")
        elif "201" in path.operations["put"].responses if "put" in path.operations else False:
            put = (Does.PUT, "PUT under an id of the client's, which may answer 201")
        table = {
            "get": (Does.SHOW, "GET at the path of one"),
            "put": put,
            "patch": (Does.CHANGE, "PATCH at the path of one"),
            "post": (Does.CHANGE, "POST at the path of one"),
            "delete": (Does.DELETE, "DELETE at the path of one"),
        }
        for method, operation in path.operations.items():
            if method not in table:
                continue
            does, reason = table[method]
            place = one_in(operation.document, response_schema(operation), resource.name)
            if does is Does.SHOW and place is None:
                continue
            self._found(operation, does, resource, reason, place)

    def _collection(self, path: _Path) -> _Path:
        match = _ITEM.fullmatch(path.template)
        assert match is not None  # noqa: S101 - items only
        return self._paths.get(shape(match[1])) or _Path(match[1])

    def _at_collection(self, key: str, resource: Resource) -> None:
        path = self._collection(self._paths[key])
        if (operation := path.operations.get("post")) is not None:
            self._creating(operation, resource)
        if (operation := path.operations.get("get")) is not None:
            self._listing(operation, resource, "GET of a list of them")

    def _creating(self, operation: Operation, resource: Resource) -> None:
        document = operation.document
        place = one_in(document, response_schema(operation), resource.name)
        if place is not None and alike(document, place.schema, resource.schema):
            reason = f"POST that answers what GET {resource.item} shows{place.words}"
            self._found(operation, Does.CREATE, resource, reason, place)
            return
        sent = one_in(document, request_schema(operation), resource.name)
        if sent is not None and alike(document, sent.schema, resource.schema):
            reason = f"POST of what GET {resource.item} shows{sent.words}"
            self._found(operation, Does.CREATE, resource, reason, place)
        elif sent is not None or place is not None:
            self._found(operation, Does.CREATE, resource, "POST where they are", place)

    def _listing(self, operation: Operation, resource: Resource, reason: str) -> bool:
        document, schema = operation.document, response_schema(operation)
        place = many_in(document, schema, resource.schema) or many_in(document, schema, None)
        if place is not None:
            self._found(operation, Does.LIST, resource, reason + place.words, place)
        return place is not None

    def _beyond(self, path: _Path) -> None:
        """Find actions on one, lists elsewhere, and what there is one of."""
        suffix = _ACTION_SUFFIX.fullmatch(path.template)
        before = suffix[1] if suffix else path.template.rpartition("/")[0]
        last = suffix[2] if suffix else path.template.rpartition("/")[2]
        owner = self._resources.get(shape(before))
        for method, operation in path.operations.items():
            if operation.id in self.roles or last.startswith("{"):
                continue
            if method in _CHANGING:
                self._acting(operation, owner, last)
            elif method == "get":
                self._listing_elsewhere(operation, owner)

    def _acting(self, operation: Operation, owner: Resource | None, verb: str) -> None:
        document, schema = operation.document, response_schema(operation)
        if owner is not None and schema is None:
            self._found(operation, Does.ACTION, owner, f"'{verb}' below the path of one", None)
            return
        candidates = [owner] if owner is not None else []
        if operation.path_names:
            candidates += self._by_reference.get(reference_of(schema), [])
        for resource in candidates:
            place = one_in(document, schema, resource.name)
            if place is not None and alike(document, place.schema, resource.schema):
                reason = f"'{verb}' after the id of one, whose answer shows it{place.words}"
                self._found(operation, Does.ACTION, resource, reason, place)
                return

    def _listing_elsewhere(self, operation: Operation, owner: Resource | None) -> None:
        document, schema = operation.document, response_schema(operation)
        beside = [each for each in self._resources.values() if _is_beside(each, operation.path)]
        others = [] if owner is None else [*self._resources.values()]
        for resource in [*beside, *others]:
            place = many_in(document, schema, resource.schema)
            if place is None:
                continue
            where = f"below {owner.item}" if owner and resource not in beside else "beside one"
            self._found(
                operation, Does.LIST, resource, f"a list of them {where}{place.words}", place
            )
            return

    def _found(
        self,
        operation: Operation,
        does: Does,
        resource: Resource,
        reason: str,
        place: Place | None,
    ) -> None:
        self.roles.setdefault(operation.id, Role(operation, does, resource, reason, place))


def reference_of(schema: Any) -> str:
    """Return the reference that a schema is; empty where it is none."""
    return str(schema.get("$ref", "")) if isinstance(schema, dict) else ""


def _is_beside(resource: Resource, path: str) -> bool:
    """Tell whether a path is that of a resource's collection, or directly below it."""
    match = _ITEM.fullmatch(resource.item)
    return match is not None and match[1] in {path, path.rpartition("/")[0]}


def resources_in(roles: Iterable[Role]) -> list[Resource]:
    """List the resources that roles are about, each once."""
    found: dict[str, Resource] = {role.resource.item: role.resource for role in roles}
    return list(found.values())
