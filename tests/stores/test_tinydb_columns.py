"""Records of an earlier version of the code, which had other fields, are read as they are now."""

from typing import NamedTuple

import pytest

from paydrill.sandbox.ports import Table
from tests.stores.logs import compact, everything
from tests.stores.records import PARCELS, Parcel, find, ids, put


class Crate(NamedTuple):
    """A parcel as a later version has it: a field more, one less, in another order."""

    id: str
    position: int
    note: str | None = None
    owner: str = "ada"
    colour: str = "brown"


class Chest(NamedTuple):
    """A parcel with a new field that has no default."""

    id: str
    position: int
    lock: str


CRATES = Table("parcels", Crate, indexes=("colour", "owner"))
CHESTS = Table("parcels", Chest)


@pytest.fixture
def shelf(reopen):
    """A log of parcels in three sandboxes."""
    for sandbox in ("shop", "till", "attic"):
        reopen().transact(sandbox, put(Parcel("a", 1, note="old"), Parcel("b", 2, "bob")))
    return reopen


def test_old_records_have_the_new_fields_defaults(shelf):
    crates = [Crate("a", 1, "old"), Crate("b", 2, owner="bob")]
    assert shelf().transact("shop", find(table=CRATES)) == crates
    store = shelf()
    store.transact("shop", put(Crate("c", 3, colour="red"), table=CRATES))
    assert ids(store, ("colour", "brown"), table=CRATES) == ["a", "b"]
    for _ in range(2):
        store = shelf()
        assert everything(store, CRATES) == {
            "attic": [crates],
            "shop": [[*crates, Crate("c", 3, colour="red")]],
            "till": [crates],
        }
        compact(store)


def test_records_of_both_kinds_are_told_apart_when_compacted_half_way(shelf):
    store = shelf()
    store.transact("till", find())
    store.transact("shop", put(Crate("a", 1, colour="red"), table=CRATES))
    compact(store)
    store.transact("attic", put(Crate("z", 9), table=CRATES))
    store = shelf()
    assert {name: len(found[0]) for name, found in everything(store, CRATES).items()} == {
        "attic": 3,
        "shop": 2,
        "till": 2,
    }
    assert ids(store, ("colour", "red"), table=CRATES) == ["a"]


def test_going_back_to_the_earlier_version_loses_nothing_it_knows(shelf):
    shelf().transact("shop", put(Crate("c", 3, colour="red"), table=CRATES))
    store = shelf()
    store.transact("shop", put(Parcel("d", 4)))
    assert ids(store) == ["a", "b", "c", "d"]
    assert ids(shelf(), ("owner", "bob"), table=CRATES) == ["b"]


def test_a_record_that_cannot_be_completed_is_told_by_table_and_field(shelf):
    store = shelf()
    with pytest.raises(ValueError, match="a document of parcels has no 'lock'"):
        store.transact("shop", find(table=CHESTS))
    assert ids(store, table=PARCELS) == ["a", "b"]
