"""What every kind of test may ask for: a PostgreSQL server, and an empty store of any backend."""

import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from paydrill.stores import SCHEMES
from tests.postgresql import database, shared_server

# Contracts are read once for all tests, and nothing is left in the home of who runs them.
os.environ.setdefault("PAYDRILL_CACHE", str(Path(__file__).parents[1] / "build" / "cache"))
# Nothing here is asked by a proxy, and `requests` looks through all variables for one each time.
os.environ.setdefault("no_proxy", "127.0.0.1,localhost,testserver")

STORE_URLS = {
    "memory": "memory:",
    "sqlite": "sqlite:///{folder}/records.db",
    "tinydb": "tinydb:{folder}/records.tinydb",
}


def pytest_xdist_auto_num_workers() -> int:
    """Count the workers: one more than CPUs, since many tests wait for a browser or for seconds."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run tests that share a fixture of their module in one process, so that it is made once."""
    for item in items:
        if isinstance(item, pytest.Function) and not item.get_closest_marker("xdist_group"):
            found = item._fixtureinfo.name2fixturedefs.values()
            if any(definitions[-1].scope == "module" for definitions in found):
                item.add_marker(pytest.mark.xdist_group(item.module.__name__))


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of the test run's PostgreSQL server."""
    own = tmp_path_factory.getbasetemp()
    with shared_server(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) as url:
        yield url


@pytest.fixture(scope="session")
def postgresql(postgresql_server: str) -> Iterator[str]:
    """URL of this worker's database, with what the test before has left there."""
    with database(postgresql_server) as url:
        yield url


@pytest.fixture
def new_database(postgresql_server: str) -> Iterator[str]:
    """URL of a database without any tables."""
    with database(postgresql_server) as url:
        yield url


@pytest.fixture
def empty_store(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """Gives the URL of an empty store of a scheme; of another one each time it is called.

    Only PostgreSQL's is the same database each time, emptied anew.
    """
    numbers = count()

    def url(scheme: str) -> str:
        if scheme == "postgresql":
            return _emptied(request.getfixturevalue("postgresql"))
        return STORE_URLS[scheme].format(folder=tmp_path / str(next(numbers)))

    return url


@pytest.fixture(params=sorted(SCHEMES))
def scheme(request: pytest.FixtureRequest) -> str:
    """Every scheme in turn; one that has no store here fails."""
    return str(request.param)


def _emptied(url: str) -> str:
    with psycopg.connect(url) as connection:
        tables = connection.execute(
            "SELECT tablename FROM pg_tables"
            " WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        )
        if names := ", ".join(name for (name,) in tables):
            connection.execute(f"TRUNCATE {names}")
    return url
