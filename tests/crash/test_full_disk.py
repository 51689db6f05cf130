"""A full disk: who writes is refused, `/ready` says so, and nothing acknowledged is lost."""

import json

import httpx
import pytest

from tests.crash.disks import limited, small_disk
from tests.crash.patient_clients import Load, kept
from tests.server_process import only_line, running

STORES = {
    "tinydb": ("--store", "tinydb:{}/records.tinydb"),
    "sqlite": ("--store", "sqlite:///{}/records.db"),
    "tinydb-always": ("--store", "tinydb:{}/records.tinydb", "--durability", "always"),
}


@pytest.mark.parametrize(
    ("disk", "store"),
    [
        (small_disk, "tinydb"),
        (limited, "tinydb-always"),
        (small_disk, "sqlite"),
        (limited, "sqlite"),
    ],
)
def test_a_full_disk_is_told_and_nothing_is_lost(tmp_path, store, disk):
    with disk(tmp_path / "disk") as place:
        options = ("--port", "0", *(each.format(place.folder) for each in STORES[store]))
        load = Load()
        with running(*options) as server:
            with load.on(server.url):
                load.wait_for(20)
                place.fill(server.process.pid)
                load.wait_for(20, "unavailable")
                assert readiness(server) == (503, "failed")
                assert httpx.get(f"{server.url}/health").is_success
                assert shown(server, load.acknowledged[0]).is_success
                place.empty(server.process.pid)
                load.wait_for(20)
            assert readiness(server) == (200, "ok")
            kept(server, load.acknowledged)
            assert server.stop() == 0
        with running(*options) as again:
            kept(again, load.acknowledged)


def test_ready_knows_before_anybody_has_written(tmp_path):
    with limited(tmp_path / "disk") as disk:
        store = f"tinydb:{disk.folder}/records.tinydb"
        with running("--port", "0", "--store", store) as server:
            assert readiness(server) == (200, "ok")
            disk.fill(server.process.pid)
            assert readiness(server) == (503, "failed")
            disk.empty(server.process.pid)
            assert readiness(server) == (200, "ok")
            assert server.log() == ""


@pytest.mark.parametrize("store", ["tinydb:/dev/full", "sqlite:////dev/full"])
def test_a_store_without_any_room_is_refused_at_the_start(store):
    assert f"the store {store} cannot be opened" in only_line("--store", store)


def readiness(server):
    """Status of `/ready`, and its word on the store."""
    answer = httpx.get(f"{server.url}/ready")
    return answer.status_code, answer.json()["checks"]["store"]


def shown(server, acknowledged):
    """The payment that was acknowledged first."""
    made = json.loads(acknowledged.content)
    return httpx.get(f"{server.url}/status/{made['payment_id']}")
