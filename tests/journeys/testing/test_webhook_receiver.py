"""A test waits for the webhooks of its sandbox."""

from collections.abc import Callable
from time import monotonic

import httpx
import pytest

from paydrill.testing import NotAnswered, Paydrill, Sandbox, WebhookReceiver
from tests.server_process import PLAIN, Server

CARD = {"card_number": "4111111111111111", "currency": "USD", "customer_name": "Ada"}
FORGED = "scenario: 1\nname: forged\nwebhooks: [{bad_signature: true}]\n"


@pytest.fixture
def sandbox(server: Server) -> Sandbox:
    return Paydrill(url=server.url).sandbox()


def pay(sandbox: Sandbox, amount: float) -> None:
    body = CARD | {"amount": amount}
    assert httpx.post(f"{sandbox.url}/payment", json=body, verify=PLAIN).status_code == 201


def test_each_is_returned_once_in_the_order_in_which_it_came(sandbox: Sandbox):
    with WebhookReceiver(sandbox) as receiver:
        pay(sandbox, 10)
        first = receiver.wait_for("payment.approved")
        pay(sandbox, 0.01)
        declined = receiver.wait_for("payment.declined")
        pay(sandbox, 20)
        second = receiver.wait_for("payment.*")
        assert [each.body["amount"] for each in (first, declined, second)] == [10, 0.01, 20]
        assert receiver.received == [first, declined, second]
        assert first.headers["webhook-id"] == first.id
        with pytest.raises(AssertionError, match=r"payment\.refunded has come in 0 s; no other"):
            receiver.wait_for("payment.refunded", timeout=0)


def test_what_is_waited_for_in_vain_is_told_with_what_came(sandbox: Sandbox):
    with WebhookReceiver(sandbox, "payment.approved", "pix.*") as receiver:
        pay(sandbox, 10)
        receiver.wait_for("payment.approved")
        pay(sandbox, 20)
        assert until(lambda: len(receiver.received) == 2)
        with pytest.raises(AssertionError, match=r"not yet taken: payment\.approved$"):
            receiver.wait_for("pix.paid", timeout=0)


def test_a_sandbox_of_no_server_has_no_webhooks():
    with pytest.raises(NotAnswered, match="no server answers"):
        WebhookReceiver(Sandbox("http://127.0.0.1:9", "x")).__enter__()


def test_a_wrong_signature_is_not_taken(sandbox: Sandbox):
    sandbox.scenario(FORGED)
    with WebhookReceiver(sandbox) as receiver:
        pay(sandbox, 10)
        assert until(lambda: receiver.refused == 1)
        with pytest.raises(AssertionError, match="no other has come; 1 had no valid signature"):
            receiver.wait_for("payment.approved", timeout=0)


def test_what_a_reset_has_forgotten_is_left_out(sandbox: Sandbox):
    with WebhookReceiver(sandbox) as receiver:
        pay(sandbox, 10)
        assert until(lambda: len(receiver._come) == 1)
        sandbox.reset()
        assert receiver.received == []


def until(happened: Callable[[], bool]) -> bool:
    """Whether it happens within some seconds."""
    ends = monotonic() + 10
    while not happened() and monotonic() < ends:
        pass
    return happened()
