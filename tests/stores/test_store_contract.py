"""What `paydrill.sandbox.ports` promises of a store, asked of every backend."""

import pytest

from paydrill.stores import StoreUrlError, open_store
from tests.stores.records import LETTERS, PARCELS, Parcel, find, get, ids, put

SHELF = [
    Parcel("c", 30, "ada", "shelf"),
    Parcel("a", 10, "bob", "shelf"),
    Parcel("d", 40, "ada", "cellar"),
    Parcel("b", 20, "ada", "shelf"),
]


class Interrupted(Exception):
    """Raised in the middle of a transaction."""


@pytest.fixture
def shelf(store):
    """A store with four parcels in the sandbox `shop`."""
    store.transact("shop", put(*SHELF))
    return store


def test_a_record_comes_back_equal_and_of_its_type(store):
    kept = [
        Parcel("1", 1, "", "", 0, fragile=False, note=None),
        Parcel("2", 2, "é\n\0\U0001f4e6", '"/\\', -(10**15), fragile=True, note=""),
        Parcel("3/x y", 253_402_300_799_999, weight=999_999_999_999),
    ]
    store.transact("shop", put(*kept))
    found = store.transact("shop", find())
    assert found == kept
    assert [store.transact("shop", get(record.id)) for record in kept] == kept
    assert {type(record) for record in found} == {Parcel}
    assert [type(record.fragile) for record in found] == [bool] * 3


def test_what_was_not_put_is_none(shelf):
    assert shelf.transact("shop", get("z")) is None
    assert shelf.transact("shop", get("a", LETTERS)) is None
    assert ids(shelf, table=LETTERS) == []


def test_a_transaction_answers_with_what_its_work_returns(store):
    assert store.transact("shop", lambda _: ("any", "value")) == ("any", "value")


def test_a_transaction_sees_its_own_writes(shelf):
    def work(tx):
        tx.put(PARCELS, Parcel("e", 25, "ada"))
        tx.delete(PARCELS, "c")
        return tx.get(PARCELS, "e"), tx.get(PARCELS, "c"), find(("owner", "ada"))(tx)

    new, gone, found = shelf.transact("shop", work)
    assert (new.id, gone, [record.id for record in found]) == ("e", None, ["b", "e", "d"])


def test_a_record_of_the_same_id_replaces_the_old_one(shelf):
    shelf.transact("shop", put(Parcel("a", 10, "bob", "shelf", weight=7)))
    assert shelf.transact("shop", get("a")).weight == 7
    assert ids(shelf) == ["a", "b", "c", "d"]


def test_a_deleted_record_is_gone_and_may_come_again(shelf):
    shelf.transact("shop", lambda tx: tx.delete(PARCELS, "b"))
    assert shelf.transact("shop", get("b")) is None
    assert ids(shelf) == ["a", "c", "d"]
    shelf.transact("shop", put(SHELF[3]))
    assert ids(shelf) == ["a", "b", "c", "d"]


def test_tables_are_kept_apart(shelf):
    shelf.transact("shop", put(Parcel("a", 1, weight=9), table=LETTERS))
    shelf.transact("shop", lambda tx: tx.delete(PARCELS, "a"))
    assert ids(shelf, table=LETTERS) == ["a"]


def test_records_are_found_in_order_of_position(shelf):
    assert ids(shelf) == ["a", "b", "c", "d"]
    assert ids(shelf, newest_first=True) == ["d", "c", "b", "a"]


def test_records_of_one_position_are_all_found_once_both_ways(store):
    store.transact("shop", put(*(Parcel(id_, 5) for id_ in "cab")))
    assert sorted(ids(store)) == ["a", "b", "c"]
    assert ids(store, newest_first=True) == ids(store)[::-1]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (("owner", "ada"), ["b", "c", "d"]),
        (("owner", "bob"), ["a"]),
        (("place", "shelf"), ["a", "b", "c"]),
        (("place", "attic"), []),
    ],
)
def test_records_are_found_by_an_indexed_field(shelf, where, expected):
    assert ids(shelf, where) == expected
    assert ids(shelf, where, newest_first=True) == expected[::-1]


@pytest.mark.parametrize(
    ("after", "forwards", "backwards"),
    [
        (0, ["a", "b", "c", "d"], []),
        (10, ["b", "c", "d"], []),
        (25, ["c", "d"], ["b", "a"]),
        (30, ["d"], ["b", "a"]),
        (40, [], ["c", "b", "a"]),
        (10**17, [], ["d", "c", "b", "a"]),
    ],
)
def test_after_leaves_out_everything_up_to_a_position(shelf, after, forwards, backwards):
    assert ids(shelf, after=after) == forwards
    assert ids(shelf, after=after, newest_first=True) == backwards


def test_where_after_and_newest_first_go_together(shelf):
    assert ids(shelf, ("owner", "ada"), after=20) == ["c", "d"]
    assert ids(shelf, ("owner", "ada"), after=40, newest_first=True) == ["c", "b"]


def test_after_leaves_out_every_record_of_that_position(store):
    store.transact(
        "shop",
        put(*(Parcel(id_, position) for id_, position in zip("abcd", (1, 2, 2, 3), strict=True))),
    )
    assert ids(store, after=2) == ["d"]
    assert ids(store, after=2, newest_first=True) == ["a"]


def test_an_updated_index_moves_the_record(shelf):
    shelf.transact("shop", put(SHELF[0]._replace(owner="bob", place="attic")))
    assert ids(shelf, ("owner", "ada")) == ["b", "d"]
    assert ids(shelf, ("owner", "bob")) == ["a", "c"]
    assert ids(shelf, ("place", "attic")) == ["c"]


def test_an_updated_position_moves_the_record(shelf):
    shelf.transact("shop", put(SHELF[0]._replace(position=5)))
    assert ids(shelf) == ["c", "a", "b", "d"]
    assert ids(shelf, ("owner", "ada")) == ["c", "b", "d"]


def test_a_deleted_record_leaves_its_indexes(shelf):
    shelf.transact("shop", lambda tx: tx.delete(PARCELS, "a"))
    assert ids(shelf, ("owner", "bob")) == []
    assert ids(shelf, ("place", "shelf")) == ["b", "c"]


def test_records_are_read_as_they_are_asked_for(shelf):
    def work(tx):
        found = tx.find(PARCELS)
        return next(found).id, next(found).id

    assert shelf.transact("shop", work) == ("a", "b")


def test_reading_changes_nothing(shelf):
    before = shelf.transact("shop", find())
    for _ in range(2):
        ids(shelf, ("owner", "ada"), after=10, newest_first=True)
        shelf.transact("shop", get("a"))
    assert shelf.transact("shop", find()) == before


def mess_up(tx):
    tx.put(PARCELS, Parcel("new", 1, "eve"))
    tx.put(PARCELS, SHELF[0]._replace(owner="eve", position=99))
    tx.put(PARCELS, SHELF[0]._replace(owner="mallory", position=98))
    tx.delete(PARCELS, "a")
    tx.put(PARCELS, Parcel("a", 50))
    tx.put(LETTERS, Parcel("l", 1))


def clear_and_mess_up(tx):
    tx.put(PARCELS, Parcel("before", 1))
    tx.clear()
    tx.put(PARCELS, Parcel("a", 77, "eve"))
    tx.put(LETTERS, Parcel("l", 1))
    tx.clear()
    tx.put(PARCELS, Parcel("after", 2))


@pytest.mark.parametrize("write", [mess_up, clear_and_mess_up], ids=["writes", "clear"])
@pytest.mark.parametrize("error", [Interrupted, KeyboardInterrupt])
def test_an_exception_undoes_every_write_and_is_raised_again(shelf, write, error):
    def work(tx):
        write(tx)
        raise error

    before = shelf.transact("shop", find())
    with pytest.raises(error):
        shelf.transact("shop", work)
    assert shelf.transact("shop", find()) == before
    assert [ids(shelf, ("owner", owner)) for owner in ("ada", "bob", "eve", "mallory")] == [
        *(["b", "c", "d"], ["a"], [], [])
    ]
    assert ids(shelf, table=LETTERS) == []


def test_after_an_exception_the_store_goes_on(shelf):
    def work(tx):
        mess_up(tx)
        raise Interrupted

    with pytest.raises(Interrupted):
        shelf.transact("shop", work)
    shelf.transact("shop", put(Parcel("e", 50)))
    assert ids(shelf) == ["a", "b", "c", "d", "e"]


def test_clear_removes_everything_before_it_and_keeps_what_comes_after(shelf):
    shelf.transact("shop", put(Parcel("l", 1), table=LETTERS))
    shelf.transact("shop", clear_and_mess_up)
    assert ids(shelf) == ["after"]
    assert ids(shelf, ("owner", "ada")) == ["after"]
    assert ids(shelf, table=LETTERS) == []


def test_sandboxes_do_not_see_one_another(shelf):
    shelf.transact("till", put(Parcel("a", 1, "zoe")))
    assert ids(shelf, sandbox="till") == ["a"]
    assert ids(shelf) == ["a", "b", "c", "d"]
    shelf.transact("till", lambda tx: tx.clear())
    assert ids(shelf, sandbox="till") == []
    assert ids(shelf) == ["a", "b", "c", "d"]


def test_a_sandbox_whose_name_begins_like_anothers_is_another(store):
    store.transact("shop", put(Parcel("a", 1)))
    store.transact("shop-2", put(Parcel("b", 1)))
    store.transact("shop", lambda tx: tx.clear())
    assert ids(store, sandbox="shop-2") == ["b"]


def test_sandboxes_with_records_are_listed_by_name(store):
    assert store.sandboxes() == []
    for name in ("till", "shop", "a-1"):
        store.transact(name, put(Parcel("a", 1)))
    assert store.sandboxes() == ["a-1", "shop", "till"]


def test_sandboxes_are_listed_a_page_at_a_time(store):
    for name in ("d", "a", "c-1", "b", "c", "c0", "emptied"):
        store.transact(name, put(Parcel("a", 1)))
    store.transact("emptied", lambda tx: tx.clear())
    store.drop("b")
    assert store.sandboxes(most=2) == ["a", "c"]
    assert store.sandboxes("c", 2) == ["c-1", "c0"]
    assert store.sandboxes("b", 9) == ["c", "c-1", "c0", "d"]
    assert store.sandboxes("c0") == ["d"]
    assert store.sandboxes("d", 1) == []
    store.transact("b", put(Parcel("a", 1)))
    assert store.sandboxes("a", 1) == ["b"]


def test_a_sandbox_without_records_is_not_listed(shelf):
    def fail(tx):
        tx.put(PARCELS, Parcel("a", 1))
        raise Interrupted

    with pytest.raises(Interrupted):
        shelf.transact("failed", fail)
    shelf.transact("visited", find())
    assert shelf.sandboxes() == ["shop"]
    shelf.transact("shop", lambda tx: tx.clear())
    assert shelf.sandboxes() == []


def test_a_dropped_sandbox_is_as_if_nobody_had_used_it(shelf):
    shelf.transact("shop", put(Parcel("l", 1), table=LETTERS))
    shelf.transact("till", put(Parcel("a", 1)))
    shelf.drop("shop")
    assert shelf.sandboxes() == ["till"]
    assert ids(shelf) == ids(shelf, table=LETTERS) == []
    shelf.transact("shop", put(Parcel("new", 7)))
    assert ids(shelf) == ["new"]
    assert ids(shelf, sandbox="till") == ["a"]


def test_a_sandbox_nobody_has_used_can_be_dropped(shelf):
    shelf.drop("nobody")
    shelf.drop("nobody")
    assert shelf.sandboxes() == ["shop"]


@pytest.mark.parametrize("url", ["", "memoria", "nowhere:", "memory:somewhere", "tinydb:"])
def test_a_url_that_names_no_store_is_refused_with_its_text(url):
    with pytest.raises(StoreUrlError) as caught:
        open_store(url)
    assert url in str(caught.value)
