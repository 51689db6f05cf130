"""Run several processes that serve as one: start them, replace them, stop them together."""

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
"""The work of a process until it is stopped; it is sent to the process pickled."""

_PAUSE_S = 1.0
_PATIENCE_S = 30

_log = logging.getLogger("paydrill")


def supervise(works: Sequence[Work]) -> None:
    """Run each work in a process of its own, restarted when it ends, until this one is stopped."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(0))
    processes = [_begun(work) for work in works]
    try:
        while True:
            wait([each.sentinel for each in processes])
            Event().wait(_PAUSE_S)  # a worker that cannot even begin is retried slowly
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
    """End this process with its parent: a supervisor that is killed cannot stop its workers."""
    parent = parent_process()
    assert parent is not None  # noqa: S101 - a worker is started by one
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
