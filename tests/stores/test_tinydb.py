"""Records in a TinyDB log outlive the process."""

import pytest

from paydrill.stores import StoreUrlError, open_store
from tests.factories import AMERICAN_EXPRESS, VISA, Merchant, card, make_engine
from tests.stores.records import PARCELS, Parcel, find, get, ids, put


def test_the_file_and_its_folder_are_made_when_missing(file, reopen):
    reopen()
    assert file.exists()


def test_records_are_there_after_reopening(reopen):
    kept = [Parcel("a", 2, "é", note=None), Parcel("b", 1, fragile=True, note="\0")]
    reopen().transact("shop", put(*kept))
    store = reopen()
    assert store.sandboxes() == ["shop"]
    assert store.transact("shop", find()) == kept[::-1]
    assert store.transact("shop", find(("owner", "é"))) == [kept[0]]
    assert store.sandboxes() == ["shop"]


def test_changes_after_reopening_are_kept_with_what_was_there(reopen):
    reopen().transact("shop", put(Parcel("a", 1), Parcel("b", 2), Parcel("c", 3)))
    store = reopen()
    store.transact("shop", put(Parcel("b", 2, weight=5)))
    store.transact("shop", lambda tx: tx.delete(PARCELS, "c"))
    store.transact("till", put(Parcel("z", 1)))
    store = reopen()
    assert [(record.id, record.weight) for record in store.transact("shop", find())] == [
        *(("a", 0), ("b", 5))
    ]
    assert ids(store, sandbox="till") == ["z"]


def test_a_cleared_sandbox_is_empty_after_reopening_and_others_are_not(reopen):
    store = reopen()
    for sandbox in ("shop", "shop-2"):
        store.transact(sandbox, put(Parcel("a", 1)))
    store.transact("shop", lambda tx: tx.clear())
    store = reopen()
    assert store.sandboxes() == ["shop-2"]
    assert ids(store) == []
    assert ids(store, sandbox="shop-2") == ["a"]


def test_clearing_before_anything_was_read_clears_all_the_same(reopen):
    reopen().transact("shop", put(Parcel("a", 1)))
    store = reopen()
    store.transact("shop", lambda tx: tx.clear())
    assert ids(store) == []
    assert ids(reopen()) == []


def test_an_undone_transaction_leaves_nothing_in_the_file(file, reopen):
    def fail(tx):
        tx.clear()
        tx.put(PARCELS, Parcel("z", 1))
        raise LookupError

    store = reopen()
    store.transact("shop", put(Parcel("a", 1)))
    before = file.read_bytes()
    with pytest.raises(LookupError):
        store.transact("shop", fail)
    assert file.read_bytes() == before
    assert ids(reopen()) == ["a"]


def test_an_undone_clear_before_anything_was_read_hides_nothing(reopen):
    def clear_and_fail(tx):
        tx.clear()
        raise LookupError

    reopen().transact("shop", put(Parcel("a", 1)))
    store = reopen()
    with pytest.raises(LookupError):
        store.transact("shop", clear_and_fail)
    assert ids(store) == ["a"]


def test_reading_does_not_write_the_file(file, reopen):
    reopen().transact("shop", put(Parcel("a", 1)))
    before = file.stat().st_mtime_ns
    store = reopen()
    assert store.transact("shop", get("a")) == Parcel("a", 1)
    assert ids(store) == ["a"]
    assert file.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    "content",
    [
        b"not json",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"[1]",
        b'"text"',
        b"7",
        b'{"a": 1}',
        b'{"a": {"1": 2}}',
    ],
)
def test_a_file_that_is_not_tinydbs_is_refused_by_name_and_left_alone(file, content):
    file.parent.mkdir()
    file.write_bytes(content)
    with pytest.raises(StoreUrlError) as caught:
        open_store(f"tinydb:{file}")
    assert f"{file} is not a TinyDB file" in str(caught.value)
    assert file.read_bytes() == content


def test_a_folder_is_refused_by_name(tmp_path):
    with pytest.raises(StoreUrlError, match=str(tmp_path)):
        open_store(f"tinydb:{tmp_path}")


def test_a_merchant_goes_on_where_the_last_process_stopped(reopen):
    first = Merchant(make_engine(reopen()))
    payment = first.pay("10.00", capture=False)
    first.advance("6d")
    before = first.everything()
    second = Merchant(make_engine(reopen()))
    assert second.everything() == before
    assert second.capture(payment).status == "captured"
    assert [event.position for event in second.events()] == [1, 2]
    second.advance("30d")
    assert second.payment(payment).status == "captured"
    assert second.tokenize().fingerprint == payment.fingerprint


def test_a_reset_is_remembered(reopen):
    merchant = Merchant(make_engine(reopen()))
    merchant.pay()
    merchant.advance("1d")
    merchant.do(lambda sandbox: sandbox.reset())
    everything = Merchant(make_engine(reopen())).everything()
    assert everything.keys() == {"sandbox"}
    [state] = everything["sandbox"]
    assert (state.offset_ms, state.last_number, state.last_event) == (0, 0, 0)


def test_no_card_number_and_no_security_code_is_ever_in_the_file(file, reopen):
    merchant = Merchant(make_engine(reopen()))
    merchant.tokenize(card(AMERICAN_EXPRESS, cvv="7391"))
    merchant.authorize("0.01")
    merchant.refund(merchant.pay())
    content = file.read_text(encoding="utf-8")
    for secret in (VISA, AMERICAN_EXPRESS, '"7391"', '"123"', "cvv"):
        assert secret not in content
    assert VISA[-4:] in content
