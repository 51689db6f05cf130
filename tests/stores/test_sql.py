"""What SQLite and PostgreSQL are asked beyond what every store is."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic import autogenerate
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from paydrill.payments import invariants
from paydrill.payments.pix import charges
from paydrill.sandbox.due import DUE
from paydrill.sandbox.state import STATES
from paydrill.stores import StoreUrlError, open_store, shown
from paydrill.stores.sql import schema
from paydrill.stores.sql.migrating import MIGRATIONS
from tests.factories import AMERICAN_EXPRESS, NOON_MS, VISA, Merchant, card, make_engine
from tests.stores.databases import raw
from tests.stores.records import PARCELS, Parcel, find, get, ids, put
from tests.stores.together import at_once

COUNTER = Parcel("counter", 1)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, empty_store):
    """An empty store of each database."""
    return empty_store(request.param)


@pytest.fixture
def opened(url):
    """Opens the store anew, as another process would."""
    stores = []

    def open_() -> object:
        stores.append(open_store(url))
        return stores[-1]

    yield open_
    for store in stores:
        store.close()


def test_records_are_there_after_reopening(opened):
    kept = [Parcel("a", 2, "é", note=None), Parcel("b", 1, fragile=True, note="\0")]
    opened().transact("shop", put(*kept))
    store = opened()
    assert store.transact("shop", find()) == kept[::-1]
    assert store.transact("shop", find(("owner", "é"))) == [kept[0]]


def test_a_merchant_goes_on_where_the_last_process_stopped(opened):
    first = Merchant(make_engine(opened()))
    payment = first.pay(capture=False)
    second = Merchant(make_engine(opened()))
    assert second.everything() == first.everything()
    assert second.capture(payment).status == "captured"
    assert first.payment(payment).status == "captured"


def test_who_read_before_another_wrote_is_run_again(opened):
    ours, theirs = opened(), opened()
    ours.transact("shop", put(COUNTER))
    seen = []

    def increment(tx):
        counter = tx.get(PARCELS, "counter")
        seen.append(counter.weight)
        if len(seen) == 1:
            theirs.transact("shop", put(counter._replace(weight=100)))
        tx.put(PARCELS, counter._replace(weight=counter.weight + 1))

    ours.transact("shop", increment)
    assert seen == [0, 100]
    assert theirs.transact("shop", get("counter")).weight == 101


def test_two_who_are_first_in_a_sandbox_do_not_both_begin_it(opened):
    ours, theirs = opened(), opened()
    seen = []

    def begin(tx):
        seen.append(tx.get(PARCELS, "counter"))
        if len(seen) == 1:
            theirs.transact("shop", put(COUNTER))
        tx.put(PARCELS, Parcel("first" if seen[-1] is None else "second", 2))

    ours.transact("shop", begin)
    assert ids(ours) == ["counter", "second"]


def test_who_only_reads_sees_one_moment_and_is_not_run_again(opened):
    ours, theirs = opened(), opened()
    ours.transact("shop", put(Parcel("a", 1), Parcel("b", 2)))

    def look(tx):
        before = tx.get(PARCELS, "a")
        theirs.transact("shop", put(Parcel("a", 1, weight=5), Parcel("b", 2, weight=5)))
        return before.weight, tx.get(PARCELS, "b").weight

    assert ours.transact("shop", look) == (0, 0)
    assert ours.transact("shop", get("b")).weight == 5


def test_what_two_processes_do_at_once_when_it_falls_due_is_done_once(opened):
    merchants = [Merchant(make_engine(opened())) for _ in range(2)]
    for number in range(5):
        charge = merchants[0].do(charges.create, 10, None, 60)
        merchants[0].engine.store.transact("shop", set_back)
        at_once(4, lambda thread: merchants[thread % 2].engine.do_due("shop"))
        told = [event.type for event in merchants[0].events(charge)]
        assert told == ["pix.created", "pix.expired"], number
    merchants[1].look(invariants.prove)


def set_back(tx):
    """Whatever is due is due now."""
    for due in list(tx.find(DUE)):
        tx.put(DUE, due._replace(position=NOON_MS))
    tx.put(STATES, tx.get(STATES, "shop")._replace(next_due_ms=NOON_MS))


def test_no_card_number_and_no_security_code_is_ever_in_the_database(url, opened):
    merchant = Merchant(make_engine(opened()))
    merchant.tokenize(card(AMERICAN_EXPRESS, cvv="7391"))
    merchant.authorize("0.01")
    merchant.refund(merchant.pay())
    with raw(url).connect() as connection:
        content = str(connection.execute(text("SELECT * FROM records")).all())
    for secret in (VISA, AMERICAN_EXPRESS, '"7391"', '"123"', "cvv"):
        assert secret not in content
    assert VISA[-4:] in content


def test_more_records_than_go_into_one_statement_are_one_transaction(opened):
    many = [Parcel(f"{number:05d}", number) for number in range(1_200)]
    store = opened()
    store.transact("shop", put(*many))
    assert store.transact("shop", find()) == many
    assert ids(store, newest_first=True) == [record.id for record in many[::-1]]


def test_a_field_that_a_kind_of_record_has_got_since_then_has_its_default(opened):
    class Lighter(Parcel):
        """Made before parcels had a note."""

        def _asdict(self):
            return {k: v for k, v in super()._asdict().items() if k != "note"}

    store = opened()
    store.transact("shop", put(Lighter("b", 2, note="lost")))
    assert store.transact("shop", get("b")) == Parcel("b", 2)


def test_the_migrations_make_the_schema_that_the_statements_are_written_for(url, opened):
    opened()
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == schema.REVISION
    with raw(url).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert autogenerate.compare_metadata(context, schema.metadata) == []


def test_many_who_open_a_new_database_at_once_migrate_it_once(url, opened):
    opened()
    with raw(url).begin() as connection:
        for table in (*schema.metadata.tables, "alembic_version"):
            connection.execute(text(f"DROP TABLE {table}"))
    with ThreadPoolExecutor(4) as pool:
        for store in pool.map(open_store, [url] * 4):
            store.transact("shop", put(Parcel("a", 1)))
            store.close()


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("postgresql://shop:s3cret@127.0.0.1:1/paydrill", "Connection refused"),
        ("postgresql+psycopg://shop:s3cret@127.0.0.1:1/paydrill", "Connection refused"),
        ("postgresql://shop@/paydrill?host=/nowhere&password=s3cret", "No such file or directory"),
        ("postgresql://shop:s3cret@host:port/", "cannot be opened"),
        ("postgresql:shop:s3cret@host", "cannot be opened"),
        ("sqlite://", "name a file"),
        ("sqlite:///:memory:", "name a file"),
        ("sqlite:////dev/null/records.db", "File exists"),
        ("sqlite:////dev", "/dev is a folder; name a file in it"),
        ("mysql://shop:s3cret@127.0.0.1/paydrill", "names no store"),
    ],
)
def test_a_database_that_cannot_be_opened_is_named_without_its_password(url, reason):
    with pytest.raises(StoreUrlError, match=reason) as caught:
        open_store(url)
    assert "s3cret" not in str(caught.value)
    assert shown(url) in str(caught.value)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://a:b@c/d", "postgresql://a:***@c/d"),
        ("postgresql://a:b@c@d/e", "postgresql://a:***@d/e"),
        ("postgresql://a@c/d?x=1&password=b&y=2", "postgresql://a@c/d?x=1&password=***&y=2"),
        ("postgresql://a@c:5432/d", "postgresql://a@c:5432/d"),
        ("tinydb:data/a:b", "tinydb:data/a:b"),
    ],
)
def test_a_url_is_shown_without_its_password(url, expected):
    assert shown(url) == expected


def test_a_server_without_a_database_does_not_import_what_databases_need():
    program = """
import sys
from paydrill.app import build
from paydrill.settings import Settings
build(Settings(store="memory:"))
print(sorted({"sqlalchemy", "alembic", "psycopg"} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
