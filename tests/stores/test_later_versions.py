"""Records that a later version wrote are refused in words, and left as they are."""

import pytest
from sqlalchemy import text

from paydrill.stores import StoreUrlError, open_store
from paydrill.stores.sql.schema import REVISION
from paydrill.stores.tinydb import lines
from paydrill.stores.tinydb.log_file import HEADER
from paydrill.stores.versions import VERSION, refuse_later
from tests.commands.terminal import fails, run
from tests.server_process import refused
from tests.stores.databases import raw
from tests.stores.logs import compact, lines_of
from tests.stores.records import Parcel, put

LATER = f"(99.0; this is {VERSION}): use that one, or restore a copy from before the upgrade"


@pytest.fixture(params=["tinydb", "sqlite", "postgresql"])
def url(request, empty_store):
    """A store that a later version has written."""
    made = empty_store(request.param)
    store = open_store(made)
    store.transact("shop", put(Parcel("a", 1)))
    if request.param == "tinydb":
        store.db.log.file.append([lines.version("99.0")])
    store.close()
    if request.param != "tinydb":
        _say(made, "UPDATE written_by SET version = '99.0'")
    yield made
    if request.param == "postgresql":  # which other tests use
        _say(made, "UPDATE written_by SET version = :right", right=VERSION)


def _say(url, statement, **values):
    with raw(url).begin() as connection:
        connection.execute(text(statement), values)


def test_it_is_refused_by_every_command(url, tmp_path):
    code, [line] = refused("--port", "0", "--store", url)
    assert (code, LATER in line) == (2, True)
    fails(run("export", "--store", url, "--out", tmp_path / "copy.json"), 2, LATER)
    with pytest.raises(StoreUrlError, match="a later version of Paydrill has written it"):
        open_store(url)


def test_so_is_a_copy(tmp_path):
    copy, url = tmp_path / "copy.json", f"tinydb:{tmp_path / 'records.tinydb'}"
    copy.write_bytes(b'{"paydrill": {"1": {"version": "99.0"}}, "shop/parcels": {}}')
    fails(run("restore", copy, "--store", url), 2, LATER)
    code, [line] = refused("--port", "0", "--store", f"tinydb:{copy}")
    assert (code, LATER in line) == (2, True)
    assert list(tmp_path.iterdir()) == [copy]


@pytest.mark.parametrize("scheme", ["sqlite", "postgresql"])
def test_a_schema_that_is_not_known_is_a_later_one(scheme, empty_store, tmp_path):
    url = empty_store(scheme)
    open_store(url).close()
    _say(url, "UPDATE alembic_version SET version_num = '9999'")
    try:
        with pytest.raises(StoreUrlError, match=r"a later version .+ \(schema 9999; this is"):
            open_store(url)
        fails(run("export", "--store", url, "--out", tmp_path / "copy.json"), 2, "schema 9999")
    finally:
        _say(url, "UPDATE alembic_version SET version_num = :right", right=REVISION)


def test_so_is_a_log_of_another_form(file):
    file.parent.mkdir()
    file.write_bytes(HEADER.replace(b"1", b"2"))
    with pytest.raises(StoreUrlError, match=r"a later version .+ \(paydrill-log 2; this is"):
        open_store(f"tinydb:{file}")
    assert file.read_bytes() == HEADER.replace(b"1", b"2")


def test_a_log_says_its_version_once_compacted_or_not(file, reopen):
    for _ in range(2):
        store = reopen()
        store.transact("shop", put(Parcel("a", 1)))
    assert [each[9:10] for each in lines_of(file)] == [b"#", b"+", b"+"]
    compact(store)
    assert [each[9:10] for each in lines_of(file)] == [b"#", b"+"]


@pytest.mark.parametrize("version", ["0.0", "0.1"])
def test_patches_and_earlier_versions_are_welcome(version):
    refuse_later(version)


@pytest.mark.parametrize("version", ["", "1", "0.1.0", "soon", 1, None])
def test_what_is_no_version_is_refused(version):
    with pytest.raises(ValueError, match="it is of no version of Paydrill"):
        refuse_later(version)
