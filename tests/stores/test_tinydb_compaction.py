"""A log full of what is no longer so is written anew, while requests go on."""

import logging
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Event

import pytest

from paydrill.stores import open_store
from paydrill.stores.tinydb import compaction
from tests.stores.logs import compact, everything, lines_of, room_for
from tests.stores.records import LETTERS, PARCELS, Parcel, find, ids, put


@pytest.fixture
def soon(monkeypatch):
    """Small files are compacted, too."""
    monkeypatch.setattr(compaction, "SMALLEST_BYTES", 20_000)


def wait_for_compaction(store):
    """Have the compaction that is under way come to its end."""
    with store.db.log._compaction._running:
        pass


def test_a_compacted_log_says_the_same_in_less(file, reopen):
    store = reopen()
    for weight in range(50):
        store.transact("shop", put(Parcel("a", 1, weight=weight), Parcel(f"{weight}", weight)))
        store.transact("till", put(Parcel("l", 1, weight=weight), table=LETTERS))
    store.transact("shop", lambda tx: tx.delete(PARCELS, "7"))
    store.transact("gone", put(Parcel("x", 1)))
    store.transact("gone", lambda tx: tx.clear())
    store.db.insert({"name": "theirs"})
    before, length = everything(store, PARCELS, LETTERS), file.stat().st_size
    compact(store)
    assert file.stat().st_size < length / 2
    assert everything(store, PARCELS, LETTERS) == before
    store.transact("shop", put(Parcel("after", 99)))
    before["shop"][0].append(Parcel("after", 99))
    store = reopen()
    assert everything(store, PARCELS, LETTERS) == before
    assert [dict(each) for each in store.db.all()] == [{"name": "theirs"}]
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.usefixtures("soon")
def test_a_log_is_compacted_when_less_than_a_quarter_of_it_is_so(file, reopen, caplog):
    caplog.set_level(logging.INFO, "paydrill")
    store = reopen()
    for number in range(100):
        store.transact("shop", put(Parcel(f"{number}", number)))
    largest = 0
    for weight in range(3000):
        store.transact("shop", put(Parcel("0", 0, weight=weight)))
        wait_for_compaction(store)
        largest = max(largest, file.stat().st_size)
    assert largest < 60_000
    assert f"{file}: compacted from " in caplog.text
    assert len(ids(reopen())) == 100


@pytest.mark.usefixtures("soon")
def test_sandboxes_that_are_cleared_again_and_again_take_no_room(file, reopen):
    store = reopen()
    for number in range(500):
        for position in range(10):
            store.transact(f"box-{number % 3}", put(Parcel(f"{position}", position)))
        store.transact(f"box-{number % 3}", lambda tx: tx.clear())
        wait_for_compaction(store)
    assert file.stat().st_size < 40_000
    assert reopen().sandboxes() == []


def test_what_was_garbage_before_is_noticed_when_the_log_is_opened(file, reopen, monkeypatch):
    store = reopen()
    for _ in range(200):
        store.transact("shop", put(*(Parcel(f"{n}", n) for n in range(5))))
        store.transact("shop", lambda tx: tx.clear())
    store.close()
    monkeypatch.setattr(compaction, "SMALLEST_BYTES", 1000)
    wait_for_compaction(reopen())
    assert file.stat().st_size < 1000


@pytest.mark.usefixtures("soon")
def test_payments_alone_are_not_worth_a_compaction(reopen, caplog):
    caplog.set_level(logging.INFO, "paydrill")
    store = reopen()
    for number in range(500):  # a payment, its event, the customer's totals, the sandbox's state
        two_new = (Parcel(f"{number}", number), Parcel(f"e{number}", number))
        store.transact("shop", put(*two_new, Parcel("totals", 0), Parcel("state", 0)))
    wait_for_compaction(store)
    assert "compacted" not in caplog.text


def test_nothing_is_lost_while_requests_go_on(reopen):
    store = reopen("always")
    stop, threads = Event(), 4

    def work(number):
        kept = 0
        for kept in count(1):
            sandbox = f"box-{(number + kept) % 3}"
            store.transact(sandbox, put(Parcel(f"{number}/{kept}", kept), Parcel("last", 0)))
            if kept % 50 == 0:
                store.transact(f"own-{number}", lambda tx: tx.clear())
            store.transact(f"own-{number}", put(Parcel(f"{kept}", kept), table=LETTERS))
            if stop.is_set():
                return kept
        return kept

    with ThreadPoolExecutor(threads) as pool:
        working = [pool.submit(work, number) for number in range(threads)]
        for _ in range(10):
            compact(store)
        stop.set()
        kept = [each.result() for each in working]
    before = everything(store, PARCELS, LETTERS)
    assert sum(len(found[0]) - 1 for name, found in before.items() if "box" in name) == sum(kept)
    store = reopen()
    assert everything(store, PARCELS, LETTERS) == before
    assert store.sandboxes() == sorted(before)


def test_a_sandbox_nobody_uses_is_copied_unread(reopen):
    store = reopen()
    store.transact("shop", put(Parcel("a", 1)))
    store.transact("shop", lambda tx: tx.delete(PARCELS, "a"))
    store.transact("shop", put(Parcel("b", 1)))
    store = reopen()
    compact(store)
    assert len(store.db.log.scopes()[0]._unread) == 3
    assert ids(store) == ["b"]
    assert ids(reopen()) == ["b"]


def test_a_store_can_be_closed_in_the_middle_of_a_compaction(file, reopen):
    store = reopen()
    store.transact("shop", put(*(Parcel(f"{number}", number) for number in range(5000))))
    store.db.log._compaction._closing.set()
    compact(store)
    assert list(file.parent.iterdir()) == [file]
    assert len(ids(reopen())) == 5000


def test_a_compaction_that_fails_is_told_and_changes_nothing(file, reopen, caplog):
    store = reopen()
    store.transact("shop", put(Parcel("a", 1)))
    (file.parent / "records.tinydb.compacting").mkdir()
    compact(store)
    assert f"{file} could not be compacted" in caplog.text
    store.transact("shop", put(Parcel("b", 2)))
    assert ids(reopen()) == ["a", "b"]


def test_a_compaction_without_room_leaves_nothing_behind(file, reopen, caplog):
    store = reopen()
    store.transact("shop", put(*(Parcel(f"{number}", number) for number in range(3000))))
    with room_for(file.stat().st_size // 2):
        compact(store)
    assert f"{file} could not be compacted" in caplog.text
    assert list(file.parent.iterdir()) == [file]
    store.transact("shop", put(Parcel("after", 2)))
    assert len(ids(reopen())) == 3001


def test_what_an_interrupted_compaction_left_is_cleared_away(file, reopen):
    store = reopen()
    store.transact("shop", put(Parcel("a", 1)))
    (file.parent / "records.tinydb.compacting").write_bytes(b"half of it")
    compact(store)
    assert list(file.parent.iterdir()) == [file]
    assert ids(reopen()) == ["a"]


def test_a_second_store_is_refused_after_a_compaction_as_well(file, reopen):
    store = reopen()
    store.transact("shop", put(Parcel("a", 1)))
    compact(store)
    with pytest.raises(ValueError, match="is in use by another process"):
        open_store(f"tinydb:{file}")
    assert store.transact("shop", find()) == [Parcel("a", 1)]
    assert len(lines_of(file)) == 2
