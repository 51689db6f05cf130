"""A database that crashes under a running server: requests wait for it, and nothing is lost."""

import httpx

from tests.crash.patient_clients import Load, kept
from tests.postgresql import Server, database
from tests.server_process import running


def test_a_database_that_crashes_under_load_is_waited_for_and_loses_nothing():
    postgresql = Server.made()
    try:
        with (
            database(postgresql.url) as store,
            running("--port", "0", "--store", store, afresh=True) as server,
        ):
            load = Load()
            with load.on(server.url):
                load.wait_for(20)
                postgresql.stop()
                load.wait_for(20, "unavailable")
                assert httpx.get(f"{server.url}/health").is_success
                ready = httpx.get(f"{server.url}/ready")
                assert (ready.status_code, ready.json()["checks"]["store"]) == (503, "failed")
                postgresql.start()
                load.wait_for(20)
            kept(server, load.acknowledged)
            assert httpx.get(f"{server.url}/ready").is_success
    finally:
        postgresql.remove()
