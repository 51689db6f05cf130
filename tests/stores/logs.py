"""Logs of TinyDB stores, as files: looked at, torn, compacted."""

import resource
from contextlib import contextmanager

from paydrill.stores.tinydb.log_file import HEADER
from paydrill.stores.versions import VERSION


def lines_of(path):
    """The file's lines after those that say what it is, each with its newline."""
    header, version, *lines = path.read_bytes().splitlines(keepends=True)
    assert (header, version[8:]) == (HEADER, b' ! paydrill "%b"\n' % VERSION.encode())
    return lines


def tear(path, garbage):
    """Have the file end in a line that was not written whole."""
    with path.open("ab") as file:
        file.write(garbage)


def compact(store):
    """Compact the store's log on this thread, whatever it is worth."""
    compaction = store.db.log._compaction
    assert compaction._running.acquire(timeout=60)
    compaction._run()


def everything(store, *tables):
    """All records of all sandboxes."""
    return {
        sandbox: store.transact(sandbox, lambda tx: [list(tx.find(table)) for table in tables])
        for sandbox in store.sandboxes()
    }


@contextmanager
def room_for(length):
    """No file may grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (length, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
