"""Half-closed connections: who sends no more is answered, and what was answered is kept."""

import pytest

from tests.raw_http import connection, post, request
from tests.server_process import running

BODY = (
    b'{"card_number": "4111111111111111", "amount": 10, "currency": "USD", "customer_name": "Ada"}'
)


@pytest.mark.parametrize("scheme", ["memory", "sqlite"])
def test_who_sends_no_more_is_answered_and_the_payment_is_kept(empty_store, scheme):
    with running("--port", "0", "--store", empty_store(scheme)) as server:
        keys = [f"half-{number}" for number in range(20)]
        first = [half_closed(server, key) for key in keys]
        assert [half_closed(server, key) for key in keys] == first
        assert len(set(first)) == len(keys)


def test_a_rule_that_waits_does_not_wait_for_who_sends_no_more(empty_store, tmp_path):
    scenario = tmp_path / "slow.yaml"
    scenario.write_text(
        "scenario: 1\nname: slow\nrules:\n  - {id: slow, then: {delay: {ms: 60000}}}\n",
        encoding="utf-8",
    )
    options = ("--port", "0", "--store", empty_store("memory"), "--scenario", str(scenario))
    with running(*options) as server:
        assert half_closed(server, "impatient")


def test_who_stops_amid_a_request_has_done_nothing(empty_store):
    with running("--port", "0", "--store", empty_store("sqlite")) as server:
        whole = post("/payment", BODY)
        for cut in (30, len(whole) - len(BODY), len(whole) - 1):
            with connection(server.url) as line:
                line.send(whole[:cut])
                line.stop_sending()
                assert line.is_over()
        with connection(server.url) as line:
            assert line.asks(request("GET", "/_control/events")).json()["last"] == 0
        assert server.log() == ""


def half_closed(server, key):
    """The payment of who asks, sends no more, and reads until the end."""
    with connection(server.url) as line:
        line.send(
            post("/payment", BODY, "Content-Type: application/json", f"Idempotency-Key: {key}")
        )
        line.stop_sending()
        answer = line.answer()
        assert answer.status == 201
        assert line.is_over()
        return answer.json()["payment_id"]
