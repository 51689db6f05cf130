"""Create, list, find and delete whole sandboxes."""

from typing import NamedTuple

from paydrill.errors import FieldError, InvalidScenario, SandboxExists, SandboxNotFound
from paydrill.sandbox.engine import Engine
from paydrill.sandbox.initial_settings import Origin
from paydrill.sandbox.sandbox import Sandbox
from paydrill.sandbox.state import SandboxState
from paydrill.values import paging
from paydrill.values.ids import new_secret
from paydrill.values.paging import Page, place_in
from paydrill.values.suggestions import unknown


class Summary(NamedTuple):
    """Facts about one sandbox. `seed` is its own setting; `used_ms` is by the machine's clock."""

    name: str
    records: int
    events: int
    scenario: str
    seed: int | None
    now_ms: int
    frozen: bool
    used_ms: int


def new_name() -> str:
    """Make a name that no other sandbox has."""
    # Ten hexadecimal digits are too few to look like a card number.
    return f"sandbox-{new_secret()[:10]}"


def create(engine: Engine, origin: Origin) -> Summary:
    """Create a sandbox. Raises `SandboxExists`, `InvalidScenario` and `InvalidClock`."""
    if origin.scenario is not None and engine.world.scenarios.find(origin.scenario) is None:
        names = engine.world.scenarios.names()
        message = unknown("no scenario is called", origin.scenario, names)
        raise InvalidScenario.of(FieldError("/scenario", message))
    engine.run(origin.id, _begin, origin)
    return find(engine, origin.id)


def find(engine: Engine, name: str) -> Summary:
    """Return the sandbox of that name; a look-up creates none. Raises `SandboxNotFound`."""
    state = engine.state(name)
    if state is None:
        raise SandboxNotFound
    return _summary(engine, state)


def page(engine: Engine, cursor: str | None, limit: int) -> Page[Summary]:
    """Return at most `limit` sandboxes, by name. Raises `InvalidCursor`."""
    after = "" if cursor is None else place_in(cursor)
    names = paging.page(engine.store.sandboxes(after, limit + 1), limit, str)
    states = filter(None, map(engine.state, names.items))
    return Page([_summary(engine, state) for state in states], names.next_cursor)


def delete(engine: Engine, name: str) -> None:
    """Delete a sandbox with everything in it. Raises `SandboxNotFound`."""
    find(engine, name)
    engine.drop(name)


def _begin(sandbox: Sandbox, origin: Origin) -> None:
    if not sandbox.is_new:
        raise SandboxExists
    sandbox.begin(origin)


def _summary(engine: Engine, state: SandboxState) -> Summary:
    return Summary(
        name=state.id,
        records=state.last_number,
        events=state.last_event,
        scenario=state.scenario or engine.world.scenarios.default.name,
        seed=state.seed,
        now_ms=state.clock.now_ms(engine.now_ms),
        frozen=state.frozen_ms is not None,
        used_ms=max(state.changed_ms, engine.last_use.at_ms(state.id) or 0),
    )
