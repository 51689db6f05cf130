"""Logged requests over WebSocket, as the console gets them."""

import json
import re
import socket
import time
from base64 import urlsafe_b64encode
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from paydrill.delivery.webhooks.checking import message_check
from tests.server_process import IN_MEMORY, Server, running

STREAM = "/_control/requests/stream"
TOKEN = "correct horse/battery+staple"


def listen(url: str, query: str = "", **options: Any) -> ClientConnection:
    return connect(re.sub("^http", "ws", url.rstrip("/")) + STREAM + query, **options)


def told(stream: ClientConnection) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(stream.recv(timeout=10))
    message_check()(message)
    return message


def requests(stream: ClientConnection, number: int) -> list[dict[str, Any]]:
    """So many requests, in as many messages as it takes."""
    found: list[dict[str, Any]] = []
    while len(found) < number:
        message = told(stream)
        assert (message["type"], message["missed"]) == ("requests", 0)
        found += message["requests"]
    return found


def test_a_request_is_told_as_the_log_has_it_and_soon(api: httpx.Client):
    api.get("/status/before")
    with listen(str(api.base_url)) as stream:
        sandbox = str(api.base_url).rstrip("/").partition("~")[2]
        assert told(stream) == {"type": "requests.opened", "scope": "sandbox", "sandbox": sandbox}
        body = {
            "card_number": "4111111111111111",
            "amount": 0.01,
            "currency": "USD",
            "customer_name": "<b>Maria</b>",
        }
        api.post("/payment", json=body)
        answered = time.monotonic()
        [line] = requests(stream, 1)
        assert time.monotonic() - answered < 1
        assert line.pop("sandbox") == sandbox
        assert line == api.get("/_control/requests").json()["requests"][0]
        assert (line["number"], line["reason"]) == (2, "insufficient_funds")


def test_many_requests_come_each_once_and_in_order(api: httpx.Client):
    with listen(str(api.base_url)) as stream:
        told(stream)
        for number in range(300):
            api.get(f"/status/{number}")
        lines = requests(stream, 300)
    assert [line["path"] for line in lines] == [f"/status/{number}" for number in range(300)]
    with listen(str(api.base_url), "?after=250") as stream:
        told(stream)
        assert [line["number"] for line in requests(stream, 50)] == list(range(251, 301))


def test_an_emptied_log_and_a_reset_are_told(api: httpx.Client):
    with listen(str(api.base_url)) as stream:
        told(stream)
        for _ in range(2):
            api.get("/status/1")
            assert requests(stream, 1)[0]["number"] == 1
            api.delete("/_control/requests")
            assert told(stream)["type"] == "requests.cleared"
        api.get("/status/1")
        assert requests(stream, 1)[0]["number"] == 1
        api.post("/_control/reset")
        assert told(stream)["type"] == "requests.cleared"


def test_all_sandboxes_can_be_followed():
    with running(*IN_MEMORY) as server, listen(server.url, "?scope=server") as stream:
        assert told(stream) == {"type": "requests.opened", "scope": "server", "sandbox": None}
        for sandbox in ("~one/", "~two/", ""):
            httpx.get(f"{server.url}/{sandbox}status/1")
            [line] = requests(stream, 1)
            assert line["sandbox"] == (sandbox.strip("~/") or "default")
        with listen(server.url, "?scope=server&after=0") as another:
            told(another)
            assert len(requests(another, 3)) == 3


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("?after=x", "/query/after"),
        ("?after=1&after=2", "/query/after"),
        ("?scope=all", "/query/scope"),
        ("?scope=server&after=3", "/query/after"),
        ("?afer=1", "did you mean after"),
    ],
)
def test_a_query_that_is_wrong_is_said_to_be(api: httpx.Client, query: str, says: str):
    with listen(str(api.base_url), query, subprotocols=["paydrill"]) as stream:
        with pytest.raises(ConnectionClosedError) as closed:
            stream.recv(timeout=10)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4400
        assert says.lower() in closed.value.rcvd.reason.lower()


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://evil.example"}, {"Origin": "http://localhost:1"}],
)
def test_a_page_of_another_origin_gets_nothing(server: Server, headers: dict[str, str]):
    with pytest.raises(InvalidStatus) as refused, listen(server.url, additional_headers=headers):
        pass
    assert refused.value.response.status_code == 403


def test_a_page_that_has_rebound_its_name_gets_nothing(server: Server):
    url = httpx.URL(server.url)
    rebound = str(url.copy_with(host="evil.example"))
    line = socket.create_connection((url.host, url.port or 80))
    with line, pytest.raises(InvalidStatus) as refused, listen(rebound, sock=line):
        pass
    assert refused.value.response.status_code == 403


def subprotocols(token: str) -> list[Any]:
    return ["paydrill", f"token.{urlsafe_b64encode(token.encode()).decode().rstrip('=')}"]


def test_the_token_comes_in_a_header_or_as_a_subprotocol():
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    with running(*IN_MEMORY, "--control-token", TOKEN) as server:
        for options in (
            {"additional_headers": bearer},
            {"subprotocols": subprotocols(TOKEN)},
        ):
            with listen(server.url, **options) as stream:
                assert told(stream)["type"] == "requests.opened"
                assert stream.subprotocol == ("paydrill" if "subprotocols" in options else None)
        for options in (
            {},
            {"subprotocols": ["paydrill"]},
            {"subprotocols": subprotocols("wrong")},
            {"subprotocols": ["paydrill", "token.!"]},
            {"additional_headers": {"Authorization": "Bearer wrong"}},
        ):
            with listen(server.url, **options) as stream:
                with pytest.raises(ConnectionClosedError) as closed:
                    stream.recv(timeout=10)
                assert closed.value.rcvd is not None
                assert closed.value.rcvd.code == 4401
                assert TOKEN not in closed.value.rcvd.reason


def test_a_server_without_a_log_says_so():
    with running(*IN_MEMORY, "--request-log", "0") as server, listen(server.url) as stream:
        with pytest.raises(ConnectionClosedError) as closed:
            stream.recv(timeout=10)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4404
