"""Send a push that people ask for, by its name and by what it is about."""

from collections.abc import Mapping

from paydrill.errors import FieldError, InvalidInput, NothingToSend, UnknownName, UnknownThing
from paydrill.responders.pushes.sending import Pushes
from paydrill.responders.pushes.subjects import found, path_of
from paydrill.responders.resources.beginning import Beginning
from paydrill.responders.resources.things import Thing
from paydrill.responders.samples.sample import NoSample
from paydrill.sandbox.sandbox import Sandbox
from paydrill.values.suggestions import listed, quoted, unknown


def send(
    sandbox: Sandbox,
    pushes: Mapping[str, Pushes],
    name: str,
    about: str | None = None,
    contract: str | None = None,
) -> int:
    """Send a webhook or a callback of one of the contracts, and return the position of its event.

    Raises `UnknownName`, `UnknownThing`, `InvalidInput` and `NothingToSend`.
    """
    meant = _meant(pushes, name, contract)
    thing = None if about is None else _thing(sandbox, meant, about)
    event, reason = meant.send(sandbox, name, thing, takes_last=True)
    if event is None:
        raise NothingToSend(reason)
    return event


def _meant(pushes: Mapping[str, Pushes], name: str, contract: str | None) -> Pushes:
    """Return the pushes of the contract that has this name."""
    if contract is not None and contract not in pushes:
        raise UnknownName.of(FieldError("/contract", unknown("is not", contract, pushes)))
    wanted = pushes if contract is None else {contract: pushes[contract]}
    having = {key: each for key, each in wanted.items() if each.named(name)}
    if not having:
        names = frozenset[str]().union(*(each.names for each in wanted.values()))
        what = "no webhook or callback is called"
        raise UnknownName.of(FieldError("/name", unknown(what, name, names)))
    if len(having) > 1:
        message = f"is a name in several contracts: {listed(having)}; say which one in contract"
        raise InvalidInput.of(FieldError("/name", message))
    return next(iter(having.values()))


def _begin(sandbox: Sandbox, pushes: Pushes) -> None:
    """Make the things that the scenario begins with, as the first request of a contract does."""
    try:
        for each in pushes.catalogs:
            Beginning(each).make(sandbox)
    except (NoSample, UnknownThing) as error:
        raise NothingToSend(f"What the scenario begins with cannot be made: {error}") from None


def _thing(sandbox: Sandbox, pushes: Pushes, about: str) -> Thing:
    """Return the thing that is meant by an id or a path: of the contract, or else of another."""
    if sandbox.scenario.resources:
        _begin(sandbox, pushes)
    in_contracts = (found(sandbox, each, about) for each in pushes.catalogs)
    things = {each.id: each for each in next(filter(None, in_contracts), [])}
    if not things:
        raise UnknownThing(f"Nothing that the sandbox keeps has the id or the path {quoted(about)}")
    if len(things) > 1:
        paths = listed([path_of(each) for each in things.values()])
        message = f"is the id of several resources; write the path of one: {paths}"
        raise InvalidInput.of(FieldError("/about", message))
    return next(iter(things.values()))
