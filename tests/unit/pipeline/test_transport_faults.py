"""What becomes of an answer's bytes, message by message."""

import asyncio
import json
from typing import Any

import pytest

from paydrill.pipeline.connection import SOME_SERVERS, connection_of
from paydrill.pipeline.transport_faults import over_the_wire
from paydrill.scenarios import transport
from paydrill.scenarios.transport import TransportFault

BODY = b'{"message":"R\xc3\xa9"}'


class Recorded:
    """A connection that notes what happens on it, in order."""

    def __init__(self) -> None:
        self.happened: list[Any] = []

    async def pause(self, ms: float) -> None:
        self.happened.append(("pause", round(ms, 3)))

    def close(self) -> None:
        self.happened.append("close")

    def reset(self) -> None:
        self.happened.append("reset")

    async def send(self, message: dict[str, Any]) -> None:
        self.happened.append(message.get("status") or message["body"])


def happened(what: TransportFault, *body: bytes) -> list[Any]:
    recorded = Recorded()
    asyncio.run(answer(over_the_wire(what, recorded, recorded.send), *body))
    return recorded.happened


async def answer(send: Any, *body: bytes) -> None:
    """An answer in the pieces in which it was made."""
    length = b"%d" % sum(map(len, body))
    await send(
        {"type": "http.response.start", "status": 201, "headers": [(b"Content-Length", length)]}
    )
    for number, piece in enumerate(body, 1):
        more = {"more_body": True} if number < len(body) else {}
        await send({"type": "http.response.body", "body": piece, **more})


@pytest.mark.parametrize("pieces", [(BODY,), (BODY[:5], BODY[5:]), (BODY, b"")])
def test_it_begins_when_the_answer_is_complete(pieces: tuple[bytes, ...]):
    assert happened(TransportFault(250), *pieces) == [("pause", 250), 201, BODY]
    assert happened(TransportFault(0, transport.RESET), *pieces) == ["reset", 201, BODY]
    assert happened(TransportFault(0, transport.TIMEOUT, 9000), *pieces) == [
        ("pause", 9000),
        "close",
        201,
        BODY,
    ]


def test_the_delay_comes_first():
    for fault in (
        transport.RESET,
        transport.TIMEOUT,
        transport.TRUNCATE,
        transport.MALFORMED,
        transport.SLOW_DRIP,
    ):
        assert happened(TransportFault(7, fault, 100), BODY)[0] == ("pause", 7)


@pytest.mark.parametrize(
    ("length", "kept"), [(transport.HALF, len(BODY) // 2), (0, 0), (3, 3), (999, len(BODY) - 1)]
)
def test_what_is_cut_off_is_always_something(length: int, kept: int):
    cut = happened(TransportFault(0, transport.TRUNCATE, length), BODY)
    assert cut == [201, BODY[:kept], "close", BODY[kept:]]


@pytest.mark.parametrize(
    "body", [BODY, b"{}", b"[1]", b"[]", json.dumps({"a": {"b": []}}).encode()]
)
def test_malformed_is_whole_to_http_and_broken_to_json(body: bytes):
    recorded: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        recorded.append(message)

    asyncio.run(
        answer(over_the_wire(TransportFault(0, transport.MALFORMED), SOME_SERVERS, send), body)
    )
    start, sent = recorded
    assert start["headers"] == [(b"content-length", b"%d" % len(sent["body"]))]
    with pytest.raises(ValueError, match=r"(?i)expect|unterminated|invalid|decode"):
        json.loads(sent["body"])


@pytest.mark.parametrize(("ms", "pieces"), [(0, 1), (100, 1), (500, 5), (60_000, len(BODY))])
def test_a_drip_is_even(ms: int, pieces: int):
    _, *rest, last = happened(TransportFault(0, transport.SLOW_DRIP, ms), BODY)
    waits, sent = rest[::2], rest[1::2]
    assert waits == [("pause", round(ms / pieces, 3))] * pieces
    assert b"".join(sent) == BODY
    assert max(map(len, sent)) - min(map(len, sent)) <= 1
    assert last == b""


@pytest.mark.parametrize("fault", [transport.TRUNCATE, transport.MALFORMED, transport.SLOW_DRIP])
def test_an_answer_without_a_body_stays_one(fault: str):
    assert set(happened(TransportFault(0, fault, 100), b"")) - {"close", ("pause", 100.0)} == {
        201,
        b"",
    }


@pytest.mark.parametrize("fault", [transport.RESET, transport.TIMEOUT, transport.TRUNCATE])
@pytest.mark.parametrize("scope", [{}, {"state": {}}])
def test_other_servers_are_told_what_they_cannot_do(fault: str, scope: dict[str, Any]):
    send = over_the_wire(TransportFault(1, fault, 1), connection_of(scope), Recorded().send)
    with pytest.raises(RuntimeError, match="takes a server started by Paydrill"):
        asyncio.run(answer(send, BODY))


def test_other_servers_can_do_the_rest():
    for what in (
        TransportFault(1),
        TransportFault(1, transport.MALFORMED),
        TransportFault(1, transport.SLOW_DRIP, 2),
    ):
        recorded = Recorded()
        asyncio.run(answer(over_the_wire(what, SOME_SERVERS, recorded.send), BODY))
        assert recorded.happened[0] == 201
