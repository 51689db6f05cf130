"""A server that is stopped for a while, as a laptop's lid does it: all who waited are answered."""

import signal
from contextlib import ExitStack

import httpx

from tests.crash.patient_clients import Load, kept
from tests.raw_http import connection, post
from tests.server_process import running

WAITING = 50
PAYMENT = (
    b'{"card_number": "4111111111111111", "amount": 10, "currency": "USD", "customer_name": "Ada"}'
)


def test_who_asks_a_stopped_server_is_answered_when_it_goes_on(tmp_path):
    options = ("--port", "0", "--store", f"tinydb:{tmp_path}/records.tinydb")
    load = Load()
    with running(*options) as server, ExitStack() as open_ones:
        with load.on(server.url):
            load.wait_for(20)
            idle = open_ones.enter_context(connection(server.url))
            server.process.send_signal(signal.SIGSTOP)
            lines = [open_ones.enter_context(connection(server.url)) for _ in range(WAITING)]
            asked = post("/payment", PAYMENT)
            for each in (idle, *lines):
                each.send(asked)
            assert all(each.is_silent() for each in lines)
            server.process.send_signal(signal.SIGCONT)
            assert {each.answer().status for each in (idle, *lines)} == {201}
            load.wait_for(20)
        kept(server, load.acknowledged)
        assert httpx.get(f"{server.url}/ready").is_success
        assert server.log() == ""
