"""When an answer may leave: before the disk has what it tells of, or after."""

from threading import Event, Thread

import pytest

from paydrill.sandbox.ports import StoreUnavailable
from paydrill.settings import DURABILITIES as SETTING
from paydrill.stores import StoreUrlError, open_store
from paydrill.stores.tinydb.durability import DURABILITIES, Always, Interval
from tests.stores.records import Parcel, get, ids, put
from tests.stores.together import at_once

CLIENTS = 32


class SlowDisk:
    """A file that was appended to, whose syncs end when told."""

    def __init__(self):
        self.written = 0
        self.synced = 0
        self.syncs = 0
        self.begun = Event()
        self.may_end = Event()

    def sync(self):
        reached = self.written
        self.begun.set()
        assert self.may_end.wait(60)
        self.synced = reached
        self.syncs += 1


def test_every_durability_can_be_chosen():
    assert tuple(DURABILITIES) == SETTING


@pytest.mark.parametrize("durability", SETTING)
def test_a_store_keeps_records_with_every_durability(reopen, durability):
    store = reopen(durability)
    assert not store.blocks
    assert (store.group is not None) is (durability == "always")
    store.transact("shop", put(Parcel("a", 1)))
    assert ids(reopen(durability)) == ["a"]


def test_always_waits_for_the_disk():
    disk = SlowDisk()
    always = Always(disk)
    disk.written = 1
    waiting = Thread(target=always.settle, args=(1,))
    waiting.start()
    assert disk.begun.wait(60)
    assert waiting.is_alive()
    disk.may_end.set()
    waiting.join(60)
    assert disk.synced == 1
    always.settle(1)
    assert disk.syncs == 1


def test_all_who_come_while_the_disk_is_busy_share_the_next_sync():
    disk = SlowDisk()
    always = Always(disk)
    disk.written = 1
    first = Thread(target=always.settle, args=(1,))
    first.start()
    assert disk.begun.wait(60)
    others = []
    for number in range(2, CLIENTS + 1):
        disk.written = number
        others.append(Thread(target=always.settle, args=(number,)))
        others[-1].start()
    disk.may_end.set()
    for each in (first, *others):
        each.join(60)
    assert (disk.synced, disk.syncs) == (CLIENTS, 2)


def test_thirty_two_clients_share_syncs(reopen):
    store, everybody, lines, syncs = reopen("always"), Event(), [], []
    file = store.db.log.file
    append, sync = file.append, file.sync

    def counted_append(payloads):
        end = append(payloads)
        lines.append(end)
        if len(lines) > CLIENTS:  # one says what the table's columns are
            everybody.set()
        return end

    def slow_sync():
        syncs.append(1)
        assert everybody.wait(60)
        sync()

    file.append, file.sync = counted_append, slow_sync
    at_once(CLIENTS, lambda client: store.transact(f"box-{client}", put(Parcel("1", 1))))
    # Whoever comes while the first is under way waits for the second, with all others.
    assert 0 < len(syncs) <= 2


def test_what_was_read_is_on_the_disk_as_well(reopen):
    """An answer that tells of another's write would otherwise outlive it."""
    store = reopen("always")
    store.transact("shop", put(Parcel("a", 1)))
    asked = []
    store.db.log.settle = asked.append
    store.transact("shop", get("a"))
    assert asked == [store.db.log.file.written]


def test_a_disk_that_fails_once_is_never_trusted_again(reopen):
    store = reopen("always")
    store.transact("shop", put(Parcel("a", 1)))
    store.db.log.file._broken = True
    for _ in range(2):
        with pytest.raises(StoreUnavailable, match="an earlier write failed; start again"):
            store.transact("shop", put(Parcel("b", 2)))
    assert ids(reopen()) == ["a"]


def test_an_interval_syncs_what_was_written_since_and_only_then():
    disk = SlowDisk()
    interval = Interval(disk)
    disk.written = 3
    interval.settle(3)
    assert disk.begun.wait(60)
    disk.may_end.set()
    interval.close()
    assert (disk.synced, disk.syncs) == (3, 1)


def test_memory_does_not_pretend_to_last():
    with pytest.raises(StoreUrlError, match="memory: keeps nothing on a disk, always or otherwise"):
        open_store("memory:", "always")
