"""A client that leaves before its body has arrived has asked for nothing."""

from collections.abc import Iterator

import pytest

from paydrill.app import build, connexion_stack
from paydrill.settings import Settings
from tests.in_process import JSON, Asked, InProcess, as_json
from tests.reference.connexion_stack import stock_stack

AUTHORIZATION = {
    "card_number": "4111111111111111",
    "amount": 100,
    "currency": "USD",
    "customer_name": "Ada",
}


@pytest.fixture(params=[connexion_stack, stock_stack])
def server(request: pytest.FixtureRequest) -> Iterator[InProcess]:
    opened = InProcess(build(Settings(store="memory:"), stack=request.param).application)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "arrived",
    [
        (),  # not even the first byte
        (b"",),
        (b'{"amount"',),
        (b"{}",),  # whole, but for the space that its length still promises
    ],
)
def test_half_a_refund_is_no_refund(server: InProcess, arrived: tuple[bytes, ...]):
    payment = server.ask(as_json("POST", "/payment", AUTHORIZATION)).json()["payment_id"]
    headers = (("Content-Type", JSON), ("Content-Length", "15"))
    server.ask(Asked("POST", f"/refund/{payment}", b"", headers, arrived, is_cut=True))
    assert server.ask(Asked("GET", f"/status/{payment}")).json()["status"] == "captured"
