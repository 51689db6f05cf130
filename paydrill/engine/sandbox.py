"""A sandbox during one request: its records, clock, ids, scenario and events, in one hand.

Everything a request does to a sandbox goes through this object and becomes one commit.
"""

from collections.abc import Callable
from typing import NamedTuple

from paydrill.engine.cards import fingerprint
from paydrill.engine.clock import ClockSetting
from paydrill.engine.counters import Counters
from paydrill.engine.events import EVENTS, Event
from paydrill.engine.ids import ids_of, new_secret
from paydrill.engine.lifecycle import Moves, event_of
from paydrill.engine.money import Currencies
from paydrill.engine.ports import Standards, Table, Transaction
from paydrill.engine.scenarios.attempt import Attempt, no_header
from paydrill.engine.scenarios.faults import FaultMet
from paydrill.engine.scenarios.outcomes import Outcome
from paydrill.engine.scenarios.scenario import NO_RULE, Decision, Scenario


class SandboxState(NamedTuple):
    """What a sandbox remembers about itself between requests."""

    id: str
    position: int
    fingerprint_key: str
    offset_ms: int = 0
    frozen_ms: int | None = None
    last_number: int = 0
    last_event: int = 0
    next_due_ms: int | None = None
    """When the first of the due things falls due."""


STATES = Table("sandbox", SandboxState)


class World(NamedTuple):
    """What all sandboxes of a server share."""

    scenario: Scenario
    currencies: Currencies
    standards: Standards
    seed: int


class Sandbox:
    """One sandbox inside one transaction.

    `now_ms` is its clock's time, `header` tells the headers of the request, and `decision` is what
    the scenario has said of it.
    """

    __slots__ = (
        "_changed",
        "_fingerprint_key",
        "_frozen_ms",
        "_last_event",
        "_last_number",
        "_offset_ms",
        "_stored",
        "currencies",
        "decision",
        "header",
        "ids",
        "name",
        "next_due_ms",
        "now_ms",
        "system_ms",
        "tx",
        "world",
    )

    def __init__(self, name: str, tx: Transaction, world: World, system_ms: int) -> None:
        """Read the sandbox's state, or start it if nobody has used it before."""
        self.name = name
        self.tx = tx
        self.world = world
        self.currencies = world.currencies
        self.system_ms = system_ms
        self.decision: Decision = NO_RULE
        self.header: Callable[[str], str | None] = no_header
        self._stored = tx.get(STATES, name)
        self._adopt(self._stored or SandboxState(name, 0, new_secret()))
        scenario_seed = world.scenario.seed
        self.ids = ids_of(world.seed if scenario_seed is None else scenario_seed, name)

    def _adopt(self, state: SandboxState) -> None:
        self._changed = state is not self._stored
        self.next_due_ms = state.next_due_ms
        self._fingerprint_key = state.fingerprint_key
        self._last_number = state.last_number
        self._last_event = state.last_event
        self._offset_ms = state.offset_ms
        self._frozen_ms = frozen_ms = state.frozen_ms
        self.now_ms = self.system_ms + state.offset_ms if frozen_ms is None else frozen_ms

    @property
    def clock(self) -> ClockSetting:
        """How its clock differs from the machine's."""
        return ClockSetting(self._offset_ms, self._frozen_ms)

    def set_clock(self, setting: ClockSetting) -> None:
        """Show another time from now on; what falls due by it is the engine's to run."""
        self._changed = True
        self._offset_ms, self._frozen_ms = setting
        self.now_ms = setting.now_ms(self.system_ms)

    def set_next_due(self, at_ms: int | None) -> None:
        """Remember when there is something to do again."""
        self._changed = True
        self.next_due_ms = at_ms

    def next_number(self) -> int:
        """1, 2, 3 …: the number of the next record; ids are made from it."""
        self._changed = True
        self._last_number += 1
        return self._last_number

    def move(
        self,
        moves: Moves,
        before: str | None,
        after: str,
        *,
        subject: str,
        amount_minor: int,
        currency: str,
    ) -> str:
        """The status `after`, if the lifecycle allows it; tells exactly one event of the move."""
        self._changed = True
        type_ = event_of(moves, before, after)
        self._last_event += 1
        number = self._last_event
        event = Event(
            str(number), number, type_, self.now_ms, subject, after, amount_minor, currency
        )
        self.tx.put(EVENTS, event)
        return after

    def fingerprint(self, number: str) -> str:
        """What stands for a card number in this sandbox."""
        return fingerprint(number, self._fingerprint_key)

    def decide(self, attempt: Attempt) -> Outcome:
        """What becomes of money that is about to move: the scenario's word, kept in `decision`.

        Ask before anything is written. Raises `FaultMet` when the call is to go no further.
        """
        return self._ask(attempt, scripted=True)

    def meet(self, attempt: Attempt) -> None:
        """Let the scenario delay or break a call whose outcome is not its to decide.

        As `decide`, for everything else that is called.
        """
        self._ask(attempt, scripted=False)

    def _ask(self, attempt: Attempt, *, scripted: bool) -> Outcome:
        attempt = attempt._replace(
            now_ms=self.now_ms, header=self.header, fingerprint_of=self.fingerprint
        )
        counters = Counters(self.tx, self.ids, self.now_ms)
        self.decision = self.world.scenario.decide(attempt, counters, scripted=scripted)
        fault = self.decision.fault
        if fault is not None and not fault.committed:
            raise FaultMet(fault)
        return self.decision.outcome

    def reset(self) -> None:
        """Back to the first second: no records, no counters, the system's clock."""
        self.tx.clear()
        self._stored = None
        self._adopt(SandboxState(self.name, 0, self._fingerprint_key))

    def keep_state(self) -> None:
        """Write the sandbox's own state, if this request changed it."""
        if self._changed:
            state = SandboxState(
                self.name,
                0,
                self._fingerprint_key,
                self._offset_ms,
                self._frozen_ms,
                self._last_number,
                self._last_event,
                self.next_due_ms,
            )
            self.tx.put(STATES, state)
