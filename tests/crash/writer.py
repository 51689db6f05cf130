"""A process that writes to a log with many threads, compacts it, and says what is done.

    python -m tests.crash.writer FILE DURABILITY

Each thread numbers its records, goes on where the process before it stopped, and says its own
number and that of the record when the transaction is over.
"""

import os
import sys
from itertools import count
from threading import Thread

from paydrill.stores import open_store
from tests.stores.logs import compact
from tests.stores.records import PARCELS, Parcel, get, put

THREADS = 4
EACH_CLEARS = 20


def write(store, thread):
    """Put one record after another, each with the counter that says how many there are."""
    sandbox = f"box-{thread}"
    last = store.transact(sandbox, get("last")) or Parcel("last", 0)
    for number in count(last.weight + 1):
        store.transact(sandbox, put(Parcel(f"{number}", number), Parcel("last", 0, weight=number)))
        os.write(sys.stdout.fileno(), b"%d %d\n" % (thread, number))
        store.transact("scratch", put(Parcel(f"{thread}-{number}", number)))
        if number % EACH_CLEARS == 0:
            store.transact("scratch", clear_and_count)


def clear_and_count(tx):
    """Begin the sandbox anew: nothing is in it but how often that was done."""
    times = tx.get(PARCELS, "times") or Parcel("times", 0)
    tx.clear()
    tx.put(PARCELS, times._replace(weight=times.weight + 1))


def main(path, durability):
    """Go on until killed."""
    store = open_store(f"tinydb:{path}", durability)
    for thread in range(THREADS):
        Thread(target=write, args=(store, thread), daemon=True).start()
    while True:
        compact(store)


if __name__ == "__main__":
    main(*sys.argv[1:])
