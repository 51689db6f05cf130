"""Open a sandbox for a request, run its due work, and commit everything at once."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

from paydrill.sandbox.agenda import Agenda
from paydrill.sandbox.clock_moves import catch_up
from paydrill.sandbox.eviction import MAX_SANDBOXES, Eviction
from paydrill.sandbox.ports import Store, StoreUnavailable, Transaction
from paydrill.sandbox.sandbox import Sandbox
from paydrill.sandbox.signals import Signals
from paydrill.sandbox.state import STATES, SandboxState
from paydrill.sandbox.world import World
from paydrill.values.times import Milliseconds, SystemClock, system_now_ms

_STEP_IN_MS = 5_000
_PORTION = 50
"""Sandboxes taken over between two breaks."""
_MOST_THREADS = 40
"""Calls that can wait for a store at a time; threads are made when they are needed."""

P = ParamSpec("P")
T = TypeVar("T")


def _nobody(_: str) -> None:
    """Do nothing: no other part keeps anything about a sandbox."""


def _conclude(sandbox: Sandbox) -> SandboxState:
    """Run what follows from new events, write the sandbox's state, and return it."""
    if sandbox.last_event > sandbox.last_event_before:
        sandbox.world.domain.after_step(sandbox)
        for follow in sandbox.world.domain.before_commit:
            follow(sandbox)
    return sandbox.keep_state()


def _nothing_else(_: Sandbox) -> None:
    """Do nothing: opening a sandbox runs its due work."""


class Engine:
    """All sandboxes of one store under a server's scenarios. Safe to call from any thread."""

    def __init__(
        self,
        store: Store,
        world: World,
        *,
        max_sandboxes: int = MAX_SANDBOXES,
        system_clock: SystemClock = system_now_ms,
    ) -> None:
        """Keep at most `max_sandboxes` besides the default one; the longest idle are dropped."""
        self.store = store
        self._system_clock = system_clock
        self.agenda = Agenda()
        self.posts = Agenda()
        """The times at which sandboxes have webhooks to send."""
        self.signals = Signals()
        self.last_use = Eviction(max_sandboxes)
        self.dropped: Callable[[str], object] = _nobody
        """Called with the name of every dropped sandbox, so that other parts forget it too."""
        self.world = world
        self._threads = ThreadPoolExecutor(_MOST_THREADS, "store")

    @property
    def now_ms(self) -> Milliseconds:
        """The machine's time, on which the sandboxes' clocks are based."""
        return self._system_clock()

    @property
    def store_works(self) -> bool:
        """Whether records can be read and written at the moment."""
        try:
            self.store.check()
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
        """Run `work` in the named sandbox and commit all it wrote; nothing on any exception.

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

    async def call(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call work that uses the store: on a worker thread if the store blocks, else right here.

        Returns once its result may be shown. A worker thread cannot hand on a `StopIteration`,
        which `work` must not raise.
        """
        if self.store.blocks:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, partial(work, *args, **kwargs))
        group = self.store.group
        if group is None:
            return work(*args, **kwargs)
        result, commit = group.ahead(partial(work, *args, **kwargs))
        if commit:
            await asyncio.wrap_future(group.kept(commit))
        return result

    def do_due(self, name: str) -> None:
        """Run the due work of a sandbox, if it still exists."""
        self.visit(name, _nothing_else)

    def visit(self, name: str, work: Callable[[Sandbox], T]) -> T | None:
        """Run `work` as `run` does, but only in a sandbox that exists, and without noting a use.

        Returns `None` for an unknown sandbox.
        """

        def in_transaction(tx: Transaction) -> tuple[T | None, SandboxState | None]:
            if tx.get(STATES, name) is None:
                return None, None
            sandbox = self._open(name, tx)
            result = work(sandbox)
            return result, _conclude(sandbox) if sandbox.has_changed else None

        result, changed = self.store.transact(name, in_transaction)
        if changed is not None:
            self.signals.committed(name)
        # Also when nothing was due after all: the sandbox may have a later due time.
        state = changed or self.state(name)
        if state is None:
            self.last_use.forget(name)  # it was dropped, perhaps by another process
        else:
            self._note(state)
        return result

    def drop(self, name: str) -> None:
        """Delete a sandbox with everything in it; its next use starts anew."""
        self.last_use.forget(name)
        self.agenda.forget(name)
        self.posts.forget(name)
        try:
            self.store.drop(name)
        except StoreUnavailable:  # so the sandbox still exists, with its due work
            now_ms = self.now_ms
            self.last_use.note(name, now_ms)
            self.agenda.note(name, now_ms)
            self.posts.note(name, now_ms)
            raise
        self.dropped(name)
        self.signals.committed(name)

    def changed_elsewhere(self, name: str | None) -> None:
        """Note that another process committed in that sandbox; `None` means perhaps in any.

        That process runs what fell due there. This one steps in a little later, in case it is gone.
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
        """Take over the sandboxes that the store has: note their due work, and drop the surplus."""
        for _ in self.taking_over():
            pass

    def taking_over(self) -> Iterator[None]:
        """Do what `take_over` does, with breaks in which requests can be served."""
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
        """Return the stored state of a sandbox; `None` if it does not exist."""
        return self.store.transact(name, lambda tx: tx.get(STATES, name))

    def _open(self, name: str, tx: Transaction) -> Sandbox:
        sandbox = Sandbox(name, tx, self.world, self._system_clock())
        if sandbox.next_due_ms is not None and sandbox.next_due_ms <= sandbox.now_ms:
            catch_up(sandbox)
        return sandbox

    def _note(self, state: SandboxState) -> None:
        """Note the sandbox's next due time and its next webhook."""
        due_ms = state.due_system_ms
        if due_ms is not None:
            self.agenda.note(state.id, due_ms)
        if state.next_post_ms is not None:
            self.posts.note(state.id, state.next_post_ms)

    def _evict(self, name: str) -> None:
        """Drop an idle sandbox, unless another process has used it since."""
        # The request is committed by now; a failed eviction is tried again after a later one.
        with suppress(StoreUnavailable):
            state = self.state(name)
            changed_ms = 0 if state is None else state.changed_ms
            if changed_ms > (self.last_use.at_ms(name) or 0):
                self.last_use.note(name, changed_ms)
            else:
                self.drop(name)
