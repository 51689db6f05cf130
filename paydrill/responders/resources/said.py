"""Take the roles that a contract, or its overlay, says itself."""

from collections.abc import Mapping, Sequence

from inflection import singularize

from paydrill.openapi.operation import Operation
from paydrill.openapi.resource_words import NO_ROLE, RESOURCE, ROLE, Does
from paydrill.responders.resources.bodies import many_in, one_in, response_schema
from paydrill.responders.resources.roles import Resource, Role


def said_roles(
    operations: Sequence[Operation], found: Mapping[str, Role], resources: Mapping[str, Resource]
) -> dict[str, Role]:
    """Return the roles that were found, with those that operations say themselves; `none` is none.

    `resources` are those that were found, by any keys.
    """
    roles, named = dict(found), {each.name: each for each in resources.values()}
    for operation in operations:
        if operation.definition.get(ROLE) == NO_ROLE:
            roles.pop(operation.id, None)
        elif not operation.definition.keys().isdisjoint({ROLE, RESOURCE}):
            role = _said(operation, found.get(operation.id), named)
            if role is not None:
                roles[operation.id] = role
                named.setdefault(role.resource.name, role.resource)
    return roles


def _said(operation: Operation, found: Role | None, named: Mapping[str, Resource]) -> Role | None:
    """Return the role that an operation says; `None` where it says none that there is."""
    role, name = operation.definition.get(ROLE), operation.definition.get(RESOURCE)
    name = name if isinstance(name, str) else None
    does = next((each for each in Does if each == role), found.does if found else None)
    if does is None:
        return None
    is_own = found is not None and name in {None, found.resource.name}
    known = found.resource if found and is_own else named.get(str(name))
    resource = known or _new(operation, does, name)
    if resource is None:
        return None
    document, schema = operation.document, response_schema(operation)
    place = one_in(document, schema, resource.name)
    if does is Does.LIST:
        place = many_in(document, schema, resource.schema) or many_in(document, schema, None)
    reason = f"{ROLE} or {RESOURCE} of the operation"
    return Role(operation, does, resource, reason, place)


def _new(operation: Operation, does: Does, name: str | None) -> Resource | None:
    """Make the resource of an operation that says so; `None` where it shows no thing."""
    document, schema = operation.document, response_schema(operation)
    path = operation.path
    item = path if path.endswith("}") else f"{path}/{{id}}"
    shown = many_in(document, schema, None) if does is Does.LIST else None
    shown = shown or one_in(document, schema, str(name))
    called = name or singularize(item.split("/")[-2])
    return None if shown is None else Resource(called, item, shown.schema)
