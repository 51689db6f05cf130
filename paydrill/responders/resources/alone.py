"""Find the resources of paths that lead to no item.

Things may be made and listed, and never be shown alone; and of some there is only one.
"""

from collections.abc import Iterator, Mapping

from inflection import singularize

from paydrill.openapi.operation import Operation
from paydrill.openapi.resource_words import Does
from paydrill.responders.resources.bodies import (
    Place,
    many_in,
    one_in,
    request_schema,
    response_schema,
)
from paydrill.responders.resources.fields import fields_of, same
from paydrill.responders.resources.roles import Resource, Role

_CHANGING = ("put", "patch", "post")


def alone(path: str, operations: Mapping[str, Operation], owner: Resource | None) -> Iterator[Role]:
    """Yield the roles of the operations of a path that ends in no parameter."""
    parent = owner.item if owner else None
    yield from _listed(path, operations, parent) or _single(path, operations, parent)


def _listed(path: str, operations: Mapping[str, Operation], parent: str | None) -> list[Role]:
    """Return the roles of GET and POST, where the one lists things and the other makes one."""
    get, post = operations.get("get"), operations.get("post")
    if get is None or post is None:
        return []
    document, name = get.document, singularize(path.rpartition("/")[2])
    one = one_in(document, response_schema(post), name)
    many = one and many_in(document, response_schema(get), one.schema)
    if many is None or one is None or not same(document, one.schema, many.schema):
        return []
    resource = Resource(name, f"{path}/{{id}}", one.schema, parent)
    return [
        Role(get, Does.LIST, resource, f"a list of what POST makes{many.words}", many),
        Role(post, Does.CREATE, resource, f"POST of what GET lists{one.words}", one),
    ]


def _single(path: str, operations: Mapping[str, Operation], parent: str | None) -> list[Role]:
    """Return the roles for a thing of which there is one: GET shows what PUT or PATCH takes."""
    get = operations.get("get")
    changing = [operations[each] for each in _CHANGING if each in operations]
    if get is None or not changing:
        return []
    document, name = get.document, singularize(path.rpartition("/")[2])
    place = one_in(document, response_schema(get), name)
    if place is None or not _takes(changing[0], place):
        return []
    resource = Resource(name, path, place.schema, parent)
    table = {"get": Does.SHOW, "put": Does.PUT, "delete": Does.DELETE}
    table |= dict.fromkeys(("patch", "post"), Does.CHANGE)
    return [
        Role(
            operation,
            table[method],
            resource,
            f"{method.upper()} of a thing of which there is one",
            one_in(document, response_schema(operation), name),
        )
        for method, operation in operations.items()
        if method in table
    ]


def _takes(operation: Operation, shown: Place) -> bool:
    """Tell whether an operation is sent fields of what is shown, or answers with it."""
    document, name = operation.document, ".".join(shown.steps)
    sent = one_in(document, request_schema(operation), name)
    names = fields_of(document, sent.schema).keys() if sent else set()
    if names and names <= fields_of(document, shown.schema).keys():
        return True
    answer = one_in(document, response_schema(operation), name)
    return answer is not None and same(document, answer.schema, shown.schema)
