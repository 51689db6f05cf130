"""Show things as one operation does: in the fields of its response, with what they refer to."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from paydrill.openapi.resource_words import Does
from paydrill.openapi.types import types_of
from paydrill.responders.resources import things
from paydrill.responders.resources.catalog import Catalog
from paydrill.responders.resources.expanding import expanded, paths_from
from paydrill.responders.resources.fields import alike, fields_of
from paydrill.responders.resources.making import Maker
from paydrill.responders.resources.pages import Page
from paydrill.responders.resources.roles import Role
from paydrill.responders.samples.repeating import safe
from paydrill.sandbox.sandbox import Sandbox
from paydrill.values.plain import plain

_GONE = {"deleted", "is_deleted", "isDeleted", "success", "ok"}


class Showing:
    """The response of one operation, as far as it shows things."""

    def __init__(self, role: Role, catalog: Catalog, maker: Maker) -> None:
        """Show what `maker` makes, and what `catalog` knows of other things."""
        self._role = role
        self._catalog = catalog
        self._maker = maker

    @property
    def steps(self) -> tuple[str, ...]:
        """The fields that lead to the thing, or the list, in a response."""
        return self._role.place.steps if self._role.place else ()

    @cached_property
    def _response_fields(self) -> dict[str, Any]:
        place = self._role.place
        if place is None or place.schema is self._maker.kind.schema:
            return {}
        return fields_of(self._role.operation.document, place.schema)

    @cached_property
    def beside(self) -> frozenset[str]:
        """The fields that a response has beside those of the thing."""
        own = set() if self._is_other else self._maker.fields.keys()
        return frozenset(self._response_fields.keys() - own)

    @cached_property
    def _is_other(self) -> bool:
        """Whether an action answers with another thing than that which it acts on."""
        place = self._role.place
        if self._role.does is not Does.ACTION or place is None:
            return False
        return not alike(self._role.operation.document, place.schema, self._maker.kind.schema)

    @cached_property
    def gone(self) -> dict[str, bool]:
        """The fields of a response that say that a thing was deleted."""
        document = self._role.operation.document
        return {
            name: True
            for name, each in self._response_fields.items()
            if name in _GONE and "boolean" in types_of(document, each)
        }

    def of(self, value: dict[str, Any]) -> dict[str, Any]:
        """Leave of a thing what the response has fields for."""
        if self._is_other:
            return {}
        shown = self._response_fields
        return {name: each for name, each in value.items() if name in shown} if shown else value

    def echoed(self, body: Any) -> dict[str, Any]:
        """Return what was sent of the fields that a response has beside those of the thing."""
        sent = self._maker.body(body) if self.beside else {}
        echoed: dict[str, Any] = safe(plain({k: sent[k] for k in sent.keys() & self.beside}))
        return echoed

    def expanded(
        self, sandbox: Sandbox, shown: dict[str, Any] | Page, asked: list[str]
    ) -> dict[str, Any] | Page:
        """Show the things that others refer to, as far as they are kept."""
        paths = paths_from(self.steps, asked)
        document, schema = self._role.operation.document, self._maker.kind.schema

        def lookup(references: set[str], key: str) -> Mapping[str, Any] | None:
            kinds = self._catalog.kinds_shown(references)
            found = (things.of_kind(sandbox, each, key) for each in kinds)
            return next((each.value for each in found if each is not None), None)

        def whole(value: dict[str, Any]) -> dict[str, Any]:
            return expanded(document, schema, value, paths, lookup)

        if isinstance(shown, Page):
            return replace(shown, items=[*map(whole, shown.items)])
        return whole(shown)
