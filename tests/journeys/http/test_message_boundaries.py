"""No byte of a message is read as another message, whatever a head says and however it is cut.

Each first message carries a whole payment of 77.00 where its body, or the rest of it, would be. It
is followed by a second message. The server answers both, or the first alone and closes; it never
carries out the payment of 77.00, and never answers more than it was asked.
"""

from collections.abc import Iterator

import httpx
import pytest

from tests.journeys.http.pairs import FIRST, HIDDEN, SECOND, WEBSOCKET, First
from tests.raw_http import Answer, Connection, connection, get, post
from tests.server_process import IN_MEMORY, Server, running

# More than the server reads at once, so that one of them is cut in its head.
MANY = 2500


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running(*IN_MEMORY) as started:
        yield started


@pytest.fixture(scope="module")
def api(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url) as client:
        yield client


@pytest.fixture(params=FIRST)
def first(request: pytest.FixtureRequest, api: httpx.Client) -> First:
    api.post("/_control/reset").raise_for_status()
    return FIRST[request.param]


@pytest.mark.parametrize("second", SECOND)
def test_messages_that_come_together_are_read_apart(
    server: Server, api: httpx.Client, first: First, second: str
):
    raw, status = SECOND[second]
    with connection(server.url) as line:
        line.send(first.raw + raw)
        answers = [answer_to(first, line)]
        if first.goes_on:
            answers.append(line.answer())
            assert answers[1].status == status, answers
        ends_as_it_should(line, is_open=first.goes_on and status != 400)
    assert amounts_paid(api) == amounts(answers)


@pytest.mark.parametrize("cut", [30, -2, 0])
def test_a_message_that_comes_in_two_parts_is_one(
    server: Server, api: httpx.Client, first: First, cut: int
):
    """Cut amid its head, amid the line that ends it, or between head and body."""
    at = cut if cut > 0 else first.raw.index(b"\r\n\r\n") + 4 + cut
    with connection(server.url) as line:
        line.send(first.raw[:at])
        line.send(first.raw[at:])
        answer = answer_to(first, line)
        ends_as_it_should(line, is_open=first.goes_on)
    assert amounts_paid(api) == amounts([answer])


@pytest.mark.parametrize("raw", [get("/health", "X: " + "y" * 90), post("/nothing", b"{}")])
def test_many_messages_at_once_are_all_answered(server: Server, raw: bytes):
    with connection(server.url) as line:
        line.send(raw * MANY)
        statuses = [line.answer().status for _ in range(MANY)]
        assert set(statuses) == {200 if raw.startswith(b"GET") else 404}


def test_what_comes_before_the_answer_to_a_handshake_is_refused(server: Server):
    with connection(server.url) as line:
        line.send(get("/ws", *WEBSOCKET) + HIDDEN)
        assert "RFC 6455" in line.answer().json()["detail"]
        assert line.is_over()


def answer_to(first: First, line: Connection) -> Answer:
    if b"Expect" in first.raw and first.goes_on:
        assert line.goes_on()
    answer = line.answer(first.raw.partition(b" ")[0].decode())
    assert answer.status == first.status, answer
    return answer


def ends_as_it_should(line: Connection, *, is_open: bool) -> None:
    """Open, with nothing more to read, or closed."""
    if is_open:
        assert line.asks(get("/health")).json()["status"] == "healthy"
        assert line.is_silent()
    else:
        assert line.is_over()


def amounts(answers: list[Answer]) -> list[float]:
    """The amounts of those that took money, in their order."""
    return [answer.json()["amount"] for answer in answers if answer.status == 201]


def amounts_paid(api: httpx.Client) -> list[float]:
    """The amounts that the server knows of, in their order, one event a payment.

    Its request log can be read, whatever came.
    """
    api.get("/_control/requests").raise_for_status()
    events = api.get("/_control/events").json()["events"]
    return [event["amount"] for event in events if event["type"] == "payment.approved"]
