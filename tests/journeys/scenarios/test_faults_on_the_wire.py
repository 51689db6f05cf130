"""Faults of the wire, as clients meet them, on a real server."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPResponse, IncompleteRead, RemoteDisconnected
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.journeys.conftest import sandbox_of
from tests.raw_http import connection, get, post
from tests.server_process import IN_MEMORY, PATIENCE_S, Server, running

FAULTS = ("--scenario", str(Path(__file__).with_name("faults.yaml")))
BODY = (
    b'{"card_number": "4111111111111111", "amount": 5, "currency": "USD", "customer_name": "Ada"}'
)
EFFECTS = ("none", "committed")
TYPE = "Content-Type: application/json"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server that says nothing, whatever its connections go through."""
    with running(*IN_MEMORY, *FAULTS) as started:
        yield started
        assert started.stop() == 0
        assert started.log() == ""


@pytest.fixture
def api(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=PATIENCE_S) as client:
        yield client


@contextmanager
def answered(server: Server, fault: str) -> Iterator[HTTPResponse]:
    """The head of an answer to an authorization, as the standard library's client reads it."""
    at = urlsplit(server.url)
    client = HTTPConnection(str(at.hostname), at.port, timeout=PATIENCE_S)
    headers = {"Content-Type": "application/json", "X-Fault": fault}
    try:
        client.request("POST", "/payment", BODY, headers)
        yield client.getresponse()
    finally:
        client.close()


def authorize(api: httpx.Client, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return api.post("/payment", content=BODY, headers={"Content-Type": "application/json", **named})


def faulty(fault: str) -> bytes:
    return post("/payment", BODY, TYPE, f"X-Fault: {fault}")


@pytest.mark.parametrize("effect", EFFECTS)
def test_reset(server: Server, api: httpx.Client, effect: str):
    fault = f"reset-{effect}"
    with pytest.raises(ConnectionResetError), answered(server, fault):
        pass
    with pytest.raises(httpx.ReadError):
        authorize(api, X_Fault=fault)
    with connection(server.url) as line, pytest.raises(ConnectionResetError):
        line.asks(faulty(fault))


@pytest.mark.parametrize("effect", EFFECTS)
def test_timeout_is_silence_and_then_the_end(server: Server, api: httpx.Client, effect: str):
    fault = f"timeout-{effect}"
    with pytest.raises(RemoteDisconnected), answered(server, fault):
        pass
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        authorize(api, X_Fault=fault)
    with connection(server.url) as line:
        line.send(faulty(fault))
        assert line.is_over()


def test_a_client_may_have_less_patience(server: Server):
    patience = httpx.Timeout(PATIENCE_S, read=0.2)
    with httpx.Client(base_url=server.url, timeout=patience) as hasty:
        with pytest.raises(httpx.ReadTimeout):
            authorize(hasty, X_Fault="long-timeout-committed")
        with pytest.raises(httpx.ReadTimeout):
            authorize(hasty, X_Late="very")
    with httpx.Client(base_url=server.url, timeout=PATIENCE_S) as patient:
        assert authorize(patient).status_code == 201


@pytest.mark.parametrize("effect", EFFECTS)
def test_truncate_is_less_than_was_promised(server: Server, api: httpx.Client, effect: str):
    fault = f"truncate-{effect}"
    with answered(server, fault) as answer:
        length = int(answer.headers["content-length"])
        with pytest.raises(IncompleteRead) as caught:
            answer.read()
        kept = length // 2 if effect == "none" else 20
        assert (answer.status, len(caught.value.partial)) == (201, kept)
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete"):
        authorize(api, X_Fault=fault)


@pytest.mark.parametrize("effect", EFFECTS)
def test_malformed_is_whole_and_no_json(server: Server, api: httpx.Client, effect: str):
    fault = f"malformed-{effect}"
    answer = authorize(api, X_Fault=fault)
    assert answer.status_code == 201
    assert len(answer.content) == int(answer.headers["content-length"])
    with pytest.raises(json.JSONDecodeError):
        answer.json()
    with connection(server.url) as line:
        assert line.asks(faulty(fault)).status == 201
        assert line.asks(get("/health")).status == 200


@pytest.mark.parametrize("effect", EFFECTS)
def test_slow_drip_is_whole_at_last(api: httpx.Client, effect: str):
    answer = authorize(api, X_Fault=f"slow-drip-{effect}")
    assert answer.status_code == (503 if effect == "none" else 201)
    assert ("payment_id" in answer.json()) == (effect == "committed")


def test_slow_drip_comes_piece_by_piece(server: Server):
    with answered(server, "long-drip-committed") as answer:
        received = answer.read1(1000)
        with httpx.Client(base_url=server.url) as other:  # served while the pieces come
            assert authorize(other).status_code == 201
        received += answer.read1(1000)
        assert b'{"payment_id"'.startswith(received[:13])
        assert len(received) < int(answer.headers["content-length"])


def test_a_late_answer_is_like_any_other(api: httpx.Client):
    answer = authorize(api, X_Late="yes")
    assert answer.status_code == 201
    assert answer.headers["paydrill-rule"] == "faults/late"
    assert answer.json()["status"] == "captured"


def test_a_delay_and_a_fault_may_come_together(server: Server, api: httpx.Client):
    late = authorize(api, X_Late="yes", X_Fault="malformed-committed")
    assert late.headers["paydrill-rule"] == "faults/late, faults/malformed-committed"
    with connection(server.url) as line, pytest.raises(ConnectionResetError):
        line.asks(post("/payment", BODY, TYPE, "X-Late: yes", "X-Fault: reset-none"))


def test_others_are_served_while_answers_are_held(server: Server, api: httpx.Client):
    with ExitStack() as stack:
        held = [stack.enter_context(connection(server.url)) for _ in range(50)]
        for number, line in enumerate(held):
            header = "X-Late: very" if number % 2 else "X-Fault: long-timeout-committed"
            line.send(post("/payment", BODY, TYPE, header))
        assert [authorize(api).status_code for _ in range(20)] == [201] * 20
        assert all(line.is_silent() for line in held)


def test_a_rate_limit_says_when_to_come_back(server: Server, request: pytest.FixtureRequest):
    with httpx.Client(base_url=f"{server.url}/~{sandbox_of(request)}") as api:
        assert api.put("/_control/clock", json={"frozen": True}).status_code == 200
        answers = [authorize(api, X_Fault="rate-limit") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [201, 201, 429]
        assert answers[2].headers["retry-after"] == "1"
        assert answers[2].json()["code"] == "rate_limited"
        api.post("/_control/clock/advance", json={"by": "1s"})
        again = [authorize(api, X_Fault="rate-limit").status_code for _ in range(2)]
        assert again == [201, 429]
