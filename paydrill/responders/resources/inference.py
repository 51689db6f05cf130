"""Tell the role of each operation of a contract, by its paths and its shapes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from inflection import singularize

from paydrill.openapi.operation import Operation
from paydrill.openapi.resource_words import Does
from paydrill.openapi.templates import shape
from paydrill.responders.resources.alone import alone
from paydrill.responders.resources.bodies import (
    Place,
    many_in,
    one_in,
    request_schema,
    response_schema,
    says_nothing,
)
from paydrill.responders.resources.fields import alike, fields_of, same
from paydrill.responders.resources.roles import Resource, Role, reference_of
from paydrill.responders.resources.said import said_roles

_MOST_NAMED = 20
"""Resources of one name that are looked at, of contracts that have hundreds."""

_SEARCHES = {"search", "list", "query", "find", "lookup"}
_ITEM = re.compile(r"(.*)/\{([^{}/]+)\}")
_ACTION_SUFFIX = re.compile(r"(.*/\{[^{}/]+\}):(\w+)")


@dataclass
class _Path:
    """A path of the contract, and its operations by method."""

    template: str
    operations: dict[str, Operation] = field(default_factory=dict)


def roles_of(operations: Sequence[Operation]) -> dict[str, Role]:
    """Return the roles of operations by their ids; those without a resource are left out."""
    found = _Inference(operations)
    return said_roles(operations, found.roles, found.resources)


class _Inference:
    """Find resources first, by the paths that end in a parameter, then what is done with them."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.roles: dict[str, Role] = {}
        self._paths: dict[str, _Path] = {}
        for operation in operations:
            path = self._paths.setdefault(shape(operation.path), _Path(operation.path))
            path.operations.setdefault(operation.method, operation)
        self.resources = {
            key: found for key, path in self._paths.items() if (found := self._resource(path))
        }
        self._by_reference: dict[str, list[Resource]] = {}
        self._by_name: dict[str, list[Resource]] = {}
        self._by_collection: dict[str, list[Resource]] = {}
        for resource in self.resources.values():
            self._by_reference.setdefault(reference_of(resource.schema), []).append(resource)
            self._by_name.setdefault(resource.name, []).append(resource)
            self._by_collection.setdefault(resource.collection, []).append(resource)
        for key, resource in self.resources.items():
            self._at_item(self._paths[key], resource)
            self._at_collection(key, resource)
        for path in self._paths.values():
            self._beyond(path)

    def _resource(self, path: _Path) -> Resource | None:
        match = _ITEM.fullmatch(path.template)
        if match is None or match[1].endswith("}"):
            return None
        stem = singularize(match[1].rpartition("/")[2])
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
        """Find actions, things made or listed elsewhere, and things of which there is one."""
        suffix = _ACTION_SUFFIX.fullmatch(path.template)
        before = suffix[1] if suffix else path.template.rpartition("/")[0]
        last = suffix[2] if suffix else path.template.rpartition("/")[2]
        if last.startswith("{"):
            self._within(path, before)
            return
        owner = self.resources.get(shape(before))
        named = self._by_name.get(singularize(last), [])[:_MOST_NAMED]
        for method, operation in path.operations.items():
            if operation.id in self.roles:
                continue
            if method == "get" or (method == "post" and last in _SEARCHES):
                self._listing_elsewhere(operation, owner, named)
            elif method != "post" or not self._creating_elsewhere(operation, named):
                self._acting(operation, owner, last)
        for role in alone(path.template, path.operations, owner):
            self.roles.setdefault(role.operation.id, role)

    def _within(self, path: _Path, before: str) -> None:
        """Take changes of parts that are never shown, such as lines, for actions on the whole."""
        whole, _, parts = before.rpartition("/")
        owner = self.resources.get(shape(whole))
        for method, operation in path.operations.items():
            if owner is not None and method != "get" and operation.id not in self.roles:
                self._acting(operation, owner, parts)

    def _creating_elsewhere(self, operation: Operation, named: list[Resource]) -> bool:
        document, schema = operation.document, response_schema(operation)
        for resource in named:
            place = one_in(document, schema, resource.name)
            if place and resource.parent is None and same(document, place.schema, resource.schema):
                reason = f"POST at the name of {resource.item}, which shows it{place.words}"
                self._found(operation, Does.CREATE, resource, reason, place)
                return True
        return False

    def _acting(self, operation: Operation, owner: Resource | None, verb: str) -> None:
        document, schema = operation.document, response_schema(operation)
        is_delete = operation.method == "delete"
        if owner is not None and (schema is None or says_nothing(document, schema)):
            if not is_delete or verb in fields_of(document, owner.schema):
                self._found(operation, Does.ACTION, owner, f"'{verb}' below the path of one", None)
            return
        candidates = [owner] if owner is not None else []
        if operation.path_names and not is_delete:
            candidates += self._by_reference.get(reference_of(schema), [])
        for resource in candidates:
            place = one_in(document, schema, resource.name)
            if place is not None and alike(document, place.schema, resource.schema):
                reason = f"'{verb}' after the id of one, whose answer shows it{place.words}"
                self._found(operation, Does.ACTION, resource, reason, place)
                return

    def _listing_elsewhere(
        self, operation: Operation, owner: Resource | None, named: list[Resource]
    ) -> None:
        document, schema = operation.document, response_schema(operation)
        path = operation.path
        around = (path, path.rpartition("/")[0])
        beside = [each for above in around for each in self._by_collection.get(above, [])]
        only = many_in(document, schema, None)
        is_other = reference_of(schema) in self._by_reference
        others: list[Resource] = []
        if only and owner and not is_other:
            others = self._by_reference.get(reference_of(only.schema), [])
        for resource in [*named, *beside, *others]:
            place = many_in(document, schema, resource.schema)
            if place is not None:
                reason = f"a list of what GET {resource.item} shows{place.words}"
                self._found(operation, Does.LIST, resource, reason, place)
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
