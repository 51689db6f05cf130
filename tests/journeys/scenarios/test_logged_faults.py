"""What the request log and coverage say of calls that a scenario has broken."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.journeys.shopping import authorize
from tests.server_process import IN_MEMORY, Server, running

FAULTS = ("--scenario", str(Path(__file__).with_name("faults.yaml")))


@pytest.fixture(scope="module")
def broken() -> Iterator[Server]:
    with running(*IN_MEMORY, *FAULTS) as started:
        yield started


@pytest.fixture
def api(broken: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{broken.url}/~shop", timeout=30) as client:
        client.post("/_control/reset")
        yield client


def logged(api: httpx.Client, **headers: str) -> dict[str, Any]:
    """The log's entry of an authorization with these headers, whatever the client sees of it."""
    api.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    with suppress(httpx.TransportError):
        authorize(api, "5")
    [entry] = api.get("/_control/requests").json()["requests"]
    return entry


def statuses_met(api: httpx.Client) -> list[str]:
    coverage = api.get("/_control/coverage?contract=acquirer").json()
    [operation] = [
        each
        for each in coverage["contracts"][0]["operations"]
        if each["operation_id"] == "acquirer.authorize_payment"
    ]
    return [each["status"] for each in operation["answers"] if each["count"]]


@pytest.mark.parametrize(
    ("rule", "status", "fault", "met"),
    [
        ("reset-committed", 201, "reset", []),
        ("timeout-committed", 201, "timeout", []),
        ("truncate-committed", 201, "truncate", ["201"]),
        ("malformed-committed", 201, "malformed", ["201"]),
        ("slow-drip-committed", 201, "slow_drip", ["201"]),
        ("status-none", 503, None, ["503"]),
    ],
)
def test_a_fault_is_logged_with_what_would_have_been_answered(
    api: httpx.Client, rule: str, status: int, fault: str | None, met: list[str]
):
    entry = logged(api, X_Fault=rule)
    assert (entry["status"], entry["fault"], entry["delay_ms"]) == (status, fault, 0)
    assert entry["rules"] == [f"faults/{rule}"]
    assert statuses_met(api) == met


def test_a_delay_is_logged_and_not_counted_as_work(api: httpx.Client):
    entry = logged(api, X_Late="yes", X_Fault="truncate-committed")
    assert (entry["delay_ms"], entry["fault"]) == (50, "truncate")
    assert entry["rules"] == ["faults/late", "faults/truncate-committed"]
