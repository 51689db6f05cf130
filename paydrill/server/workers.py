"""Several processes that serve as one: started, replaced when they end, stopped together."""

import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from threading import Event, Thread

Work = Callable[[], None]
"""What a process does until it is told to stop; it is sent there pickled."""

_PAUSE_S = 1.0
_PATIENCE_S = 30

_log = logging.getLogger("paydrill")


def supervise(works: Sequence[Work]) -> None:
    """Have each done by a process of its own, until this one is told to stop."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(0))
    processes = [_begun(work) for work in works]
    try:
        while True:
            wait([each.sentinel for each in processes])
            Event().wait(_PAUSE_S)  # what cannot even begin is not tried without a pause
            for place, each in enumerate(processes):
                if not each.is_alive():
                    _log.error("worker %s ended (%s), another begins", each.pid, each.exitcode)
                    processes[place] = _begun(works[place])
    finally:
        for each in processes:
            each.terminate()
        for each in processes:
            each.join(_PATIENCE_S)


def _begun(work: Work) -> SpawnProcess:
    process = get_context("spawn").Process(target=_work, args=(work,))
    process.start()
    return process


def _work(work: Work) -> None:
    Thread(target=_end_with_parent, daemon=True).start()
    work()


def _end_with_parent() -> None:
    """A supervisor that is killed stops nobody, so everybody looks out for it."""
    parent = parent_process()
    assert parent is not None  # noqa: S101 - it was started by one
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
