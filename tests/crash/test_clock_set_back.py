"""A machine's clock that is set back by an hour: sandboxes go back with it, and nothing is lost."""

from datetime import datetime, timedelta

import httpx
import pytest

from tests.crash.patient_clients import PAYMENT, Load, kept
from tests.server_process import running

HOUR = timedelta(hours=1)
# Python reads this at its start, before the program.
CLOCK = """\
import time
from pathlib import Path

_behind, _time, _time_ns = Path({file!r}), time.time, time.time_ns


def time_ns():
    return _time_ns() - int(_behind.read_text()) * 1_000_000_000


time.time_ns = time_ns
time.time = lambda: time_ns() / 1e9
"""


@pytest.fixture
def machine(tmp_path):
    """Variables for a server whose clock is as many seconds behind as `behind` says."""
    behind = tmp_path / "behind"
    behind.write_text("0")
    (tmp_path / "sitecustomize.py").write_text(CLOCK.format(file=str(behind)))
    return {"PYTHONPATH": str(tmp_path)}


@pytest.mark.parametrize("scheme", ["tinydb", "postgresql"])
def test_nothing_is_lost_and_time_goes_on_from_there(machine, tmp_path, empty_store, scheme):
    options = ("--port", "0", "--store", empty_store(scheme))
    load = Load()
    with running(*options, variables=machine, afresh=True) as server:
        with load.on(server.url):
            load.wait_for(20)
            before, held = now(server.url), hold(server.url)
            (tmp_path / "next").write_text("3600")
            (tmp_path / "next").replace(tmp_path / "behind")  # at no moment is it empty
            after = now(server.url)
            assert before - HOUR <= after < before
            load.wait_for(20)
        kept(server, load.acknowledged)
        assert httpx.get(f"{server.url}/ready").is_success
        numbers = [each["sequence"] for each in events(server.url)]
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) >= len(load.acknowledged)
    with running(*options) as again:  # by a clock that is right again
        kept(again, load.acknowledged)
        advanced(again.url, "6d")
        assert status(again.url, held) == "authorized"
        advanced(again.url, "2d")
        assert status(again.url, held) == "expired"


def now(url):
    """The time of the default sandbox."""
    return datetime.fromisoformat(httpx.get(f"{url}/_control/clock").json()["now"])


def hold(url):
    """A payment that waits for its capture, and expires after seven days."""
    made = httpx.post(f"{url}/payment", json={**PAYMENT, "capture": False}).json()
    assert made["status"] == "authorized"
    return made["payment_id"]


def events(url):
    """The events of the default sandbox, as they follow each other."""
    found, page = [], {"events": [], "next_after": 0, "last": 1}
    while page["next_after"] < page["last"]:
        query = {"after": page["next_after"], "limit": 1000}
        page = httpx.get(f"{url}/_control/events", params=query).json()
        found += page["events"]
    return found


def advanced(url, by):
    """Advance the clock of the default sandbox."""
    httpx.post(f"{url}/_control/clock/advance", json={"by": by}).raise_for_status()


def status(url, payment):
    """The status of a payment."""
    return httpx.get(f"{url}/status/{payment}").json()["status"]
