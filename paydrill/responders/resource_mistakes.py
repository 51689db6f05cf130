"""Say what rules want of resources that their contracts do not have, before any request."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from paydrill.openapi.leading import astray
from paydrill.openapi.operation import Operation
from paydrill.openapi.pointers import pointer, steps_of
from paydrill.openapi.resource_words import Does
from paydrill.openapi.shapes import Shape
from paydrill.responders.answer_mistakes import nearest
from paydrill.responders.laying_over import BreaksSchema
from paydrill.responders.pushes.sending import Pushes
from paydrill.responders.resources.addresses import read, text_of
from paydrill.responders.resources.beginning import making, place_of
from paydrill.responders.resources.catalog import Catalog
from paydrill.responders.resources.making import Maker
from paydrill.responders.resources.roles import Role
from paydrill.responders.samples.context import Context
from paydrill.responders.samples.repeating import safe
from paydrill.responders.samples.sample import NoSample
from paydrill.scenarios.answers import fields_of
from paydrill.scenarios.files.vocabulary import Mistake
from paydrill.values.suggestions import suggestion

_WITHOUT_ONE = {Does.LIST, Does.DELETE}
_BEFORE_IT_IS = {Does.CREATE, Does.LIST}


class KnownResources:
    """The resources of the contracts of a server, by the operations that are about them."""

    def __init__(
        self,
        catalogs: Mapping[str, Catalog],
        pushes: Mapping[str, Pushes],
        stands_in: Callable[[str], bool],
    ) -> None:
        """Take the catalogs, and what is pushed, by contract.

        `stands_in` tells whether an operation has no handler.
        """
        self._catalogs = catalogs
        self._pushes = pushes
        self._stands_in = stands_in

    def stored(self, operation: Operation) -> list[Shape] | None:
        """See `Resources.stored`."""
        if not self._stands_in(operation.id):
            return None
        role = self._role(operation)
        if role is None or role.does in _BEFORE_IT_IS:
            return []
        schema = role.resource.schema
        return [Shape(operation.document, operation.schemas, schema)]

    def in_fields(self, operation: Operation, fields: Mapping[str, Any]) -> Iterator[Mistake]:
        """See `Resources.in_fields`."""
        role = self._role(operation) if self._stands_in(operation.id) else None
        if role is None or role.does in _WITHOUT_ONE:
            yield Mistake((), f"{operation.id} makes, changes and shows no resource that is kept")
            return
        maker = self._maker(role)
        own_id = maker.kind.id_field
        for at in {"", pointer([own_id])} & fields.keys():
            wanted = "the id of a resource" if at else "a resource as a whole"
            yield Mistake((at,), f"{wanted} cannot be set, but its other fields")
            return
        yield from _of_values(maker, fields)

    def pushed(self, operation: Operation) -> frozenset[str] | None:
        """See `Resources.pushed`."""
        found = self._pushes.get(operation.contract)
        return frozenset() if found is None else found.names

    def to_begin(
        self, path: str, wanted: Sequence[Mapping[str, Any]], others: Mapping[str, Any]
    ) -> Iterator[Mistake]:
        """See `Resources.to_begin`."""
        places = (
            place_of(each, path) for each in self._catalogs.values() if self._is_foreign(each)
        )
        found = next((each for each in places if each is not None), None)
        if found is None:
            yield Mistake((), f"no contract keeps resources below {path}; {self._instead(path)}")
            return
        role, _ = found
        yield from self._without_parent(role, path, others)
        maker = self._maker(role)
        seen: set[str] = set()
        for number, each in enumerate(wanted):
            for keys, message in _of_values(maker, {pointer([n]): v for n, v in each.items()}):
                yield Mistake((number, *(steps_of(str(at))[0] for at in keys)), message)
            key = each.get(maker.kind.id_field)
            if key == "":
                yield Mistake((number,), "the id is empty: no path leads to it")
            if key is not None and text_of(key) in seen:
                yield Mistake((number,), f"there is one of the id {text_of(key)} above")
            seen.add(text_of(key))

    def _without_parent(
        self, role: Role, path: str, others: Mapping[str, Any]
    ) -> Iterator[Mistake]:
        """Yield a mistake where a path is in a resource that the sandbox does not begin with."""
        catalog = self._catalogs[role.operation.contract]
        parent = catalog.parent(role.resource)
        if parent is None or not catalog.kinds[parent.item].is_made:
            return
        base = role.operation.base_path
        above, _, key = path.removeprefix(base).rpartition("/")[0].rpartition("/")
        id_field = catalog.kinds[parent.item].id_field
        there = [*others.get(above, ()), *others.get(base + above, ())]
        if read(key) not in {text_of(each.get(id_field)) for each in there}:
            message = f"it is in {above}/{key}, which is not there: write it below {above} as well"
            yield Mistake((), message)

    def _role(self, operation: Operation) -> Role | None:
        catalog = self._catalogs[operation.contract]
        role = catalog.roles.get(operation.id)
        return role if role is not None and catalog.keeps(role) else None

    def _maker(self, role: Role) -> Maker:
        kind = self._catalogs[role.operation.contract].kinds[role.resource.item]
        return Maker(role.operation, kind)

    def _is_foreign(self, catalog: Catalog) -> bool:
        return any(map(self._stands_in, catalog.ids))

    def _instead(self, path: str) -> str:
        known = {
            each.resource.collection.removeprefix(each.operation.base_path)
            for catalog in filter(self._is_foreign, self._catalogs.values())
            for each in making(catalog)
        }
        return suggestion(path, known) if known else "it keeps none"


def _of_values(maker: Maker, fields: Mapping[str, Any]) -> Iterator[Mistake]:
    """Yield places that a thing does not have, and values that its schema refuses."""
    operation, noun = maker.operation, maker.kind.noun
    shape = Shape(operation.document, operation.schemas, maker.kind.schema)
    for at, value in fields.items():
        last = (steps_of(at) or [""])[-1]
        if safe({last: value}) != {last: value}:
            yield Mistake((at,), "card numbers, security codes and other secrets are not kept")
            return
    lost = [(at, message) for at in fields if (message := astray(shape, steps_of(at)))]
    yield from (Mistake((at,), f"no schema of the {noun} {message}") for at, message in lost)
    if lost:
        return
    context = Context(operation.id)
    try:
        maker.with_fields(maker.whole({}, context), fields_of(fields), context)
    except NoSample as error:
        yield Mistake((), f"the contract allows no {noun}: {error}")
    except BreaksSchema as broken:
        for fault in broken.faults:
            near = nearest(fault.pointer, list(fields))
            said = f"{fault.pointer} {fault.message}".rstrip(".")
            message = f"the {noun} would break its schema: {said}"
            yield Mistake(() if near is None else (near,), message)
