"""Tell the role of each operation of a contract, by its paths and its shapes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

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
from paydrill.responders.resources.fields import alike, fields_of, same
from paydrill.responders.resources.roles import Does, Resource, Role, reference_of

ROLE, RESOURCE = "x-paydrill-role", "x-paydrill-resource"
NO_ROLE = "none"
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
        for operation in operations:
            if not operation.definition.keys().isdisjoint({ROLE, RESOURCE}):
                self._said(operation)

    def _said(self, operation: Operation) -> None:
        """Take the role that the contract, or its overlay, says itself; `none` is none."""
        found = self.roles.get(operation.id)
        role, name = (operation.definition.get(each) for each in (ROLE, RESOURCE))
        if role == NO_ROLE:
            self.roles.pop(operation.id, None)
            return
        does = next((each for each in Does if each == role), found.does if found else None)
        if does is None:
            return
        document, schema = operation.document, response_schema(operation)
        named = (each for each in self._resources.values() if each.name == name)
        is_own = found is not None and name in {None, found.resource.name}
        resource = found.resource if found and is_own else next(named, None)
        if resource is None:
            item = operation.path if _ITEM.fullmatch(operation.path) else f"{operation.path}/{{id}}"
            shown = many_in(document, schema, None) if does is Does.LIST else None
            shown = shown or one_in(document, schema, str(name))
            if shown is None:
                return
            resource = Resource(str(name or singular(item.split("/")[-2])), item, shown.schema)
            self._resources[shape(item)] = resource
        place = one_in(document, schema, resource.name)
        if does is Does.LIST:
            place = many_in(document, schema, resource.schema) or many_in(document, schema, None)
        reason = f"{ROLE} or {RESOURCE} of the operation"
        self.roles[operation.id] = Role(operation, does, resource, reason, place)

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
        """Find actions, things made or listed elsewhere, and things of which there is one."""
        suffix = _ACTION_SUFFIX.fullmatch(path.template)
        before = suffix[1] if suffix else path.template.rpartition("/")[0]
        last = suffix[2] if suffix else path.template.rpartition("/")[2]
        if last.startswith("{"):
            return
        owner = self._resources.get(shape(before))
        named = [each for each in self._resources.values() if each.name == singular(last)]
        for method, operation in path.operations.items():
            if operation.id in self.roles:
                continue
            if method == "get" or (method == "post" and last in _SEARCHES):
                self._listing_elsewhere(operation, owner, named)
            elif method != "post" or not self._creating_elsewhere(operation, named):
                self._acting(operation, owner, last)
        self._single(path, owner, last)

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
        if owner is not None and schema is None:
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
        beside = [each for each in self._resources.values() if _is_beside(each, operation.path)]
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

    def _single(self, path: _Path, owner: Resource | None, last: str) -> None:
        """Find a thing of which there is one, as settings are: GET shows what PUT or PATCH take."""
        get = path.operations.get("get")
        changing = [
            path.operations[each] for each in ("put", "patch", "post") if each in path.operations
        ]
        if get is None or not changing or get.id in self.roles:
            return
        document, name = get.document, singular(last)
        place = one_in(document, response_schema(get), name)
        if place is None or not self._takes(changing[0], place):
            return
        resource = Resource(name, path.template, place.schema, owner.item if owner else None)
        table = {"get": Does.SHOW, "put": Does.PUT, "delete": Does.DELETE}
        table |= dict.fromkeys(("patch", "post"), Does.CHANGE)
        for method, operation in path.operations.items():
            if method in table:
                shown = one_in(document, response_schema(operation), name)
                reason = f"{method.upper()} of a thing of which there is one"
                self._found(operation, table[method], resource, reason, shown)

    def _takes(self, operation: Operation, shown: Place) -> bool:
        """Tell whether an operation is sent fields of what is shown, or answers with it."""
        document, name = operation.document, ".".join(shown.steps)
        sent = one_in(document, request_schema(operation), name)
        names = fields_of(document, sent.schema).keys() if sent else set()
        if names and names <= fields_of(document, shown.schema).keys():
            return True
        answer = one_in(document, response_schema(operation), name)
        return answer is not None and same(document, answer.schema, shown.schema)

    def _found(
        self,
        operation: Operation,
        does: Does,
        resource: Resource,
        reason: str,
        place: Place | None,
    ) -> None:
        self.roles.setdefault(operation.id, Role(operation, does, resource, reason, place))


def _is_beside(resource: Resource, path: str) -> bool:
    """Tell whether a path is that of a resource's collection, or directly below it."""
    match = _ITEM.fullmatch(resource.item)
    return match is not None and match[1] in {path, path.rpartition("/")[0]}
