"""One request to a receiver: what is kept of its answer, and of there being none."""

import asyncio
import socket
from pathlib import Path
from threading import Event

import pytest

from paydrill.delivery.messages import Message
from paydrill.delivery.webhooks import deliveries, endpoints
from paydrill.delivery.webhooks.checking import MessageBroken
from paydrill.delivery.webhooks.dispatcher import Dispatcher
from paydrill.delivery.webhooks.posting import Result
from paydrill.delivery.webhooks.sender import LONGEST_ANSWER, WebhookSender
from paydrill.delivery.webhooks.targets import Targets
from paydrill.server.tls import server_context
from tests.certificates import Certificates
from tests.factories import NOON_MS, Merchant
from tests.receiver import Answer, Receiver


def post(url: str, timeout_ms: int = 10_000, authority: Path | None = None) -> Result:
    sender = WebhookSender(Targets(public=False), timeout_ms, authority)
    return asyncio.run(sender.send("POST", url, {"x-case": "1"}, b"{}", NOON_MS))


def test_an_answer_is_kept_with_its_cards_masked():
    with Receiver((Answer(200, b"paid by 4111 1111 1111 1111"),)).listening() as receiver:
        result = post(f"{receiver.url}/hooks?a=b")
        request = receiver.next()
    assert (result.status, result.body) == (200, "paid by **** **** **** 1111")
    assert (result.sent_ms, result.error, result.is_success) == (NOON_MS, None, True)
    assert (request.path, request.headers["x-case"], request.body) == ("/hooks?a=b", "1", b"{}")


def test_only_the_beginning_of_a_long_answer_is_kept():
    whole = b"\xff" + b"4111111111111111, " * 100_000
    with Receiver((Answer(500, whole),)).listening() as receiver:
        result = post(receiver.url)
    assert (result.status, len(result.body)) == (500, LONGEST_ANSWER)
    assert not result.is_success
    assert "4111111111111" not in result.body


def test_a_receiver_that_does_not_answer_is_not_waited_for():
    never = Event()
    with Receiver((Answer(after=never),)).listening() as receiver:
        result = post(receiver.url, timeout_ms=50)
        never.set()
    assert (result.status, result.error) == (None, "no answer within 0.05 s")
    assert result.took_ms >= 50


def test_a_receiver_that_accepts_and_says_nothing_is_not_waited_for_either():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        result = post(f"http://127.0.0.1:{silent.getsockname()[1]}", timeout_ms=50)
    assert result.error == "no answer within 0.05 s"


def test_where_tls_is_expected_and_is_none_that_is_told():
    with Receiver().listening() as receiver:
        result = post(receiver.url.replace("http:", "https:"))
    assert result.status is None
    assert result.error is not None
    assert result.error.startswith("ConnectError: ")


def test_a_receiver_may_have_its_certificate_of_an_authority_that_is_named(tmp_path: Path):
    certificates = Certificates(tmp_path)
    context = server_context()
    context.load_cert_chain(*certificates.issued("127.0.0.1"))
    with Receiver(tls=context).listening() as receiver:
        refused = post(receiver.url)
        assert (refused.status, refused.error) != (204, None)
        assert post(receiver.url, authority=certificates.ca).status == 204


def test_a_message_that_breaks_its_schema_is_not_sent_and_the_log_says_so():
    def check(_: Message) -> None:
        raise MessageBroken("no such thing")

    merchant = Merchant()
    with Receiver().listening() as receiver:
        merchant.do(endpoints.add, {"url": receiver.url, "format": "standard"})
        merchant.pay()
        dispatcher = Dispatcher(merchant.engine, check, WebhookSender(Targets(public=False)))

        async def deliver() -> None:
            merchant.engine.take_over()
            async with dispatcher.working():
                await dispatcher.delivered(merchant.sandbox)

        asyncio.run(deliver())
        assert receiver.is_empty
    [attempt] = merchant.look(lambda sandbox: list(sandbox.tx.find(deliveries.ATTEMPTS)))
    assert attempt.error == "the server would have broken its contract"


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://[::1]:1/"])
def test_where_nobody_listens_that_is_told(url: str):
    error = post(url).error
    assert error is not None
    assert error.startswith("ConnectError: ")
