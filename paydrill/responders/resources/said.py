"""Take the roles that a contract, or its overlay, says itself."""

from collections.abc import Mapping, Sequence

from inflection import singularize

from paydrill.openapi.operation import Operation
from paydrill.openapi.resource_words import NO_ROLE, RESOURCE, ROLE, Does
from paydrill.openapi.templates import shape
from paydrill.responders.resources.bodies import (
    Place,
    file_schema,
    many_in,
    one_in,
    response_schema,
)
from paydrill.responders.resources.fields import fields_of, same
from paydrill.responders.resources.roles import Resource, Role

_ANEW = {Does.CREATE, Does.LIST}
"""The roles at the path that things are below, and not at that of one."""


def said_roles(
    operations: Sequence[Operation], found: Mapping[str, Role], resources: Mapping[str, Resource]
) -> dict[str, Role]:
    """Return the roles that were found, with those that operations say themselves; `none` is none.

    `resources` are those that were found, by any keys.
    """
    roles = dict(found)
    known = [*resources.values(), *(each.resource for each in found.values())]
    for operation in operations:
        if operation.definition.get(ROLE) == NO_ROLE:
            roles.pop(operation.id, None)
        elif not operation.definition.keys().isdisjoint({ROLE, RESOURCE}):
            role = _said(operation, found.get(operation.id), known)
            if role is not None:
                roles[operation.id] = role
                known.append(role.resource)
    return roles


def _said(operation: Operation, found: Role | None, known: Sequence[Resource]) -> Role | None:
    """Return the role that an operation says; `None` where it says none that there is."""
    role, name = operation.definition.get(ROLE), operation.definition.get(RESOURCE)
    name = name if isinstance(name, str) else None
    does = next((each for each in Does if each == role), found.does if found else None)
    if does is None:
        return None
    resource = found.resource if found and name is None else _called(operation, name, known)
    resource = resource or _new(operation, does, name)
    if resource is None:
        return None
    reason = f"{ROLE} or {RESOURCE} of the operation"
    return Role(operation, does, resource, reason, _place(operation, does, resource))


def _called(
    operation: Operation, name: str | None, resources: Sequence[Resource]
) -> Resource | None:
    """Return the resource of a name, or of the path of its item; `None` if there is none.

    Of those of one name it is the one that the operation's path leads to, else the last.
    """
    path = shape(operation.path)
    fitting = [each for each in resources if name in {each.name, each.item}]
    around = [each for each in fitting if path.startswith(shape(each.item))]
    return next(reversed(around or fitting), None)


def _place(operation: Operation, does: Does, resource: Resource) -> Place | None:
    """Find the resource, or the list of them, in the response of an operation."""
    document, schema = operation.document, response_schema(operation)
    if does is Does.LIST:
        return many_in(document, schema, resource.schema) or many_in(document, schema, None)
    # What is signed, such as `application/jose`, is told only here from other files.
    place = one_in(document, schema or file_schema(operation), resource.name)
    if place is None or same(document, place.schema, resource.schema):
        return place
    inner = fields_of(document, place.schema).items()
    found = (name for name, each in inner if same(document, each, resource.schema))
    return next((Place(resource.schema, (*place.steps, name)) for name in found), place)


def _new(operation: Operation, does: Does, name: str | None) -> Resource | None:
    """Make the resource of an operation that says so; `None` where it shows no thing."""
    document, schema = operation.document, response_schema(operation)
    path = operation.path
    item = f"{path}/{{id}}" if does in _ANEW and not path.endswith("}") else path
    shown = many_in(document, schema, None) if does is Does.LIST else None
    shown = shown or one_in(document, schema, str(name))
    if shown is None:
        return None
    collection = item.rpartition("/")[0] if item.endswith("}") else item
    above, _, last = collection.rpartition("/")
    parent = above if above.endswith("}") else None
    return Resource(name or singularize(last), item, shown.schema, parent)
