"""Copies of stores that servers have open, and what becomes of them: stores of any kind."""

import shutil

import httpx
import orjson
import pytest

from paydrill.stores import open_store
from paydrill.stores.tinydb.log_file import LogFile
from tests.commands.terminal import fails, run
from tests.factories import Merchant, make_engine
from tests.server_process import running
from tests.stores.copying import SANDBOXES, Buyers, ids_in
from tests.stores.records import PARCELS, Parcel, put
from tests.stores.writing import fill, visiting

COPIES = 5
LASTING = ["tinydb", "sqlite", "postgresql"]


def export(url, file):
    """Write a copy; how many records that is."""
    done = run("export", "--json", "--store", url, "--out", file)
    assert done.exit_code == 0, done.output
    return orjson.loads(done.stdout)["records"]


def restore(file, url, *options):
    """Put a copy into a store; how many records that is."""
    done = run("restore", file, "--json", "--store", url, *options)
    assert done.exit_code == 0, done.output
    return orjson.loads(done.stdout)["records"]


@pytest.mark.parametrize("scheme", LASTING)
def test_a_copy_under_load_is_of_one_moment_and_adds_up(scheme, empty_store, tmp_path):
    url, buyers, copies = empty_store(scheme), Buyers(), []
    with running("--port", "0", "--store", url) as server, buyers.at(server.url):
        for number in range(COPIES):
            buyers.wait_for(20)
            before = [len(done) for done in buyers.done]
            file = tmp_path / f"copy-{number}.json"
            export(url, file)
            copies.append((file, before))
    assert buyers.count > sum(copies[-1][1])
    for file, before in copies:
        found = ids_in(file)
        made = found["acquirer_payments"] | found["refunds"]
        # What a buyer did is there up to some request, and that is not before the last answer.
        for done, answered in zip(buyers.done, before, strict=True):
            there = [id_ in made for id_ in done]
            assert there == sorted(there, reverse=True)
            assert sum(there) >= answered
        assert made <= {id_ for done in buyers.done for id_ in done}
        assert len(found["idempotency"]) == len(made)
        restored = f"tinydb:{tmp_path}/restored-{file.stem}.tinydb"
        restore(file, restored)
        with running("--port", "0", "--store", restored) as server:
            for sandbox in SANDBOXES:
                proof = httpx.get(f"{server.url}/~{sandbox}/_control/invariants", timeout=60)
                assert proof.is_success, proof.text


@pytest.mark.parametrize(
    ("source", "target"),
    [*zip(LASTING, LASTING, strict=True), ("tinydb", "postgresql"), ("postgresql", "tinydb")],
)
def test_a_restored_store_answers_as_the_one_it_is_a_copy_of(source, target, empty_store, tmp_path):
    url, file = empty_store(source), tmp_path / "copy.json"
    with visiting(url) as visit:
        paths = fill(visit)
        count = export(url, file)
    with visiting(url) as visit:  # another process, which has counted nothing yet
        told = visit.answers(paths)
    to = empty_store(target)
    assert restore(file, to) == count
    with visiting(to) as visit:
        assert visit.answers(paths) == told
        visit.post("/_control/snapshots/then/restore")
        assert visit.post("/payments/pix/1/refund", {"value": 1})["status"] == "returned"
        assert visit.api.get("/_control/invariants").is_success


@pytest.mark.parametrize("scheme", LASTING)
def test_a_store_with_records_is_kept_unless_they_are_to_go(scheme, empty_store, tmp_path):
    first, file = f"tinydb:{tmp_path / 'first.tinydb'}", tmp_path / "copy.json"
    store = open_store(first)
    paid = Merchant(make_engine(store)).pay()
    store.close()
    count = export(first, file)
    url = empty_store(scheme)
    store = open_store(url)
    store.transact("other", put(Parcel("a", 1)))
    store.close()
    export(url, tmp_path / "before.json")
    fails(run("restore", file, "--store", url), 2, "has records, which --replace deletes")
    assert export(url, tmp_path / "after.json") == 1
    assert restore(file, url, "--replace") == count
    store = open_store(url)
    assert store.sandboxes() == ["shop"]
    assert Merchant(make_engine(store)).payment(paid) == paid
    store.close()


@pytest.mark.parametrize("scheme", LASTING)
def test_an_empty_store_is_restored_into(scheme, empty_store, tmp_path):
    url, file = empty_store(scheme), tmp_path / "copy.json"
    store = open_store(url)
    store.check()  # which may write, but no record of a sandbox
    store.close()
    assert export(url, file) == 0
    assert restore(file, url) == 0


def test_a_log_that_a_server_has_is_not_replaced(tmp_path):
    url, file = f"tinydb:{tmp_path}/records.tinydb", tmp_path / "copy.json"
    store = open_store(url)
    export(url, file)
    fails(run("restore", file, "--store", url, "--replace"), 2, "is in use by another process")
    store.close()


WRONG = [
    (b"no JSON", "cannot be restored: "),
    (b"[]", "it does not hold tables of documents"),
    (b'{"paydrill": {"1": {"version": 7}}}', "it is of no version of Paydrill: 7"),
    (b'{"s/due": {"1": {"id": "1"}}}', "document 1 of s/due has no 'action'"),
    (b'{"s/counters": {"1": {"odd": 2}}}', "has 'odd', a field that no such record has"),
    (
        b'{"s/scenarios": {"1": {"id": 1, "position": 1, "text": ""}}}',
        "document 1 of s/scenarios has a 'id' that cannot be: 1",
    ),
]


@pytest.mark.parametrize(("content", "says"), WRONG)
def test_a_file_that_is_no_copy_is_refused_and_nothing_is_made(content, says, tmp_path):
    file, url = tmp_path / "copy.json", f"sqlite:///{tmp_path}/records.db"
    file.write_bytes(content)
    fails(run("restore", file, "--store", url), 2, says)
    assert list(tmp_path.iterdir()) == [file]


def test_a_database_takes_no_tables_of_other_programs_and_a_log_does(tmp_path):
    file = tmp_path / "copy.json"
    file.write_bytes(b'{"_default": {"1": {"name": "theirs"}}}')
    url = f"sqlite:///{tmp_path}/records.db"
    says = "a database cannot keep what is no record: _default"
    fails(run("restore", file, "--store", url), 2, says)
    assert restore(file, f"tinydb:{tmp_path}/records.tinydb") == 1
    fails(run("restore", file, "--store", "memory:"), 2, "memory: keeps nothing")


def test_a_reader_is_not_misled_by_what_a_writer_takes_back(file, reopen):
    store = reopen()
    store.transact("shop", put(Parcel("a", 1)))
    with file.open("ab") as tried:
        tried.write(b" " * 4096)  # a server that finds out whether there is room
    reader = LogFile(file, writable=False)
    lines = reader.payloads()
    seen = [next(lines)]  # all of it is in the reader's buffer by now
    shutil.copy(file, whole := file.with_name("whole"))
    with file.open("r+b") as taken_back:
        taken_back.truncate(whole.stat().st_size - 4096)
    store.transact("shop", put(Parcel("b", 2, note="long" * 2000), table=PARCELS))
    seen += lines
    assert sum(each.startswith(b"+") for each in seen) == 2
    reader.close()
