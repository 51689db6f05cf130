"""Read from the path of a request which thing it is about, and where that is."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

from paydrill.openapi.resource_words import ID, Does
from paydrill.openapi.templates import names_in, shape
from paydrill.responders.resources.roles import Role
from paydrill.values.masking import mask

_PARAMETER = re.compile(r"\{[^{}]*\}")

_WITH_ONE = {Does.SHOW, Does.CHANGE, Does.REPLACE, Does.DELETE, Does.ACTION}

ONLY = "-"
"""The id of a thing of which there is only one."""


class Address(NamedTuple):
    """The path that a thing is below, its id there, and the id of what it is in; empty for none."""

    home: str
    key: str = ""
    parent: str = ""


def text_of(value: Any) -> str:
    """Write a value of a path, or the id in a body, as the text that both have in common.

    Card numbers in it are masked: they are kept nowhere.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float | Decimal) and value == int(value):
        value = int(value)
    return mask(str(value))


def of_item(role: Role, values: Mapping[str, Any]) -> Address:
    """Return the address of the thing that a request names, by the values of its path.

    An action at a path of its own names it by the last value.
    """
    texts = _texts(role, values)
    resource = role.resource
    if not shape(role.operation.path).startswith(shape(resource.item)):
        return Address("", texts[-1] if texts else "")
    own = texts[: len(names_in(resource.item))]
    if resource.is_single:
        return Address(filled(resource.item, own), ONLY, own[-1] if resource.parent else "")
    return Address(filled(resource.collection, own), own[-1], own[-2] if resource.parent else "")


def sought_by(role: Role) -> tuple[str, ...] | None:
    """Return the fields by which an operation says that it finds its thing.

    They are empty where it is about the first thing that was made; `None` where its path has the
    id, as it has at the path of a thing.
    """
    operation = role.operation
    if role.does not in _WITH_ONE or shape(operation.path).startswith(shape(role.resource.item)):
        return None
    said = operation.definition.get(ID)
    fields = tuple(map(str, said if isinstance(said, list) else [said] if said else []))
    return None if operation.path_names and not fields else fields


def of_collection(role: Role, values: Mapping[str, Any]) -> Address:
    """Return the address below which a request makes or lists things.

    Those in another thing are made where its others are, also from another path in that thing.
    """
    texts, path = _texts(role, values), role.operation.path
    parent = role.resource.parent
    if role.does is Does.CREATE and parent and shape(path).startswith(shape(parent)):
        path = role.resource.collection
    return Address(filled(path, texts), "", texts[-1] if texts else "")


def is_at_home(role: Role) -> bool:
    """Tell whether an operation's path is that below which its resource's things are."""
    return shape(role.operation.path) == shape(role.resource.collection)


def filled(template: str, texts: Sequence[str]) -> str:
    """Write a path with the values of its parameters."""
    values = iter(texts)
    return _PARAMETER.sub(lambda _: step(next(values, "")), template)


def step(text: str) -> str:
    """Write a text as a step of a path."""
    return quote(text, safe="")


def read(written: str) -> str:
    """Return the text that `step` wrote."""
    return unquote(written)


def _texts(role: Role, values: Mapping[str, Any]) -> list[str]:
    return [text_of(values[name]) for name in role.operation.path_names if name in values]
