"""A log is a TinyDB database: TinyDB's own tables and queries, indexes, plain JSON in and out."""

import json
import re
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from tinydb import Query, TinyDB, where
from tinydb.operations import increment

from paydrill.cli import paydrill
from paydrill.domain import TABLES
from paydrill.sandbox.ports import StoreUnavailable
from paydrill.stores import StoreUrlError, open_store
from paydrill.stores.tinydb.copying import export
from paydrill.stores.tinydb.indexed_table import Database
from paydrill.stores.tinydb.log_storage import LogStorage
from tests.factories import Merchant, make_engine
from tests.stores.logs import everything, lines_of
from tests.stores.records import LETTERS, PARCELS, Parcel, find, get, ids, put

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "keep-records.md"
KEPT = [Parcel("a", 1, "ada"), Parcel("b", 2, "bob", note="é"), Parcel("7", 3, "ada", weight=5)]


@pytest.fixture
def log(file, reopen):
    """A log with three parcels, closed."""
    store = reopen()
    store.transact("shop", put(*KEPT))
    store.transact("till", put(Parcel("z", 1), table=LETTERS))
    store.close()
    return file


def test_tinydb_itself_searches_the_payments_of_a_server(file, reopen):
    merchant = Merchant(make_engine(reopen()), sandbox="default")
    payment = merchant.pay("10.00")
    merchant.pay("0.01")
    reopen().close()
    with TinyDB(file, storage=LogStorage) as db:
        [found] = db.table("default/transactions").search(where("status") == "captured")
        assert dict(found) == payment._asdict()
        assert db.table("default/transactions").get(doc_id=found.doc_id) == found
        assert db.table("default/transactions").count(where("amount_minor") < 10) == 1
        assert "default/events" in db.tables()


def test_tinydbs_own_tables_insert_update_and_remove(log, reopen):
    with TinyDB(log, storage=LogStorage) as db:
        parcels = db.table("shop/parcels")
        parcels.update({"weight": 9}, where("owner") == "ada")
        parcels.remove(where("id") == "b")
        parcels.insert(Parcel("n", 4)._asdict())
        [number] = parcels.update(increment("weight"), where("id") == "a")
        parcels.update(increment("weight"), doc_ids=[number])
        db.insert({"name": "theirs", "nested": [{"x": 1}]})
        db.drop_table("till/letters")
    store = reopen()
    assert store.transact("shop", find()) == [
        KEPT[0]._replace(weight=11),
        KEPT[2]._replace(weight=9),
        Parcel("n", 4),
    ]
    assert store.sandboxes() == ["shop"]
    with_theirs = store.db.table("_default").all()
    assert [dict(each) for each in with_theirs] == [{"name": "theirs", "nested": [{"x": 1}]}]


def test_reading_and_a_write_that_changes_nothing_append_nothing(log):
    before = log.read_bytes()
    with TinyDB(log, storage=LogStorage) as db:
        assert len(db.table("shop/parcels").all()) == 3
        db.table("shop/parcels").update({"owner": "ada"}, where("owner") == "ada")
    assert log.read_bytes() == before


def test_what_was_found_is_a_copy(log):
    with Database(log) as db:
        db.insert({"nested": {"x": 1}})
        [found] = db.search(where("nested") == {"x": 1})
        found["nested"]["x"] = 2
        assert db.all() == [{"nested": {"x": 1}}]


def test_all_tables_can_be_dropped(log, reopen):
    with TinyDB(log, storage=LogStorage) as db:
        db.drop_tables()
        assert db.tables() == set()
    assert reopen().sandboxes() == []


class TestIndexedTable:
    def test_documents_are_got_by_their_own_ids(self, log):
        with Database(log) as db:
            parcels = db.table("shop/parcels")
            assert parcels.get(doc_id="b") == KEPT[1]._asdict()
            assert parcels.get(doc_id="b").doc_id == "b"
            assert parcels.get(doc_id="nobody") is None
            assert {each.doc_id for each in parcels} == {"a", "b", "7"}

    def test_a_search_for_a_value_goes_by_an_index_that_follows_changes(self, log):
        with Database(log) as db:
            parcels = db.table("shop/parcels")

            def of(owner):
                return {each.doc_id for each in parcels.search(where("owner") == owner)}

            assert of("ada") == {"a", "7"}
            parcels.update({"owner": "bob"}, doc_ids=["a"])
            parcels.remove(doc_ids=["b"])
            parcels.insert({"id": "c", "owner": "ada"})
            assert (of("ada"), of("bob"), of("eve")) == ({"7", "c"}, {"a"}, set())
            assert parcels.search(where("note") == None) != []  # noqa: E711 - a query
            assert parcels.search(where("missing") == None) == []  # noqa: E711

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            (where("weight") == 5, {"7"}),
            (where("weight") == True, set()),  # noqa: E712 - a query
            (where("weight") > 1, {"7"}),
            ((where("owner") == "ada") & (where("weight") == 0), {"a"}),
            (~(where("owner") == "ada"), {"b"}),
            (Query().note == "é", {"b"}),
            (Query().note.exists(), {"a", "b", "7"}),
            (where("owner") == ["ada"], set()),
        ],
    )
    def test_queries_of_every_kind_find_what_tinydb_finds(self, log, query, found):
        with Database(log) as db:
            assert {each.doc_id for each in db.table("shop/parcels").search(query)} == found
        with TinyDB(log, storage=LogStorage) as db:
            assert {each["id"] for each in db.table("shop/parcels").search(query)} == found

    def test_a_write_appends_what_it_changes(self, log):
        with Database(log) as db:
            parcels = db.table("shop/parcels")
            before = len(lines_of(log))
            parcels.update(increment("weight"), doc_ids=["a"])
            [line] = lines_of(log)[before:]
            assert b'"a"' in line
            assert b'"b"' not in line

    def test_new_documents_get_numbers_that_are_free(self, log):
        with Database(log) as db:
            assert db.insert({"x": 1}) == "1"
            assert db.insert_multiple([{"x": 2}, {"x": 3}]) == ["2", "3"]
            db.remove(doc_ids=["1"])
            assert db.insert({"x": 4}) not in {"2", "3"}

    def test_it_sees_and_changes_the_tables_of_a_store_in_use(self, reopen):
        store = reopen()
        store.transact("shop", put(*KEPT))
        parcels = store.db.table("shop/parcels")
        assert {each.doc_id for each in parcels.search(where("owner") == "ada")} == {"a", "7"}
        parcels.update({"owner": "eve"}, doc_ids=["a"])
        parcels.remove(doc_ids=["b"])
        assert ids(store, ("owner", "eve")) == ["a"]
        assert ids(store) == ["a", "7"]
        with pytest.raises(ValueError, match="has the fields id, position"):
            parcels.update({"colour": "red"}, doc_ids=["a"])
        assert store.transact("shop", get("a")) == KEPT[0]._replace(owner="eve")


def test_an_export_is_plain_tinydb_json_of_everything(log, tmp_path):
    plain = tmp_path / "plain.json"
    with Database(log) as db, plain.open("wb") as to:
        db.insert({"name": "theirs"})
        export(log, to)  # though somebody has it open
    with TinyDB(plain) as db:
        assert db.tables() == {"paydrill", "shop/parcels", "till/letters", "_default"}
        found = db.table("shop/parcels").search(where("owner") == "ada")
        assert [dict(each) for each in found] == [KEPT[0]._asdict(), KEPT[2]._asdict()]
        assert db.all() == [{"name": "theirs"}]


def test_an_export_is_imported_as_it_was(file, reopen, tmp_path):
    merchant = Merchant(make_engine(reopen()))
    merchant.refund(merchant.pay())
    merchant.authorize()
    before = merchant.everything()
    exported = BytesIO()
    export(file, exported)
    copy = tmp_path / "copy.tinydb"
    copy.write_bytes(exported.getvalue())
    store = open_store(f"tinydb:{copy}")
    assert Merchant(make_engine(store)).everything() == before
    store.close()


def test_a_plain_file_of_an_earlier_version_becomes_a_log_and_stays_beside_it(file, reopen, caplog):
    file.parent.mkdir()
    records = {"shop/parcels": {each.id: each._asdict() for each in KEPT}, "till/parcels": {}}
    content = json.dumps(records | {"_default": {"1": {"name": "theirs"}}}).encode()
    file.write_bytes(content)
    store = reopen()
    assert everything(store, PARCELS) == {"shop": [KEPT]}
    assert store.db.all() == [{"name": "theirs"}]
    kept = file.with_name("records.tinydb.plain.json")
    assert kept.read_bytes() == content
    assert f"{file} was plain TinyDB JSON and is a log now; as it was, it is {kept}" in caplog.text
    store.transact("shop", put(KEPT[0]._replace(weight=8)))
    assert reopen().transact("shop", get("a")).weight == 8


def test_a_plain_file_is_not_imported_over_an_older_one(file):
    file.parent.mkdir()
    file.write_bytes(b"{}")
    kept = file.with_name("records.tinydb.plain.json")
    kept.write_bytes(b"precious")
    with pytest.raises(StoreUrlError, match="File exists"):
        open_store(f"tinydb:{file}")
    assert (file.read_bytes(), kept.read_bytes()) == (b"{}", b"precious")


def test_a_log_opened_to_be_read_is_not_written(log):
    before = log.read_bytes()
    with TinyDB(log, storage=LogStorage, access_mode="r") as db:
        assert len(db.table("shop/parcels")) == 3
        with pytest.raises(StoreUnavailable, match="opened to be read only"):
            db.insert({"x": 1})
    assert log.read_bytes() == before


def test_the_guides_examples_work(file, reopen, tmp_path, monkeypatch, capsys):
    merchant = Merchant(make_engine(reopen()), sandbox="default")
    payment, declined = merchant.pay("10.00"), merchant.pay("0.01")
    monkeypatch.chdir(tmp_path)
    file.rename(file.with_name("paydrill.tinydb"))
    guide = GUIDE.read_text(encoding="utf-8")
    [example] = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)
    exec(example, {})  # noqa: S102 - what the guide tells people to run
    shown = f"{payment.id} captured 1000\n{declined.id} declined 1\n"
    assert capsys.readouterr().out == shown
    tables = dict(re.findall(r"^\| ([^|]+) \| (`[a-z_`, ]+) \|$", guide, re.MULTILINE))
    listed = [name for names in tables.values() for name in re.findall("`([a-z_]+)`", names)]
    assert sorted(listed) == sorted(table.name for table in TABLES)
    export, restore, _ = re.findall(r"^python -m paydrill (.*)$", guide, re.MULTILINE)
    for command in (export, restore):
        done = CliRunner().invoke(paydrill, command.split())
        assert done.exit_code == 0, done.output
        file.with_name("paydrill.tinydb").unlink()
    with TinyDB("records.json") as db:
        assert db.table("default/transactions").count(where("id") == payment.id) == 1
