"""Events over WebSocket, as clients that listen get them."""

import asyncio
import json
import re
import resource
from collections.abc import Iterator
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect as connect_async
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.server_process import IN_MEMORY, Server, running

CONNECTIONS = 1000


def charge(api: httpx.Client, value: float = 10.0) -> dict[str, Any]:
    made: dict[str, Any] = api.post("/payments", json={"value": value}).json()["payment"]
    return made


def confirm(api: httpx.Client, made: dict[str, Any]) -> None:
    body = {"bank_payment_id": made["bank_payment_id"], "value": made["value"]}
    assert api.post("/payments/pix/confirmation", json=body).status_code == 200


def listen(api: httpx.Client, path: str) -> ClientConnection:
    return connect(re.sub("^http", "ws", str(api.base_url).rstrip("/")) + path)


def told(socket: ClientConnection) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(socket.recv(timeout=10))
    return message


def test_a_charge_tells_its_status_and_then_what_becomes_of_it(api: httpx.Client):
    made = charge(api)
    with listen(api, f"/ws/payments/{made['id']}") as socket:
        assert told(socket) == {"sequence": 1, "type": "stream.opened", "status": "active"}
        confirm(api, made)
        event = told(socket)
    assert re.fullmatch(r"20[0-9-]{8}T[0-9:.]{12}Z", event.pop("at"))
    assert event == {
        "sequence": 2,
        "type": "pix.confirmed",
        "subject": str(made["id"]),
        "status": "confirmed",
        "amount": 10.0,
        "currency": "BRL",
    }


def test_a_charge_that_was_confirmed_before_says_so_at_once(api: httpx.Client):
    made = charge(api)
    confirm(api, made)
    with listen(api, f"/ws/payments/{made['id']}") as socket:
        assert told(socket)["status"] == "confirmed"


def test_a_deleted_sandbox_is_not_begun_again_by_who_listens(api: httpx.Client):
    charge(api)
    name = api.get("/_control/events").json()["sandbox"]
    with listen(api, "/ws") as socket:
        told(socket)
        assert api.delete(f"/_control/sandboxes/{name}").status_code == 204
        with pytest.raises(ConnectionClosedError) as closed:
            socket.recv(timeout=10)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4409
    assert api.get(f"/_control/sandboxes/{name}").status_code == 404


def test_events_are_resumed_where_they_were_left(api: httpx.Client):
    made = [charge(api) for _ in range(3)]
    with listen(api, "/ws?after=1") as socket:
        assert [told(socket)["sequence"] for _ in range(3)] == [1, 2, 3]
        confirm(api, made[0])
        assert told(socket)["sequence"] == 4
    confirm(api, made[1])
    with listen(api, "/ws?after=4") as socket:
        assert [told(socket)["sequence"] for _ in range(2)] == [4, 5]


def test_more_events_than_are_read_at_once_come_without_a_gap(api: httpx.Client):
    for _ in range(250):
        charge(api)
    with listen(api, "/ws?after=0") as socket:
        assert [told(socket)["sequence"] for _ in range(251)] == list(range(251))


@pytest.mark.parametrize(
    "query",
    [
        "type=pix.confirmed,payment.*",
        "type=payment.*&type=pix.confirmed",
        "types=pix.confirmed,payment.*",
        "types=payment.*&type=pix.confirmed",
    ],
)
def test_events_can_be_asked_for_by_type(api: httpx.Client, query: str):
    """By `type`; the former name, `types`, is taken too."""
    with listen(api, f"/ws?{query}") as socket:
        told(socket)
        confirm(api, charge(api))
        assert told(socket)["type"] == "pix.confirmed"


def test_another_sandbox_hears_nothing(api: httpx.Client):
    base, _, _ = str(api.base_url).partition("/~")
    other = httpx.Client(base_url=f"{base}/~elsewhere-{CONNECTIONS}")
    with other, listen(api, "/ws") as socket:
        told(socket)
        charge(other, 77.0)
        charge(api, 5.0)
        assert told(socket)["amount"] == 5.0


@pytest.mark.parametrize(
    ("path", "code", "reason"),
    [
        ("/ws/payments/99", 4404, "This sandbox has no such payment"),
        ("/ws/elsewhere", 4404, "Streams are at /ws and /ws/payments/{id}"),
        ("/ws?after=soon", 4400, "/query/after: must be the sequence of an event"),
        ("/ws?after=1&after=2", 4400, "/query/after: is given more than once"),
        ("/ws?type=PIX", 4400, "/query/type: no event is of type 'PIX'"),
        ("/ws?type=pix.*&type=", 4400, "/query/type: must be event types"),
        ("/ws?tpye=pix.*", 4400, "/query/tpye: is not a parameter of this operation (did you mean"),
        ("/ws?types=PIX", 4400, "/query/types: no event is of type 'PIX'"),
    ],
)
def test_what_cannot_be_listened_to_is_closed_with_a_reason(
    api: httpx.Client, path: str, code: int, reason: str
):
    with listen(api, path) as socket, pytest.raises(ConnectionClosedError) as closed:
        socket.recv(timeout=10)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == code
    assert closed.value.rcvd.reason.startswith(reason)


def test_a_page_of_another_origin_may_not_listen(server: Server):
    url = re.sub("^http", "ws", server.url) + "/ws"
    with pytest.raises(InvalidStatus) as refused, connect(url, origin="http://evil.example"):
        pass
    assert refused.value.response.status_code == 403


def test_a_page_on_loopback_may_listen(server: Server):
    url = re.sub("^http", "ws", server.url) + "/ws"
    with connect(url, origin="http://localhost:3000") as socket:
        assert told(socket)["type"] == "stream.opened"


def test_a_key_chooses_whom_to_listen_to(server: Server):
    url = re.sub("^http", "ws", server.url) + "/ws"
    key = {"Authorization": "Bearer sk_test_51HxListening"}
    with connect(url, additional_headers=key) as socket:
        assert told(socket)["sequence"] == 0
        assert httpx.post(f"{server.url}/payments", json={"value": 5}, headers=key).is_success
        assert told(socket)["amount"] == 5.0


def test_a_live_key_may_not_listen(server: Server):
    url = re.sub("^http", "ws", server.url) + "/ws"
    key = {"Authorization": "Bearer sk_live_51Hx"}
    with (
        connect(url, additional_headers=key) as socket,
        pytest.raises(ConnectionClosedError) as closed,
    ):
        socket.recv(timeout=10)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4401
    assert "sk_test_" in closed.value.rcvd.reason


@pytest.fixture
def many_files() -> Iterator[None]:
    """Room for the connections of both ends."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4 * CONNECTIONS), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.usefixtures("many_files")
def test_a_thousand_listeners_hear_of_a_payment():
    async def hear(url: str) -> list[str]:
        async with AsyncExitStack() as stack, httpx.AsyncClient(base_url=url) as api:
            address = re.sub("^http", "ws", url) + "/ws?type=pix.created"
            sockets: list[Any] = []
            while len(sockets) < CONNECTIONS:
                made = (connect_async(address, ping_interval=None) for _ in range(50))
                sockets += await asyncio.gather(*map(stack.enter_async_context, made))
            await asyncio.gather(*(socket.recv() for socket in sockets))
            assert (await api.post("/payments", json={"value": 1})).status_code == 201
            heard = await asyncio.gather(*(socket.recv() for socket in sockets))
            assert (await api.get("/health")).status_code == 200
            return [json.loads(message)["type"] for message in heard]

    with running(*IN_MEMORY) as server:
        assert asyncio.run(hear(server.url)) == ["pix.created"] * CONNECTIONS
