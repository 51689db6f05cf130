"""Sockets by themselves: a listener that takes nothing, and a message that nobody documented."""

import asyncio
from typing import Any

import pytest

from paydrill.delivery.messages import event_message, opened_message
from paydrill.delivery.webhooks.checking import MessageBroken, message_check
from paydrill.delivery.websocket import EventSockets
from paydrill.payments.lifecycle import (
    CHARGE,
    DISPUTE,
    PAYMENT,
    PAYOUT,
    REFUND,
    RETURN,
    SETTLEMENT,
)
from tests.factories import Merchant

SCOPE = {"query_string": b"after=0"}


def conversation(
    merchant: Merchant, sockets: EventSockets, send_after: int
) -> list[dict[str, Any]]:
    """What a listener is sent that takes so many messages and then no more."""
    sent: list[dict[str, Any]] = []

    async def serve() -> None:
        waiting = asyncio.Event()

        async def receive() -> dict[str, Any]:
            if sent:
                await waiting.wait()
            return {"type": "websocket.connect"}

        async def send(message: dict[str, Any]) -> None:
            if len(sent) == send_after and message["type"] == "websocket.send":
                await waiting.wait()
            sent.append(message)

        await sockets.serve(merchant.sandbox, "/ws", SCOPE, receive, send)

    asyncio.run(serve())
    return sent


def test_a_listener_that_takes_nothing_is_let_go_and_told_where_to_go_on():
    merchant = Merchant()
    merchant.pay()
    sockets = EventSockets(merchant.engine, message_check(), patience_s=0.05)
    close = conversation(merchant, sockets, send_after=2)[-1]
    assert close == {
        "type": "websocket.close",
        "code": 1013,
        "reason": "Too slow; go on with ?after=0",
    }


def test_a_message_that_breaks_its_schema_is_never_sent():
    def check(message: dict[str, Any]) -> None:
        if "subject" in message:
            raise MessageBroken("no such thing")

    merchant = Merchant()
    merchant.pay()
    sent = conversation(merchant, EventSockets(merchant.engine, check), 99)
    assert [message["type"] for message in sent] == [
        "websocket.accept",
        "websocket.send",
        "websocket.close",
    ]
    assert sent[-1]["code"] == 1011


def test_the_document_knows_every_event_of_the_lifecycles():
    check = message_check()
    merchant = Merchant()
    merchant.pay()
    event = merchant.events()[0]
    currencies = merchant.engine.world.currencies
    for moves in (PAYMENT, REFUND, CHARGE, RETURN, DISPUTE, SETTLEMENT, PAYOUT):
        for type_ in moves.of_events:
            check(event_message(event._replace(type=type_), currencies))
    with pytest.raises(MessageBroken, match=r"payment\.lost breaks its schema"):
        check(event_message(event._replace(type="payment.lost"), currencies))


def test_the_first_message_is_documented_as_well():
    check = message_check()
    check(opened_message(0, None))
    check(opened_message(7, "active"))
    with pytest.raises(MessageBroken, match=r"/sequence"):
        check(opened_message(-1, None))
