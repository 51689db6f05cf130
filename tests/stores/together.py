"""Threads that set off at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier


def at_once(threads, work):
    """What `work(number)` gave in each of so many threads that set off together."""
    together = Barrier(threads)

    def run(number):
        together.wait()
        return work(number)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, range(threads)))
