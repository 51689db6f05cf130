"""Act on things as an operation's role says: make, show, list, change, delete, move on."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from paydrill.errors import Conflict
from paydrill.openapi.resource_words import Does, UnknownIds
from paydrill.responders.habits import USUAL, Habits
from paydrill.responders.resources import addresses
from paydrill.responders.resources.addresses import ONLY, Address, text_of
from paydrill.responders.resources.catalog import Catalog
from paydrill.responders.resources.changes import acted
from paydrill.responders.resources.finding import Finding
from paydrill.responders.resources.ids import Ids
from paydrill.responders.resources.links import Links
from paydrill.responders.resources.listing import Listing
from paydrill.responders.resources.making import Maker
from paydrill.responders.resources.references import References
from paydrill.responders.resources.requests import Done, Request
from paydrill.responders.resources.roles import Role
from paydrill.responders.resources.shelves import Shelf, unknown, was_there
from paydrill.responders.resources.showing import Showing
from paydrill.responders.resources.things import Thing
from paydrill.responders.samples.expanding import expansions
from paydrill.sandbox.sandbox import Sandbox

_OK, _CREATED, _NOT_FOUND = 200, 201, 404


class Acting:
    """Act as one operation does."""

    def __init__(self, role: Role, catalog: Catalog, habits: Habits = USUAL) -> None:
        """Take the operation's role, and the catalog that knows all others."""
        self.role = role
        self._samples = habits.unknown_ids is UnknownIds.SAMPLE
        is_documented = role.operation.documents(_NOT_FOUND) is not None
        self._refuses = is_documented or habits.unknown_ids is UnknownIds.NOT_FOUND
        self._shelf = Shelf(catalog, role.resource)
        self._kind = self._shelf.kind
        self._found = Finding(role, self._shelf)
        self._maker = Maker(role.operation, self._kind)
        self._catalog = catalog
        self._checks_references = habits.checks_references
        self.showing = Showing(role, catalog, self._maker)
        self._ids = Ids(role.operation, self._kind)
        self._links = Links(role.operation, self._kind)
        self._listing = Listing(role, self._shelf, self._maker.fields)
        self._do: Callable[[Request], Done | None] = {
            Does.CREATE: self._create,
            Does.PUT: self._put,
            Does.SHOW: self._show,
            Does.LIST: self._list,
            Does.CHANGE: self._change,
            Does.REPLACE: self._replace,
            Does.DELETE: self._delete,
            Does.ACTION: self._act,
        }[role.does]

    def shown_text(
        self, sandbox: Sandbox, path: Mapping[str, Any], query: Mapping[str, Any]
    ) -> str | None:
        """Return the thing that is shown as it is kept: all that the answer depends on.

        `None` where the answer depends on more, or there is no such thing.
        """
        if self.role.does is not Does.SHOW or expansions(query):
            return None
        there = self._found(sandbox, path, query)
        return None if there is None else there.body

    def kept(
        self, sandbox: Sandbox, path: Mapping[str, Any], sent: Mapping[str, Any]
    ) -> Thing | None:
        """Return the thing that a request names; `None` where it names none that is kept."""
        if self.role.does in {Does.CREATE, Does.LIST}:
            return None
        return self._found(sandbox, path, sent)

    def __call__(self, request: Request) -> Done | None:
        """Carry out a request; `None` where the contract alone is to answer it.

        Raises `UnknownThing`, `Conflict`, `NoSample`, `BreaksSchema`, and `InvalidInput`
        for a reference to nothing.
        """
        done = self._do(request)
        asked = expansions({**request.query, **self._maker.body(request.body)})
        if done is None or not asked:
            return done
        shown = self.showing.expanded(request.sandbox, done.shown, asked)
        return done._replace(shown=shown, expanded=asked)

    @cached_property
    def _references(self) -> References:
        return References(self.role.operation.document, self._maker.fields, self._catalog)

    def begin(self, request: Request) -> None:
        """Make the thing that a scenario begins with, unless it is there.

        Raises `UnknownThing` and `NoSample`.
        """
        resource = self.role.resource
        texts = [text_of(each) for each in request.path.values()]
        home = addresses.filled(resource.collection, texts)
        sent = self._maker.sent(request.body, request.path)
        wished = ONLY if resource.is_single else sent.get(self._kind.id_field)
        address = Address(home, "" if wished is None else text_of(wished))
        if not address.key or self._shelf.at(request.sandbox, address) is None:
            self._need_parent(request, home)
            self._made(request, address, sent)

    def _create(self, request: Request) -> Done:
        address = addresses.of_collection(self.role, request.path)
        self._need_parent(request, address.home)
        sent = self._maker.sent(request.body, request.path)
        wished = sent.get(self._kind.id_field) if self._maker.takes_id else None
        key = "" if wished is None else text_of(wished)
        return self._made(request, address._replace(key=key), sent)

    def _put(self, request: Request) -> Done:
        address = addresses.of_item(self.role, request.path)
        self._need_parent(request, address.home)
        there = self._shelf.at(request.sandbox, address)
        if there is not None:
            return self._done(self._replaced(request, there))._replace(status=_OK)
        made = self._made(request, address, self._maker.sent(request.body, request.path))
        return made._replace(status=_CREATED)

    def _made(self, request: Request, address: Address, sent: Mapping[str, Any]) -> Done:
        """Make a thing; draw an id where it has none.

        It stands in place of one of the same id, unless the contract knows conflicts: then it
        raises `Conflict`.
        """
        if self._checks_references:
            self._references.require(request.sandbox, sent)
        sandbox, number = request.sandbox, request.sandbox.next_number()
        context = replace(request.context, key=sandbox.ids.hex("thing", number))
        made = self._ids.apart(self._maker.made(sent, context, sandbox.now_ms), sent, context)
        if not address.key:
            address = self._free(sandbox, address, self._ids.drawn(made, context))
        before = self._shelf.at(sandbox, address)
        if before is not None and "409" in self.role.operation.responses:
            raise Conflict(f"There is a {self._kind.noun} with the id {address.key} already")
        made = self._links.written(self._ids.written(made, address.key), address.key, context)
        made = self._maker.ordered(self._maker.with_fields(made, request.fields, context))
        if before is None:
            thing = self._shelf.keep(sandbox, address, number, made)
        else:
            thing = self._shelf.change(sandbox, before, made)
        shown = self.showing.echoed(request.body) | self.showing.of(made)
        return Done(shown, thing, path=f"{address.home}/{addresses.step(address.key)}")

    def _done(self, thing: Thing) -> Done:
        return Done(self.showing.of(thing.value), thing)

    def _free(self, sandbox: Sandbox, address: Address, drawn: Iterator[str]) -> Address:
        """Choose the first id of which there is no thing; a contract of few ids may have none."""
        for key in drawn:
            address = address._replace(key=key)
            if self._shelf.at(sandbox, address) is None:
                break
        return address

    def _show(self, request: Request) -> Done | None:
        there = self._there(request)
        if there is not None and request.fields:
            there = self._kept(request, there, there.value)
        return None if there is None else self._done(there)

    def _change(self, request: Request) -> Done | None:
        there = self._there(request)
        if there is None and self.role.resource.is_single:
            address = addresses.of_item(self.role, request.path)
            return self._made(request, address, self._maker.sent(request.body))
        if there is None:
            return None
        value = self._maker.merged(there.value, request.body)
        return self._done(self._kept(request, there, value))

    def _replace(self, request: Request) -> Done | None:
        there = self._there(request)
        return None if there is None else self._done(self._replaced(request, there))

    def _replaced(self, request: Request, there: Thing) -> Thing:
        """Replace what requests can send of a thing, and leave the rest of it."""
        rest = {k: v for k, v in there.value.items() if k not in self._maker.sendable}
        return self._kept(request, there, self._maker.merged(rest, request.body))

    def _delete(self, request: Request) -> Done | None:
        there = self._there(request)
        if there is None:
            return None
        self._shelf.remove(request.sandbox, there)
        return Done(self.showing.of({**there.value, **self.showing.gone}), there)

    def _act(self, request: Request) -> Done | None:
        there = self._there(request)
        if there is None:
            return None
        value = acted(self.role.operation, self._kind, there.value, request.body)
        if value != there.value or request.fields:
            there = self._kept(request, there, value)
        return self._done(there)

    def _list(self, request: Request) -> Done | None:
        home = addresses.of_collection(self.role, request.path)
        if addresses.is_at_home(self.role):
            self._need_parent(request, home.home)
        asked = {**request.query, **self._maker.body(request.body)}
        page = self._listing.page(request.sandbox, home, asked)
        if not page.total and (self._samples or not self._kind.is_made):
            return None
        return Done(page, path=home.home)

    def _need_parent(self, request: Request, home: str) -> None:
        """Refuse a request where there is nothing that its home is in. Raises `UnknownThing`.

        Where samples stand for unknown things, one stands for this, and things can be in it.
        """
        if self._shelf.has_parent(request.sandbox, home):
            return
        kind, address = self._shelf.parent(home) or (self._kind, Address(home))
        if not self._samples and (self._refuses or was_there(request.sandbox, kind, address)):
            raise unknown(kind, address.key)

    def _there(self, request: Request) -> Thing | None:
        """Return the thing that the path names; `None` where the contract alone is to answer.

        Raises `UnknownThing`.
        """
        sent = {**request.query, **self._maker.body(request.body)}
        there = self._found(request.sandbox, request.path, sent)
        address = self._found.address(request.path)
        if there is None and self._is_refused(request.sandbox, address):
            raise self._found.unknown(request.path, sent)
        return there

    def _is_refused(self, sandbox: Sandbox, address: Address) -> bool:
        """Tell whether a request on a thing that there is not is refused.

        A thing of which there is one is there before it is put, unless the contract says otherwise.
        One that was deleted is gone, also where the contract documents no 404; to delete it again
        is no fault there.
        """
        if not self._kind.is_made or self._samples:
            return False
        if self.role.resource.is_single:
            return str(_NOT_FOUND) in self.role.operation.responses
        if self._refuses:
            return True
        return self.role.does is not Does.DELETE and was_there(sandbox, self._kind, address)

    def set_later(self, request: Request, there: Thing) -> Thing:
        """Set the fields of a request that was answered before in its thing."""
        return self._kept(request, there, there.value)

    def _kept(self, request: Request, there: Thing, value: dict[str, Any]) -> Thing:
        """Keep another value of a thing, valid and with the time of the change.

        Nothing is changed by fields that the thing has already, however often it is asked for.
        """
        key = request.sandbox.ids.hex(f"thing/{there.id}", there.position)
        context, before = replace(request.context, key=key), there.value
        set_ = self._maker.with_fields(value, request.fields, context)
        if request.fields and set_ == before:
            return there
        if self._checks_references:
            changed = {name: each for name, each in set_.items() if before.get(name) != each}
            self._references.require(request.sandbox, changed)
        changed = self._maker.changed(set_, context, request.sandbox.now_ms)
        return self._shelf.change(request.sandbox, there, self._ids.written(changed, there.key))
