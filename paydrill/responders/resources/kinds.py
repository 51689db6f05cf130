"""Tell what is known of each kind of thing: its id, its status, whether requests can make it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from paydrill.openapi.operation import Operation
from paydrill.openapi.resource_words import ID, Does
from paydrill.openapi.templates import names_in, shape
from paydrill.openapi.types import parts_of, types_of
from paydrill.responders.documented import usual_response
from paydrill.responders.examples import example_of
from paydrill.responders.resources.addresses import sought_by
from paydrill.responders.resources.fields import Visible, fields_of
from paydrill.responders.resources.roles import Resource, Role, reference_of
from paydrill.responders.samples.context import words_of

_IDS = ("id", "uuid", "guid", "token", "key", "code", "reference", "number", "slug", "name")
_STATUSES = ("status", "state")
CREATED, CHANGED, DELETED = "created", "changed", "deleted"
_LONGEST_NAME, _LONGEST_SUBJECT, _LONGEST_STATUS = 150, 2000, 200
_MAKING = {Does.CREATE, Does.PUT}


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of thing, under one name wherever the paths of a contract show it.

    `key_schema` is that of the parameter which names one in a path. `id_field` and `status_field`
    are names of its fields, empty where it has none. `is_made` tells whether an operation makes
    such things, `is_kept` whether there can be any, `is_shared` whether several paths lead to
    them, and `is_owned` whether each is in another thing, whose things alone its ids tell apart.
    `sought_by` are the fields by which operations find one besides its id.
    """

    name: str
    noun: str
    schema: Any
    key_schema: Any
    id_field: str
    status_field: str
    is_made: bool
    is_kept: bool
    is_shared: bool
    is_owned: bool
    sought_by: frozenset[str]
    example: Mapping[str, Any]
    """The contract's example of such a thing, in the state that it is made in; empty for none."""

    def event(self, name: str) -> str:
        """Return the type of the events of its things, of which `name` says what happened."""
        return f"{quote(self.noun.replace(' ', '_'), safe='')[:_LONGEST_NAME]}.{name}"

    def told(self, key: str, value: Mapping[str, Any]) -> tuple[str, str]:
        """Return the id and the status of a thing as events have them."""
        status = str(value.get(self.status_field) or "")
        return key[:_LONGEST_SUBJECT], status[:_LONGEST_STATUS]


def kinds_of(operations: Iterable[Operation], roles: Mapping[str, Role]) -> dict[str, Kind]:
    """Return the kinds of the resources of a contract, by the paths of their items."""
    sample = next(iter(operations), None)
    if sample is None:
        return {}
    alike: dict[str, list[Role]] = {}
    for role in roles.values():
        resource = role.resource
        reference = reference_of(resource.schema)
        name = f"{reference} {resource.name}" if reference else shape(resource.item)
        alike.setdefault(f"{sample.contract} {name}", []).append(role)
    kinds: dict[str, Kind] = {}
    for name, about in alike.items():
        kind = _kind(sample.document, name, about)
        kinds.update(dict.fromkeys((each.resource.item for each in about), kind))
    return kinds


def _kind(document: dict[str, Any], name: str, about: list[Role]) -> Kind:
    """Put together what the roles of one kind say of it."""
    first, items = about[0].resource, {each.resource.item for each in about}
    making = [each for each in about if each.does in _MAKING]
    status = _status_field(document, first.schema)
    begun = {name: each for name, each in _example(making).items() if name == status}
    return Kind(
        name=name,
        noun=words_of(first.name) or "thing",
        schema=first.schema,
        key_schema=_key_schema(about),
        id_field=_said_id(document, about) or _id_field(document, first),
        status_field=status,
        is_made=bool(making),
        is_kept=bool(making)
        or (first.is_single and any(each.does is Does.CHANGE for each in about)),
        is_shared=len(items) > 1 or any(map(_is_elsewhere, making)),
        is_owned=len(items) == 1 and first.parent is not None,
        sought_by=frozenset(name for each in about for name in sought_by(each) or ()),
        example=_example(about) | begun,
    )


def _is_elsewhere(role: Role) -> bool:
    """Tell whether an operation makes things at a path that is not that of the things."""
    return shape(role.operation.path) not in {
        shape(role.resource.collection),
        shape(role.resource.item),
    }


def _said_id(document: dict[str, Any], about: list[Role]) -> str:
    """Return the field that the contract, or its overlay, says to have the id, if there is one."""
    fields = fields_of(document, about[0].resource.schema)
    said = (each.operation.definition.get(ID) for each in about if sought_by(each) is None)
    return next((each for each in said if isinstance(each, str) and each in fields), "")


def _id_field(document: dict[str, Any], resource: Resource) -> str:
    """Find the field that has the id: that of the path's parameter, or one of a usual name."""
    if resource.is_single:
        return ""
    fields = fields_of(document, resource.schema)
    plain = {words_of(name): name for name, each in fields.items() if _is_plain(document, each)}
    parameter, noun = words_of(([*names_in(resource.item)] or [""])[-1]), words_of(resource.name)
    # `{issue_number}` is an issue's `number`, but `{customer}` is its `id`.
    named = [] if parameter == noun else [parameter, parameter.removeprefix(f"{noun} ")]
    candidates = [*named, _IDS[0], parameter]
    candidates += [f"{noun} {each}" for each in _IDS] + [*_IDS]
    return next((plain[each] for each in candidates if each in plain), "")


def _is_plain(document: dict[str, Any], schema: Any) -> bool:
    types = types_of(document, schema)
    return bool(types & {"string", "integer"}) and not types & {"object", "array"}


def _status_field(document: dict[str, Any], schema: Any) -> str:
    fields = fields_of(document, schema)
    return next((each for each in _STATUSES if listed(document, fields.get(each))), "")


def listed(document: dict[str, Any], schema: Any) -> list[str]:
    """Return the texts that a schema lists in its `enum`."""
    parts = parts_of(document, schema) if schema is not None else ()
    return [each for part in parts for each in part.get("enum", ()) if isinstance(each, str)]


def _key_schema(about: list[Role]) -> Any:
    """Return the schema of the parameter at the end of an item's path; `None` without one."""
    for role in about:
        names = role.operation.path_names
        if role.operation.path == role.resource.item and names and not role.resource.is_single:
            for each in role.operation.parameters:
                if (each["in"], each["name"]) == ("path", names[-1]):
                    return each.get("schema")
    return None


def _example(about: list[Role]) -> dict[str, Any]:
    """Return the contract's example of a thing, as it is shown, or else as it is made."""
    order = (Does.SHOW, Does.CREATE, Does.PUT, Does.CHANGE)
    showing = [each for each in about if each.does in order]
    found = (_shown(role) for role in sorted(showing, key=lambda each: order.index(each.does)))
    return next((each for each in found if each), {})


def _shown(role: Role) -> dict[str, Any]:
    """Return an operation's example of a thing, without what its answer alone has beside."""
    document, schema = role.operation.document, role.resource.schema
    found: dict[str, Any] = Visible(document, schema)(_example_in(role))
    if role.does is Does.SHOW:
        return found
    fields = fields_of(document, schema)
    return {name: each for name, each in found.items() if name in fields}


def _example_in(role: Role) -> dict[str, Any]:
    responses = role.operation.responses
    usual = usual_response(responses)
    content = responses[usual[1]].get("content") or {} if usual else {}
    for media in content.values():
        found = example_of(role.operation.document, media)
        for step in role.place.steps if role.place else ():
            found = found.get(step) if isinstance(found, dict) else None
        if isinstance(found, dict):
            return found
    return {}
