"""A store says whether it can be written, and changes nothing by that."""

from tests.stores.records import Parcel, ids, put


def test_a_check_changes_nothing(store):
    store.check()
    assert store.sandboxes() == []
    store.transact("shop", put(Parcel("a", 1)))
    store.check()
    assert ids(store) == ["a"]
    assert store.sandboxes() == ["shop"]
