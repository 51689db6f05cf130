"""A server is started for tests, and is gone when they are over, however they end."""

import subprocess
import sys
from collections.abc import Iterator
from socket import create_connection
from urllib.parse import urlsplit

import httpx
import pytest

from paydrill.testing import Paydrill, PaydrillError
from tests.server_process import PATIENCE_S, PLAIN, ROOT

SHOP = ROOT / "gallery" / "orders.yaml"
AMOUNT = {"currency_code": "EUR", "value": "42.00"}
ORDER = {"intent": "CAPTURE", "purchase_units": [{"amount": AMOUNT}]}
HOLDS_ONE = """\
import sys
from paydrill.testing import Paydrill

with Paydrill() as paydrill:
    print(paydrill.url, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def orders() -> Iterator[Paydrill]:
    """A server of a contract that is not Paydrill's own, guarded by a token."""
    with Paydrill(contracts=[SHOP], control_token="sesame", samples="full") as started:
        yield started


def order(url: str) -> httpx.Response:
    return httpx.post(
        f"{url}/v2/orders", json=ORDER, headers={"Authorization": "Bearer any"}, verify=PLAIN
    )


def test_any_contract_is_directed(orders: Paydrill):
    sandbox = orders.sandbox(seed=7)
    sandbox.next(on="createOrder", respond={"status": 422})
    assert [order(sandbox.url).status_code for _ in range(2)] == [422, 201]
    sandbox.next(on="createOrder", reset=True, effect="none")
    with pytest.raises(httpx.ReadError):
        order(sandbox.url)
    sandbox.assert_requested("createOrder", count=3, body={"/intent": "CAPTURE"})
    assert [each["type"] for each in sandbox.events()] == ["order.created"]
    sandbox.check_invariants()
    assert orders.coverage()["totals"]["answers"]["met"] == 2


def test_what_is_for_payments_says_so(orders: Paydrill):
    sandbox = orders.sandbox("mine")
    for call in (
        lambda: sandbox.decline("do_not_honor"),
        lambda: sandbox.total("captured", "USD"),
        lambda: sandbox.pay_pix(1),
    ):
        with pytest.raises(
            PaydrillError, match=r"is for Paydrill's own .*pix, and .* serves orders"
        ):
            call()
    with pytest.raises(PaydrillError, match="A sandbox of this name exists already"):
        orders.sandbox("mine")


def test_a_server_that_cannot_start_says_why():
    with pytest.raises(PaydrillError, match=r"2 before it answered:\npaydrill serve: .*--samples"):
        Paydrill(smples="full").__enter__()


def test_a_server_that_runs_takes_no_options():
    with pytest.raises(PaydrillError, match="runs already: contracts and options"):
        Paydrill(url="http://127.0.0.1:9", samples="full")
    with pytest.raises(PaydrillError, match="The server is not started"):
        Paydrill().sandbox()


def test_a_killed_test_run_leaves_no_server():
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS_ONE],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        port = urlsplit(holder.stdout.readline().strip()).port
        with create_connection(("127.0.0.1", port), PATIENCE_S) as client:
            holder.kill()
            assert client.recv(1) == b""
    with pytest.raises(ConnectionRefusedError):
        create_connection(("127.0.0.1", port), PATIENCE_S)
