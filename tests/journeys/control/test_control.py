"""The control plane: the clock, who is let in, and the service's own routes."""

from collections.abc import Iterator

import httpx
import pytest

from paydrill import __version__
from tests.journeys.shopping import pointers, problem
from tests.server_process import IN_MEMORY, Server, running

TOKEN = "open-sesame-7"


@pytest.fixture(scope="module")
def guarded() -> Iterator[Server]:
    """A server whose control plane asks for a token."""
    with running(*IN_MEMORY, "--control-token", TOKEN) as started:
        yield started


def test_versions_are_told_of_server_and_api(api: httpx.Client):
    assert api.get("/_control/version").json() == {
        "server": __version__,
        "api": "1.0.0",
    }


def test_the_clock_is_read_set_frozen_and_advanced(api: httpx.Client):
    assert api.get("/_control/clock").json()["frozen"] is False
    both = {"now": "2026-01-27T09:00:00-03:00", "frozen": True}
    answer = api.put("/_control/clock", json=both)
    noon = answer.json()
    assert answer.status_code == 200
    assert (noon["now"], noon["frozen"]) == ("2026-01-27T12:00:00.000Z", True)
    assert api.get("/_control/clock").json() == noon
    for by, now in (
        ("90s", "2026-01-27T12:01:30.000Z"),
        ("15m", "2026-01-27T12:16:30.000Z"),
        ("24h", "2026-01-28T12:16:30.000Z"),
        ("2d", "2026-01-30T12:16:30.000Z"),
        ("1ms", "2026-01-30T12:16:30.001Z"),
    ):
        assert api.post("/_control/clock/advance", json={"by": by}).json()["now"] == now
    running_again = api.put("/_control/clock", json={"frozen": False}).json()
    assert running_again["frozen"] is False
    assert running_again["now"].startswith("2026-01-30T12:16:")


def test_a_clock_that_is_set_but_not_frozen_runs_on(api: httpx.Client):
    set_to = api.put("/_control/clock", json={"now": "2030-01-01T00:00:00Z"}).json()
    assert set_to["frozen"] is False
    assert api.get("/_control/health").json()["timestamp"] >= set_to["now"]
    assert api.get("/_control/clock").json()["now"].startswith("2030-01-01T00:")


def test_the_servers_health_tells_the_machines_time_whatever_the_sandboxs(api: httpx.Client):
    api.put("/_control/clock", json={"now": "2030-01-01T00:00:00Z"})
    assert not api.get("/health").json()["timestamp"].startswith("2030-01-01T00:")


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, ""),
        ({"now": "tomorrow, at noon at last"}, "/now"),
        ({"now": "1969-12-31T23:59:59Z"}, "/now"),
        ({"now": 1}, "/now"),
        ({"frozen": "yes"}, "/frozen"),
        ({"later": True}, "/later"),
    ],
)
def test_a_clock_that_cannot_be_set_names_the_field(
    api: httpx.Client, body: dict[str, object], wrong: str
):
    assert pointers(api.put("/_control/clock", json=body)) == [wrong]


@pytest.mark.parametrize("by", ["", "1", "-1h", "1.5h", "1w", "0s", "9999999d"])
def test_a_clock_cannot_be_advanced_by_anything_else(api: httpx.Client, by: str):
    before = api.put("/_control/clock", json={"frozen": True}).json()
    assert pointers(api.post("/_control/clock/advance", json={"by": by})) == ["/by"]
    assert api.get("/_control/clock").json() == before


@pytest.mark.parametrize("authorization", [None, "Bearer wrong", f"Basic {TOKEN}", "Bearer"])
@pytest.mark.parametrize("prefix", ["", "/~checkout-7"])
def test_without_the_token_nobody_gets_in(guarded: Server, authorization: str, prefix: str):
    headers = {"Authorization": authorization} if authorization else {}
    answer = httpx.post(f"{guarded.url}{prefix}/_control/reset", headers=headers)
    assert problem(answer) == (401, "control_token_required")
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_with_the_token_everything_is_open(guarded: Server):
    headers = {"Authorization": f"Bearer {TOKEN}"}
    answer = httpx.post(f"{guarded.url}/~checkout-7/_control/reset", headers=headers)
    assert (answer.status_code, answer.json()["sandbox"]) == (200, "checkout-7")


def test_payments_ask_for_no_token(guarded: Server):
    assert httpx.post(f"{guarded.url}/payments", json={"value": 10}).status_code == 201


@pytest.mark.parametrize("prefix", ["", "/~checkout-7"])
@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Origin": "https://evil.example"}, "foreign_origin"),
        ({"Origin": "null"}, "foreign_origin"),
        ({"Host": "evil.example"}, "foreign_host"),
        ({"Host": "evil.example:8000"}, "foreign_host"),
    ],
)
def test_no_web_page_gets_in(server: Server, prefix: str, headers: dict[str, str], code: str):
    answer = httpx.get(f"{server.url}{prefix}/_control/health", headers=headers)
    assert problem(answer) == (403, code)


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8000", "127.0.0.1", "[::1]:8000", "paydrill"]
)
def test_local_names_get_in(server: Server, host: str):
    answer = httpx.get(f"{server.url}/_control/health", headers={"Host": host})
    assert answer.status_code == 200


def test_a_host_that_is_refused_is_told_which_option_lets_it_in(server: Server):
    headers = {"Host": "host.docker.internal:8000"}
    answer = httpx.get(f"{server.url}/_control/health", headers=headers)
    assert problem(answer) == (403, "foreign_host")
    assert "--allow-host host.docker.internal" in answer.json()["detail"]


def test_hosts_can_be_named():
    variables = {"PAYDRILL_ALLOW_HOST": "host.docker.internal *.Preview.example"}
    with running(*IN_MEMORY, variables=variables) as server:
        for host, status in (
            ("host.docker.internal", 200),
            ("a.preview.example:8000", 200),
            ("preview.example", 403),
            ("evil.example", 403),
        ):
            answer = httpx.get(f"{server.url}/_control/health", headers={"Host": host})
            assert answer.status_code == status


@pytest.mark.parametrize(
    ("host", "without"),
    [
        ("host.docker.internal:8000", 401),
        ("paydrill.default.svc.cluster.local", 401),
        ("paydrill:8000", 401),
        ("evil.example", 403),
    ],
)
def test_the_token_is_asked_for_and_gets_in_under_any_name(
    guarded: Server, host: str, without: int
):
    url, headers = f"{guarded.url}/_control/health", {"Host": host}
    assert httpx.get(url, headers=headers).status_code == without
    headers["Authorization"] = f"Bearer {TOKEN}"
    assert httpx.get(url, headers=headers).status_code == 200
    headers["Origin"] = "https://page.example"
    assert problem(httpx.get(url, headers=headers)) == (403, "foreign_origin")


def test_the_servers_own_pages_get_in(server: Server):
    answer = httpx.get(f"{server.url}/_control/health", headers={"Origin": server.url})
    assert answer.status_code == 200


def test_payments_are_served_under_any_name(server: Server):
    headers = {"Host": "payments.test", "Origin": "https://payments.test"}
    answer = httpx.post(f"{server.url}/payments", json={"value": 10}, headers=headers)
    assert answer.status_code == 201
