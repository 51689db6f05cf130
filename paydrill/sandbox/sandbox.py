"""Hold a sandbox during one request: its records, clock, ids, scenario and events.

Everything a request does to a sandbox goes through this object and becomes one commit.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from paydrill.errors import InvalidScenario
from paydrill.sandbox import one_shots
from paydrill.sandbox.counters import Counters
from paydrill.sandbox.events import EVENTS, Event
from paydrill.sandbox.initial_settings import ORIGINS, Origin
from paydrill.sandbox.lifecycle import Moves
from paydrill.sandbox.one_shots import OneShot
from paydrill.sandbox.own_scenarios import OWN_SCENARIOS
from paydrill.sandbox.ports import Transaction
from paydrill.sandbox.state import STATES, SandboxState
from paydrill.sandbox.world import World
from paydrill.scenarios.attempt import NOTHING_SENT, Attempt, Sent, no_header
from paydrill.scenarios.faults import FaultMet
from paydrill.scenarios.outcomes import Outcome
from paydrill.scenarios.rules import Rule
from paydrill.scenarios.scenario import NO_RULE, Decision, Scenario, decide
from paydrill.values.cards import fingerprint
from paydrill.values.ids import Ids, ids_of, new_secret
from paydrill.values.times import ClockSetting


class Sandbox:
    """One sandbox inside one transaction.

    `now_ms` is its clock's time, `clock` the difference from the machine's. `last_event` is the
    position of its newest event, `last_event_before` that before this request; `noted` are events
    not followed yet. `memo` has what was read out of the texts of records, by the record's id, with
    that text. `header` returns a header of the request, `sent` the rest of it; `decision`
    is the scenario's. `has_changed` tells whether there is a state to write, `has_pushed` whether a
    contract pushed. With `posts_first`, the response waits for the webhooks.
    """

    __slots__ = (
        "_ids",
        "_last_number",
        "_scenario",
        "_settings",
        "_stored",
        "clock",
        "currencies",
        "decision",
        "has_changed",
        "has_pushed",
        "header",
        "last_event",
        "last_event_before",
        "memo",
        "name",
        "next_due_ms",
        "noted",
        "now_ms",
        "posts_first",
        "sent",
        "system_ms",
        "tx",
        "world",
    )

    def __init__(self, name: str, tx: Transaction, world: World, system_ms: int) -> None:
        """Read the sandbox's state, or start a new one."""
        self.name = name
        self.tx = tx
        self.world = world
        self.currencies = world.currencies
        self.system_ms = system_ms
        self.decision: Decision = NO_RULE
        self.header: Callable[[str], str | None] = no_header
        self.sent: Sent = NOTHING_SENT
        self.posts_first = self.has_pushed = False
        self.noted: list[Event] = []
        self.memo: dict[str, tuple[str, Any]] = {}
        self._stored = tx.get(STATES, name)
        self._adopt(self._stored or SandboxState(name, 0, new_secret()))

    def _adopt(self, state: SandboxState) -> None:
        self.has_changed = state is not self._stored
        self._settle(state)
        self.next_due_ms = state.next_due_ms
        self._last_number = state.last_number
        self.last_event = self.last_event_before = state.last_event
        self.clock = state.clock
        self.now_ms = self.clock.now_ms(self.system_ms)

    def _set(self, **settings: Any) -> None:
        self.has_changed = True
        self._settle(self._settings._replace(**settings))

    def _settle(self, settings: SandboxState) -> None:
        self._settings = settings
        self._ids: Ids | None = None  # this and the scenario are made when they are first needed
        self._scenario: Scenario | None = None

    def set_clock(self, setting: ClockSetting) -> None:
        """Set the clock; the caller runs what falls due by it."""
        self._set(offset_ms=setting.offset_ms, frozen_ms=setting.frozen_ms)
        self.clock = setting
        self.now_ms = setting.now_ms(self.system_ms)

    @property
    def ids(self) -> Ids:
        """Ids and chance by the seed of the sandbox, or its scenario's, or the server's."""
        if self._ids is None:
            seed = self._settings.seed
            if seed is None:
                seed = self.scenario.seed
            self._ids = ids_of(self.world.seed if seed is None else seed, self.name)
        return self._ids

    @property
    def scenario(self) -> Scenario:
        """The scenario that decides here: the sandbox's own, the server's, or its default."""
        if self._scenario is None:
            self._scenario = self._find_scenario()
        return self._scenario

    def _find_scenario(self) -> Scenario:
        scenarios, name = self.world.scenarios, self._settings.scenario
        if name is None:
            return scenarios.default
        own = self.tx.get(OWN_SCENARIOS, name)
        # The chosen scenario may have been removed since, or a file it includes become invalid.
        with suppress(InvalidScenario):
            return scenarios.compile(own.text) if own else scenarios.find(name) or scenarios.default
        return scenarios.default

    def choose_scenario(self, name: str | None) -> None:
        """Choose the scenario that decides from now on; `None` for the server's default."""
        self._set(scenario=name)

    def set_next_due(self, at_ms: int | None) -> None:
        """Remember the next due time."""
        self.has_changed, self.next_due_ms = True, at_ms

    def set_next_post(self, at_ms: int | None) -> None:
        """Remember when to send webhooks next."""
        self._set(next_post_ms=at_ms)

    @property
    def next_post_ms(self) -> int | None:
        """When to send webhooks next, by the machine's clock; `None` where there are none."""
        return self._settings.next_post_ms

    def set_endpoints(self, count: int) -> None:
        """Remember how many webhook endpoints there are."""
        self._set(endpoints=count)

    @property
    def has_endpoints(self) -> bool:
        """Whether the sandbox has a webhook endpoint."""
        return self._settings.endpoints > 0

    def next_number(self) -> int:
        """Return the number of the next record, from 1 on; ids are made from it."""
        self.has_changed = True
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
        """Record exactly one event of the move, if the lifecycle allows it, and return `after`.

        Raises `IllegalMoveError`, also where several events tell of the move.
        """
        self.note(moves.event_of(before, after), subject, after, amount_minor, currency)
        return after

    def note(
        self, type_: str, subject: str, status: str, amount_minor: int = 0, currency: str = ""
    ) -> int:
        """Record an event, and return its position; one about no money has no currency."""
        self.has_changed = True
        number = self.last_event = self.last_event + 1
        told = (str(number), number, type_, self.now_ms, subject, status, amount_minor, currency)
        self.noted.append(event := EVENTS.record_of(told))
        self.tx.put(EVENTS, event)
        return number

    @property
    def is_due_otherwise(self) -> bool:
        """Whether the next due time or the clock changed, so that the agenda must be updated."""
        return self._settings is not self._stored or self._settings.next_due_ms != self.next_due_ms

    def fingerprint(self, number: str) -> str:
        """Return the text that stands for a card number in this sandbox."""
        return fingerprint(number, self.fingerprint_key)

    @property
    def fingerprint_key(self) -> str:
        """The sandbox's own key of fingerprints."""
        return self._settings.fingerprint_key

    @property
    def matches(self) -> Callable[[str, str], bool]:
        """See `Place.matches`."""
        return self.world.standards.matches

    def decide(self, attempt: Attempt) -> Outcome:
        """Ask the scenario for an outcome before anything is written; `decision` keeps it.

        Raises `FaultMet` when the call must go no further.
        """
        return self._ask(attempt, scripted=True)

    def meet(self, attempt: Attempt) -> None:
        """Ask the scenario for a delay or a fault only; rules with an outcome are skipped.

        For calls whose outcome the scenario does not decide. Raises `FaultMet`.
        """
        self._ask(attempt, scripted=False)

    def _ask(self, attempt: Attempt, *, scripted: bool) -> Outcome:
        first = self.one_shots() if self._settings.one_shots else ()
        rules = self.scenario.rules_for(attempt, scripted=scripted, first=first)
        if not rules:
            return NO_RULE.outcome
        decision = decide(rules, attempt, Counters(self.tx, self.ids, self.now_ms))
        if first and (spent := one_shots.spend(self.tx, decision.rules)):
            self._set(one_shots=self._settings.one_shots - spent)
        self.decision = decision
        if decision.is_answer:
            raise FaultMet(decision.fault)
        return decision.outcome

    def is_silent_on(self, operation: str, *, scripted: bool) -> bool:
        """Tell whether neither the scenario nor a one-shot outcome can apply to such a call."""
        waiting, scenario = self._settings.one_shots, self.scenario
        return not waiting and scenario.is_silent_on(operation, scripted=scripted)

    def one_shots(self) -> tuple[Rule, ...]:
        """Return the rules for the next matching call, tried before the scenario's own."""
        return tuple(one_shots.waiting(self.tx, self.world.scenarios.compile_rule))

    def add_one_shot(self, text: str) -> OneShot:
        """Have the rule `{"when": …, "then": …}` tried first, once. Raises `InvalidScenario`."""
        number = Counters(self.tx, self.ids, self.now_ms).count(one_shots.COUNTED)
        made = one_shots.add(self.tx, self.world.scenarios.compile_rule, number, text)
        self._set(one_shots=self._settings.one_shots + 1)
        return made

    @property
    def is_new(self) -> bool:
        """Whether it had no stored state before this request."""
        return self._stored is None

    def begin(self, origin: Origin) -> None:
        """Apply the settings of its creation. Raises `InvalidClock`."""
        self.tx.put(ORIGINS, origin)
        self._set(seed=origin.seed, scenario=origin.scenario)
        self.set_clock(origin.clock(self.system_ms))

    def forget_one_shots(self) -> None:
        """Delete all one-shot outcomes."""
        one_shots.spend(self.tx, [rule.name for rule in self.one_shots()])
        self._set(one_shots=0)

    def reset(self) -> None:
        """Delete all records and counters, and restore the settings it was created with."""
        origin = self.tx.get(ORIGINS, self.name)
        self.tx.clear()
        self._stored = None
        self._adopt(SandboxState(self.name, 0, self.fingerprint_key))
        if origin is not None:
            self.begin(origin)

    def resume(self, state: SandboxState, now_ms: int) -> None:
        """Continue from a state, with its records, as if no time had passed since `now_ms`."""
        self._stored = state
        self._adopt(state)
        clock = ClockSetting(now_ms - self.system_ms) if state.frozen_ms is None else state.clock
        self.set_clock(clock)

    def keep_state(self) -> SandboxState:
        """Write the sandbox's own state, and return it."""
        progress = (self._last_number, self.last_event, self.next_due_ms, self.system_ms)
        state = self._settings.after(*progress)
        self.tx.put(STATES, state)
        return state
