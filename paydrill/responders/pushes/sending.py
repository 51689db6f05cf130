"""Send what a contract pushes: make the body, note the event, and keep both for the delivery."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple

from paydrill.errors import NoAnswer
from paydrill.openapi.contract import Contract, definitions
from paydrill.openapi.pushes import Push, pushes_of, type_of
from paydrill.openapi.runtime_expressions import Exchange
from paydrill.openapi.security import Credentials, declared_credentials
from paydrill.responders.pushes.bodies import written
from paydrill.responders.pushes.callback_urls import url_of
from paydrill.responders.pushes.records import CALLBACK_URLS, Pushed, keep, keep_url
from paydrill.responders.pushes.subjects import subject_of
from paydrill.responders.resources.catalog import Catalog
from paydrill.responders.resources.things import Thing
from paydrill.responders.samples.context import Context
from paydrill.sandbox.sandbox import Sandbox
from paydrill.values.own_contracts import OWN_CONTRACTS, OWN_MODULES
from paydrill.values.times import DAY


class Sent(NamedTuple):
    """The position of the event of a push; or the reason, a sentence, why nothing is sent."""

    event: int | None
    reason: str = ""


class Pushes:
    """The webhooks and callbacks of one contract."""

    def __init__(
        self,
        contract: Contract,
        catalog: Catalog,
        others: Iterable[Catalog] = (),
        *,
        full: bool = False,
    ) -> None:
        """Take a contract, and the catalog that knows its things; nothing is read yet.

        `others` are those of contracts of whose things it may tell; with `full`, bodies have every
        optional field.
        """
        self.catalog = catalog
        self.catalogs = (catalog, *others)
        self._contract = contract
        self._full = full

    @property
    def is_empty(self) -> bool:
        """Whether the contract pushes nothing."""
        document = self._contract.raised
        called = (definition.get("callbacks") for _, _, definition in definitions(document))
        return not document.get("webhooks") and not any(called)

    @cached_property
    def names(self) -> frozenset[str]:
        """The types of the events of its pushes."""
        return frozenset(self._by_type)

    @cached_property
    def _by_type(self) -> Mapping[str, list[Push]]:
        found: dict[str, list[Push]] = {}
        for push in pushes_of(self._contract):
            found.setdefault(push.type, []).append(push)
        return found

    @cached_property
    def _by_cause(self) -> Mapping[str, list[Push]]:
        found: dict[str, list[Push]] = {}
        for push in (each for pushes in self._by_type.values() for each in pushes):
            found.setdefault(push.cause, []).append(push)
        return found

    @cached_property
    def _secret(self) -> Credentials:
        """The names under which requests have credentials."""
        return declared_credentials([self._contract.raised])

    def named(self, name: str) -> list[Push]:
        """Return the pushes of a name, or of a type of events; empty where none is called so."""
        return self._by_type.get(name) or self._by_type.get(type_of(name), [])

    def callbacks_of(self, operation: str) -> list[Push]:
        """Return the callbacks of an operation, by its id."""
        return self._by_cause.get(operation, [])

    def send(
        self,
        sandbox: Sandbox,
        name: str,
        about: Thing | None = None,
        exchange: Exchange | None = None,
        *,
        takes_last: bool = False,
    ) -> Sent:
        """Send the webhook or the callback of a name, about a thing if there is one.

        The URL of a callback is taken from an exchange, or else from the request that was about
        the same thing; about none, it is the last that any request gave, if that `takes_last`. The
        name must be that of a push.
        """
        pushes = self.named(name)
        webhook = next((each for each in pushes if not each.cause), None)
        if webhook is not None:
            return self._sent(sandbox, webhook, about, "")
        if exchange is not None:
            for push in pushes:
                if url := url_of(push, exchange, self._secret):
                    return self._sent(sandbox, push, about, url)
        id_ = self._id(pushes[0], about)
        is_kept = about is not None or takes_last
        kept = sandbox.tx.get(CALLBACK_URLS, id_) if is_kept else None
        if kept is None:
            asked = " or ".join(dict.fromkeys(each.expression for each in pushes))
            whose = "no request" if about is None else f"no request about {about.key}"
            return Sent(None, f"{whose} has given a URL for {pushes[0].name}, by {asked}")
        push = next((each for each in pushes if each.place == kept.push), pushes[0])
        return self._sent(sandbox, push, about, kept.url)

    def answered(
        self, sandbox: Sandbox, operation: str, about: Thing | None, exchange: Exchange
    ) -> None:
        """Keep the URLs that a request gave for callbacks; send these if the scenario says so."""
        for push in self.callbacks_of(operation):
            url = url_of(push, exchange, self._secret)
            if url:
                for id_ in dict.fromkeys((self._id(push, about), self._id(push, None))):
                    keep_url(sandbox, id_, push.place, url)
                if sandbox.scenario.sends_callbacks:
                    self._sent(sandbox, push, about, url)

    def _id(self, push: Push, about: Thing | None) -> str:
        """Name the URL of a callback about a thing, or the last one that was given."""
        thing = "" if about is None else sha256(about.id.encode()).hexdigest()
        return f"{self._contract.name} {push.type} {thing}"

    def _sent(self, sandbox: Sandbox, push: Push, about: Thing | None, url: str) -> Sent:
        subject = None if about is None else subject_of(about, self.catalogs)
        key = sandbox.ids.hex("push", sandbox.next_number())
        context = Context(key, sandbox.now_ms // DAY * DAY, full=self._full)
        try:
            media_type, text = written(push, subject, context, sandbox.now_ms)
        except NoAnswer as error:
            return Sent(None, error.detail)
        told = ("", "") if subject is None else subject.told
        event = sandbox.note(push.type, *told)
        method = push.operation.method.upper()
        keep(sandbox, Pushed(str(event), event, method, media_type, text, url))
        return Sent(event)


def pushes_by_contract(
    contracts: Iterable[Contract], catalogs: Mapping[str, Catalog], *, full: bool = False
) -> dict[str, Pushes]:
    """Return what each contract pushes that is not the server's own, by its name."""
    foreign = [each for each in contracts if not _is_own(each)]
    known = {each.name: catalogs[each.name] for each in foreign}
    return {
        each.name: Pushes(
            each, known[each.name], (known[n] for n in known if n != each.name), full=full
        )
        for each in foreign
    }


def _is_own(contract: Contract) -> bool:
    """Tell whether a contract is one of the server's own, and not another of that name."""
    name = contract.name
    named = (each.startswith(f"{name}.") and "/" not in each for each in contract.ids)
    return name in OWN_CONTRACTS or (name in OWN_MODULES and any(named))
