"""Transactions that run ahead of the disk, and wait for it together afterwards."""

from functools import partial
from threading import Event

import pytest

from paydrill.errors import EngineError
from paydrill.sandbox.ports import StoreUnavailable
from tests.stores.records import Parcel, get, put


@pytest.fixture
def disk(reopen):
    """A store that syncs, and whose disk is as slow and as sound as a test wants it."""
    return Disk(reopen("always"))


class Disk:
    """A store's disk: syncs begin, and end once they may."""

    def __init__(self, store):
        self.store = store
        self.syncs = 0
        self.begun, self.may_end = Event(), Event()
        self._file = store.db.log.file
        self._sync, self._file.sync = self._file.sync, self._wait

    def _wait(self):
        self.begun.set()
        assert self.may_end.wait(60)
        self.syncs += 1
        self._sync()

    def ahead(self, work, sandbox="shop"):
        """What a transaction returned, and the commit that it relies on."""
        return self.store.group.ahead(partial(self.store.transact, sandbox, work))

    def fail(self):
        self._file._broken = True
        self.may_end.set()


def test_many_run_ahead_and_share_a_sync(disk):
    commits = [disk.ahead(put(Parcel(f"{number}", number)))[1] for number in range(1, 33)]
    assert commits == sorted(commits)
    assert commits[0] > 0
    kept = disk.store.group.kept(commits[-1])
    assert disk.begun.wait(60)
    assert not kept.done()
    disk.may_end.set()
    kept.result(60)
    assert disk.syncs == 1


def test_a_look_relies_on_what_it_shows(disk):
    _, commit = disk.ahead(put(Parcel("a", 1)))
    assert disk.ahead(get("a")) == (Parcel("a", 1), commit)
    assert disk.ahead(get("a"), "another")[1] == commit  # which may have been dropped before
    disk.may_end.set()
    disk.store.group.kept(commit).result(60)
    assert disk.ahead(get("a")) == (Parcel("a", 1), 0)


def test_a_refusal_relies_on_the_reason_for_it(disk):
    """The work catches it outside of its transaction, as an execution does."""
    _, commit = disk.ahead(put(Parcel("a", 1)))

    def refuse(tx):
        assert tx.get is not None
        raise EngineError("there is one")

    def refused():
        try:
            disk.store.transact("shop", refuse)
        except EngineError as error:
            return str(error)

    assert disk.store.group.ahead(refused) == ("there is one", commit)
    disk.may_end.set()


def test_a_dropped_sandbox_is_gone_once_that_is_kept(disk):
    disk.may_end.set()
    disk.store.transact("shop", put(Parcel("a", 1)))
    disk.may_end.clear()
    _, dropped = disk.store.group.ahead(partial(disk.store.drop, "shop"))
    assert disk.ahead(get("a")) == (None, dropped)
    disk.may_end.set()


def test_work_that_fails_leaves_the_thread_as_it_was(disk):
    def fail(_):
        raise EngineError("no")

    with pytest.raises(EngineError):
        disk.ahead(fail)
    disk.may_end.set()
    disk.store.transact("shop", put(Parcel("a", 1)))
    assert disk.syncs == 1


def test_a_disk_that_fails_keeps_nothing(disk):
    _, commit = disk.ahead(put(Parcel("a", 1)))
    disk.fail()
    for _ in range(2):
        with pytest.raises(StoreUnavailable, match="may not be on the disk, though it was done"):
            disk.store.group.kept(commit).result(60)
    with pytest.raises(StoreUnavailable, match="nothing was done"):
        disk.ahead(put(Parcel("b", 2)))


def test_a_store_is_closed_once_all_is_kept(disk):
    _, commit = disk.ahead(put(Parcel("a", 1)))
    kept = disk.store.group.kept(commit)
    assert disk.begun.wait(60)
    disk.may_end.set()
    disk.store.close()
    assert kept.done()
    assert disk.syncs == 1
