"""`paydrill export` of every store that outlives its process."""

from contextlib import ExitStack, closing

import pytest
from tinydb import TinyDB, where

from paydrill.payments.channels import ACQUIRER
from paydrill.stores import open_store
from tests.commands.terminal import fails, run
from tests.factories import Merchant, make_engine


@pytest.fixture
def opened():
    """Opens stores, and closes them in the end."""
    with ExitStack() as stack:
        yield lambda url: stack.enter_context(closing(open_store(url)))


@pytest.mark.parametrize("scheme", ["tinydb", "sqlite", "postgresql"])
def test_plain_tinydb_reads_what_a_store_has_while_it_is_in_use(
    scheme, empty_store, opened, tmp_path
):
    url = empty_store(scheme)
    engine = make_engine(opened(url))
    shop, till = (Merchant(engine, name) for name in ("shop", "till"))
    paid = shop.authorize("12.00", capture=True)
    till.charge()
    file = tmp_path / "records.json"
    done = run("export", "--store", url, "--out", file)
    assert done.exit_code == 0, done.output
    kept = [*shop.everything().values(), *till.everything().values()]
    assert done.output == f"{file}: {sum(map(len, kept))} records\n"
    with TinyDB(file) as db:
        names = {f"{each.sandbox}/{table}" for each in (shop, till) for table in each.everything()}
        assert db.tables() == {"paydrill"} | names
        [found] = db.table(f"shop/{ACQUIRER.table.name}").search(where("id") == paid.id)
        assert dict(found) == paid._asdict()


def test_an_export_becomes_a_store_again(opened, tmp_path):
    url, copy = f"tinydb:{tmp_path / 'records.tinydb'}", tmp_path / "copy.tinydb"
    shop = Merchant(make_engine(opened(url)))
    shop.refund(shop.pay(), "1.00")
    run("export", "--store", url, "--out", copy)
    again = Merchant(make_engine(opened(f"tinydb:{copy}")))
    assert again.everything() == shop.everything()


def test_what_cannot_be_exported_is_told_in_a_line_and_leaves_no_file(tmp_path):
    file = tmp_path / "records.json"
    for store, says in (
        (f"tinydb:{tmp_path / 'nowhere.tinydb'}", "nowhere.tinydb is not there"),
        (f"sqlite:///{tmp_path / 'nowhere.db'}", "nowhere.db is not there"),
        ("memory:", "memory: keeps nothing"),
        ("elsewhere:", "names no store"),
    ):
        fails(run("export", "--store", store, "--out", file), 2, says)
    assert list(tmp_path.iterdir()) == []
