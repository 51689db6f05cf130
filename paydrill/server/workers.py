"""Run several processes that serve as one: start, replace, renew and stop them.

SIGHUP renews them, one after another: a new process takes connections from the socket of the old
one before the old one is asked to leave, so there is always one that answers. What was read at
the start of a process, such as contracts, handlers and certificates, is read again; the settings
stay. The hangup of a terminal, which sends the same signal, ends the server as it does all others.
"""

import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from pathlib import Path
from socket import socketpair
from threading import Event, Thread
from typing import Any, Protocol

_SERVES = b"serves"
_LEAVE = b"leave"
_PAUSE_S = 1.0
_PATIENCE_S = 30
_TERMINAL = Path("/dev/tty")

_log = logging.getLogger("paydrill.workers")


class End(Protocol):
    """An end of a pipe; those of Windows have another type."""

    def fileno(self) -> int:
        """Return its file descriptor."""

    def send_bytes(self, buf: bytes) -> None:
        """Send a message to the other end."""

    def recv_bytes(self) -> bytes:
        """Wait for a message, and return it."""


class Line:
    """A worker's line to its supervisor."""

    def __init__(self, end: End) -> None:
        """Speak through this end of a pipe."""
        self._end = end
        self.fileno = end.fileno

    def tell_serving(self) -> None:
        """Tell the supervisor that connections are taken."""
        with suppress(OSError):  # without a supervisor the worker is about to end
            self._end.send_bytes(_SERVES)

    def asks_to_leave(self) -> bool:
        """Read the supervisor's word; return whether it is the one to leave."""
        with suppress(OSError, EOFError):
            return self._end.recv_bytes() == _LEAVE
        return False


Work = Callable[[Line], None]
"""The work of a process until it is stopped; it is sent to the process pickled."""


class _Worker:
    """A process that was begun, and the supervisor's end of its line."""

    def __init__(self, work: Work) -> None:
        context = get_context("spawn")
        self.line, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(work, Line(theirs)))
        self.process.start()
        theirs.close()
        self.serves = False

    def hear(self) -> None:
        """Read that the process serves; one that has ended says nothing."""
        with suppress(OSError, EOFError):
            self.serves = self.line.recv_bytes() == _SERVES

    def ask_to_leave(self) -> None:
        """Ask the process to end once its connections are gone."""
        with suppress(OSError):  # it has ended
            self.line.send_bytes(_LEAVE)

    @property
    def has_ended(self) -> bool:
        """Whether the process is no more."""
        return not self.process.is_alive()

    def __str__(self) -> str:
        return f"worker {self.process.pid}"


class _Supervisor:
    """The workers that serve, one for each work, and those that come and go in a renewal."""

    def __init__(self, works: Sequence[Work]) -> None:
        self._works = works
        self._serving: list[_Worker] = []
        self._leaving: list[_Worker] = []
        self._new: _Worker | None = None
        """The one that is to take the place numbered `_place`."""
        self._place = 0
        self._is_asked = False
        self._is_stopped = False
        self._bell, self._button = socketpair()
        self._bell.settimeout(0)
        self._button.settimeout(0)

    # Signal handlers call the next two. They raise nothing: an exception that comes while an object
    # is deleted is lost.

    def renew(self) -> None:
        """Ask for new workers in place of all."""
        self._is_asked = True
        self._ring()

    def stop(self) -> None:
        """Ask for the end of all workers, and of `run`."""
        self._is_stopped = True
        self._ring()

    def run(self) -> None:
        """Supervise until asked to stop, then stop all workers."""
        try:
            self._serving += map(_Worker, self._works)
            while not self._is_stopped:
                self._wait()
                self._see_to_serving()
                self._see_to_leaving()
                self._see_to_renewal()
        finally:
            workers = self._all()
            for each in workers:
                each.process.terminate()
            for each in workers:
                each.process.join(_PATIENCE_S)

    def _ring(self) -> None:
        with suppress(BlockingIOError):  # it rings already
            self._button.send(b"!")

    def _all(self) -> list[_Worker]:
        return [*self._serving, *self._leaving, *([self._new] if self._new else [])]

    def _wait(self) -> None:
        """Wait for the bell, the end of a worker, or the word of one that begins to serve."""
        beginning: dict[Any, _Worker] = {each.line: each for each in self._all() if not each.serves}
        ends = [each.process.sentinel for each in self._all()]
        for news in wait([self._bell, *ends, *beginning]):
            if news in beginning:
                beginning[news].hear()
        with suppress(BlockingIOError):
            self._bell.recv(4096)

    def _see_to_serving(self) -> None:
        """Replace workers that have ended."""
        for place, each in enumerate(self._serving):
            if each.has_ended:
                _log.error("%s ended (%s), another begins", each, each.process.exitcode)
                if not each.serves:
                    Event().wait(_PAUSE_S)  # one that cannot even begin is retried slowly
                self._serving[place] = _Worker(self._works[place])

    def _see_to_leaving(self) -> None:
        self._leaving = [each for each in self._leaving if not each.has_ended]

    def _see_to_renewal(self) -> None:
        """Go on with a renewal, or begin one once those who left the last time are gone."""
        if self._new is None:
            if self._is_asked and not self._leaving:
                self._is_asked, self._place = False, 0
                self._new = _Worker(self._works[0])
        elif self._new.has_ended:
            _log.error("%s ended (%s) before it served; the others stay", self._new, self._code())
            self._new = None
        elif self._new.serves:
            self._take_over(self._new)

    def _code(self) -> int | None:
        return None if self._new is None else self._new.process.exitcode

    def _take_over(self, new: _Worker) -> None:
        old, self._serving[self._place] = self._serving[self._place], new
        _log.info("%s serves in place of %s", new, old)
        old.ask_to_leave()
        self._leaving.append(old)
        self._place += 1
        more = self._place < len(self._works)
        self._new = _Worker(self._works[self._place]) if more else None


def supervise(works: Sequence[Work]) -> None:
    """Run each work in a process of its own, restarted when it ends, until this one is stopped."""
    supervisor = _Supervisor(works)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: supervisor.stop())
    if sys.platform != "win32":
        outlives_terminal = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN  # as nohup has it
        had_terminal = _has_terminal() and not outlives_terminal

        def hang_up_or_renew(*_: object) -> None:
            if had_terminal and not _has_terminal():
                supervisor.stop()
            else:
                supervisor.renew()

        signal.signal(signal.SIGHUP, hang_up_or_renew)
    supervisor.run()


def _has_terminal() -> bool:
    try:
        with _TERMINAL.open("rb"):
            return True
    except OSError:
        return False


def _work(work: Work, line: Line) -> None:
    if sys.platform != "win32":
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # the supervisor's to hear
    Thread(target=_end_with_parent, daemon=True).start()
    work(line)


def _end_with_parent() -> None:
    """End this process with its parent: a supervisor that is killed cannot stop its workers."""
    parent = parent_process()
    assert parent is not None  # noqa: S101 - a worker is started by one
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
