"""The log as a file: what is torn is cut off, what is corrupt refused, and one process has it."""

import pytest

from paydrill.sandbox.ports import StoreUnavailable
from paydrill.stores import StoreUrlError, open_store
from paydrill.stores.tinydb.log_file import HEADER
from tests.factories import Merchant, make_engine
from tests.server_process import refused
from tests.stores.logs import lines_of, room_for
from tests.stores.records import LETTERS, PARCELS, Parcel, find, ids, put

NO_ROOM = r"cannot be written, and nothing was done: (File too large|No space)"


@pytest.fixture
def shelf(file, reopen):
    """A closed log with some commits of two sandboxes; the last commit puts parcel `d`."""
    store = reopen()
    store.transact("shop", put(Parcel("a", 1), Parcel("b", 2)))
    store.transact("till", put(Parcel("z", 1), table=LETTERS))
    store.transact("shop", lambda tx: tx.delete(PARCELS, "a"))
    store.transact("shop", put(Parcel("c", 3), Parcel("b", 2, weight=5)))
    store.transact("shop", put(Parcel("d", 4, note="the last")))
    store.close()
    return file


def test_a_transaction_is_one_line_whatever_it_writes(file, reopen):
    merchant = Merchant(make_engine(reopen()))
    merchant.authorize()
    merchant.authorize()
    before = len(lines_of(file))
    merchant.authorize()
    merchant.pay()
    assert (
        len(lines_of(file)) - before == 2 + len(["tokens", "transactions", "customer_totals"]) + 1
    )


def test_a_tail_torn_at_any_byte_is_cut_off_and_told(shelf, caplog):
    whole = shelf.read_bytes()
    start = len(whole) - len(lines_of(shelf)[-1])
    for end in range(start, len(whole)):
        shelf.write_bytes(whole[:end])
        caplog.clear()
        store = open_store(f"tinydb:{shelf}")
        assert ids(store) == ["b", "c"]
        assert shelf.stat().st_size == start
        told = [record.getMessage() for record in caplog.records]
        torn = f"{shelf}: cut off a torn line of {end - start} bytes at byte {start}; it was"
        assert told == ([f"{torn} never acknowledged"] if end > start else [])
        store.transact("shop", put(Parcel("e", 5)))
        store.close()
        store = open_store(f"tinydb:{shelf}")
        assert ids(store) == ["b", "c", "e"]
        store.close()


def test_a_torn_header_is_that_of_a_new_file(file, reopen):
    file.parent.mkdir()
    for end in range(len(HEADER)):
        file.write_bytes(HEADER[:end])
        store = reopen()
        store.transact("shop", put(Parcel("a", 1)))
        assert ids(reopen()) == ["a"]


def test_a_changed_byte_anywhere_is_refused_with_its_line_and_changes_nothing(shelf):
    whole = shelf.read_bytes()
    lines = whole.splitlines(keepends=True)
    start = len(lines[0])
    for number, line in enumerate(lines[1:], 2):
        for at in range(start, start + len(line) - 1):
            changed = bytearray(whole)
            changed[at] ^= 0x10 if whole[at] ^ 0x10 != ord("\n") else 0x20
            shelf.write_bytes(changed)
            with pytest.raises(StoreUrlError) as caught:
                open_store(f"tinydb:{shelf}")
            assert f"{shelf}, line {number}, from byte {start}," in str(caught.value)
            assert shelf.read_bytes() == changed
        start += len(line)


def test_a_line_that_is_missing_doubled_or_moved_is_refused(shelf):
    header, *lines = shelf.read_bytes().splitlines(keepends=True)
    for wrong in (
        *([*lines[:at], *lines[at + 1 :]] for at in range(len(lines) - 1)),
        *([*lines[:at], lines[at], *lines[at:]] for at in range(len(lines))),
        *(
            [*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]]
            for at in range(len(lines) - 1)
        ),
    ):
        shelf.write_bytes(b"".join([header, *wrong]))
        with pytest.raises(StoreUrlError, match="is not as it was written"):
            open_store(f"tinydb:{shelf}")


def test_what_is_said_of_a_corrupt_line_saves_what_came_before_it(shelf):
    lines = lines_of(shelf)
    whole = shelf.read_bytes()
    start = len(whole) - len(b"".join(lines[-2:]))
    shelf.write_bytes(whole[: start + 20] + b"!" + whole[start + 21 :])
    with pytest.raises(StoreUrlError, match=f"Its first {start} bytes are whole"):
        open_store(f"tinydb:{shelf}")
    shelf.write_bytes(shelf.read_bytes()[:start])
    store = open_store(f"tinydb:{shelf}")
    assert ids(store) == ["b"]
    store.close()


def test_a_second_store_is_refused_while_the_first_is_open(file, reopen):
    store = reopen()
    store.transact("shop", put(Parcel("a", 1)))
    with pytest.raises(StoreUrlError, match=f"{file} is in use by another process"):
        open_store(f"tinydb:{file}")
    store.transact("shop", put(Parcel("b", 2)))
    assert ids(reopen()) == ["a", "b"]


def test_a_second_server_is_refused_with_what_to_do(file, reopen):
    reopen()
    code, said = refused("--port", "0", "--store", f"tinydb:{file}")
    assert (code, len(said)) == (2, 1)
    assert f"{file} is in use by another process; stop that one, or name another file" in said[0]


def test_a_check_wants_room_for_what_had_none(reopen):
    store = reopen()
    long = Parcel("a", 1, note="x" * 100_000)
    with room_for(50_000), pytest.raises(StoreUnavailable):
        store.transact("shop", put(long))
    with room_for(50_000):
        with pytest.raises(StoreUnavailable):
            store.check()
        store.transact("shop", put(Parcel("b", 1)))
    store.check()
    with room_for(50_000):
        store.check()


@pytest.mark.parametrize("room", [0, 1, 30, 100])
def test_what_could_not_be_written_never_happened(file, reopen, room):
    store = reopen()
    store.transact("shop", put(Parcel("a", 1)))
    before = file.read_bytes()
    with room_for(len(before) + room), pytest.raises(StoreUnavailable, match=NO_ROOM):
        store.transact("shop", put(Parcel("a", 1, weight=9), Parcel("lost", 2)))
    with room_for(len(before) + room), pytest.raises(StoreUnavailable):
        store.check()
    assert file.read_bytes() == before
    store.check()
    assert file.read_bytes() == before
    assert store.transact("shop", find()) == [Parcel("a", 1)]
    store.transact("shop", put(Parcel("b", 3)))
    assert reopen().transact("shop", find()) == [Parcel("a", 1), Parcel("b", 3)]


def test_documents_of_other_programs_may_be_nested_deep(reopen):
    deep = []
    for _ in range(240):  # orjson writes 254
        deep = [deep]
    reopen().db.table("notes").insert({"id": "n", "deep": deep})
    assert reopen().db.table("notes").all() == [{"id": "n", "deep": deep}]
