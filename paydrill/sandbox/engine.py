"""The engine: opens a sandbox for a request, does what is due, and commits it as one."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Concatenate, ParamSpec, TypeVar

from paydrill.sandbox.agenda import Agenda
from paydrill.sandbox.clock_moves import catch_up
from paydrill.sandbox.eviction import DEFAULT_SANDBOX, MAX_SANDBOXES, Eviction
from paydrill.sandbox.ports import Store, StoreUnavailable, Transaction
from paydrill.sandbox.sandbox import Sandbox, World
from paydrill.sandbox.signals import Signals
from paydrill.sandbox.state import STATES, SandboxState
from paydrill.values.times import Milliseconds, SystemClock, system_now_ms

_STEP_IN_MS = 5_000
_PORTION = 50
"""Sandboxes that are taken over without a break."""

P = ParamSpec("P")
T = TypeVar("T")


def _nobody(_: str) -> None:
    """Nothing is remembered elsewhere."""


def _conclude(sandbox: Sandbox) -> SandboxState:
    """Write what follows from what was done; returns the state that is left."""
    if sandbox.last_event > sandbox.last_event_before:
        for follow in sandbox.world.domain.before_commit:
            follow(sandbox)
    return sandbox.keep_state()


def _nothing_else(_: Sandbox) -> None:
    """To open a sandbox is to do what is due."""


class Engine:
    """All sandboxes of one store under the scenarios of a server. Safe to call from any thread."""

    def __init__(
        self,
        store: Store,
        world: World,
        *,
        max_sandboxes: int = MAX_SANDBOXES,
        system_clock: SystemClock = system_now_ms,
    ) -> None:
        """Of more than `max_sandboxes` besides the default one, those go that are idle longest."""
        self.store = store
        self._system_clock = system_clock
        self.agenda = Agenda()
        self.posts = Agenda()
        """When which sandbox has webhooks to send."""
        self.signals = Signals()
        self.last_use = Eviction(max_sandboxes)
        self.dropped: Callable[[str], object] = _nobody
        """Told the name of every sandbox that goes, for what is remembered of it elsewhere."""
        self.world = world

    @property
    def now_ms(self) -> Milliseconds:
        """The machine's time, which sandboxes go by unless told otherwise."""
        return self._system_clock()

    @property
    def store_answers(self) -> bool:
        """Whether the store can be used at the moment."""
        try:
            self.state(DEFAULT_SANDBOX)
        except StoreUnavailable:
            return False
        return True

    def run(
        self,
        name: str,
        work: Callable[Concatenate[Sandbox, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Do `work` in the sandbox of that name: all of it is kept, or on any exception none.

        `work` gets the sandbox, then the other arguments; it may be called more than once.
        """

        def in_transaction(tx: Transaction) -> tuple[T, Sandbox, SandboxState | None]:
            sandbox = self._open(name, tx)
            result = work(sandbox, *args, **kwargs)
            return result, sandbox, _conclude(sandbox) if sandbox.has_changed else None

        result, sandbox, changed = self.store.transact(name, in_transaction)
        self.last_use.note(name, sandbox.system_ms)
        if changed is not None:
            if sandbox.is_due_otherwise:
                self._note(changed)
            self.signals.committed(name)
            for idle in self.last_use.surplus():
                self._evict(idle)
        return result

    def do_due(self, name: str) -> None:
        """Do what has fallen due in a sandbox, if there still is one of that name."""
        self.visit(name, _nothing_else)

    def visit(self, name: str, work: Callable[[Sandbox], T]) -> T | None:
        """As `run`, in a sandbox that there still is, and it does not count as used."""

        def in_transaction(tx: Transaction) -> tuple[T | None, SandboxState | None]:
            if tx.get(STATES, name) is None:
                return None, None
            sandbox = self._open(name, tx)
            result = work(sandbox)
            return result, _conclude(sandbox) if sandbox.has_changed else None

        result, changed = self.store.transact(name, in_transaction)
        if changed is not None:
            self.signals.committed(name)
        # Also when nothing was due after all: something else may be, later.
        state = changed or self.state(name)
        if state is None:
            self.last_use.forget(name)  # it was dropped, perhaps by another process
        else:
            self._note(state)
        return result

    def drop(self, name: str) -> None:
        """Forget a sandbox with everything in it; whoever uses it again begins anew."""
        self.last_use.forget(name)
        self.agenda.forget(name)
        self.posts.forget(name)
        try:
            self.store.drop(name)
        except StoreUnavailable:  # and so it is still there, with all that is due in it
            now_ms = self.now_ms
            self.last_use.note(name, now_ms)
            self.agenda.note(name, now_ms)
            self.posts.note(name, now_ms)
            raise
        self.dropped(name)
        self.signals.committed(name)

    def changed_elsewhere(self, name: str | None) -> None:
        """Another process committed in the sandbox of that name, or, for all one knows, in any.

        What has come due there by then is that process's to do, unless it is no more.
        """
        if name is None:
            self.signals.committed_somewhere()
        else:
            now_ms = self.now_ms
            self.last_use.note(name, now_ms)
            self.agenda.note(name, now_ms + _STEP_IN_MS)
            self.posts.note(name, now_ms + _STEP_IN_MS)
            self.signals.committed(name)

    def take_over(self) -> None:
        """See to the sandboxes that the store has from before: what is due, and which may go."""
        for _ in self.taking_over():
            pass

    def taking_over(self) -> Iterator[None]:
        """Do what `take_over` does, with breaks in which others can be served."""
        changed_ms: dict[str, int] = {}
        names = self.store.sandboxes(most=_PORTION)
        while names:
            for state in filter(None, map(self.state, names)):
                self._note(state)
                if state.next_post_ms is not None and not self.store.shared:
                    self.visit(state.id, self.world.domain.on_takeover)
                changed_ms[state.id] = state.changed_ms
            yield
            names = self.store.sandboxes(names[-1], _PORTION)
        self.last_use.recall(changed_ms)
        for idle in self.last_use.surplus():
            self._evict(idle)
            yield

    def state(self, name: str) -> SandboxState | None:
        """What a sandbox remembers about itself; `None` where nobody has used it."""
        return self.store.transact(name, lambda tx: tx.get(STATES, name))

    def _open(self, name: str, tx: Transaction) -> Sandbox:
        sandbox = Sandbox(name, tx, self.world, self._system_clock())
        if sandbox.next_due_ms is not None and sandbox.next_due_ms <= sandbox.now_ms:
            catch_up(sandbox)
        return sandbox

    def _note(self, state: SandboxState) -> None:
        """Note when there is something to do, and to send."""
        due_ms = state.due_system_ms
        if due_ms is not None:
            self.agenda.note(state.id, due_ms)
        if state.next_post_ms is not None:
            self.posts.note(state.id, state.next_post_ms)

    def _evict(self, name: str) -> None:
        """Drop a sandbox that nobody has used for long, here or in another process."""
        # Whatever was asked for is done by now; what is left is done next time.
        with suppress(StoreUnavailable):
            state = self.state(name)
            changed_ms = 0 if state is None else state.changed_ms
            if changed_ms > (self.last_use.at_ms(name) or 0):
                self.last_use.note(name, changed_ms)
            else:
                self.drop(name)
