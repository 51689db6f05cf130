"""A thousand endpoints at once, a hundred of which never answer: nobody else waits for them."""

import asyncio
from collections.abc import Callable, Iterable

import pytest

from paydrill.delivery.messages import Message
from paydrill.delivery.webhooks import endpoints
from paydrill.delivery.webhooks.dispatcher import Dispatcher
from paydrill.delivery.webhooks.sender import WebhookSender
from paydrill.delivery.webhooks.slots import MOST_TO_A_HOST
from paydrill.delivery.webhooks.targets import Targets
from tests.crowd import Crowd
from tests.factories import Merchant, make_engine

MANY, SLOW = 1_000, 100
FOR_EVER_MS = 3_600_000
"""No request is given up meanwhile, so that only a slot of its own lets another go on."""
PATHS = [
    f"/{'slow' if number % (MANY // SLOW) == 0 else 'quick'}/{number}" for number in range(MANY)
]
QUICK = {path for path in PATHS if path.startswith("/quick")}


def of_one_sandbox(crowd: Crowd) -> list[Merchant]:
    merchant = Merchant()
    for path in PATHS:
        merchant.do(endpoints.add, wanted(f"{crowd.url}{path}"))
    return [merchant]


def of_a_sandbox_each(crowd: Crowd) -> list[Merchant]:
    engine = make_engine()
    merchants = [Merchant(engine, f"shop-{number}") for number in range(MANY)]
    for merchant, path in zip(merchants, PATHS, strict=True):
        merchant.do(endpoints.add, wanted(f"{crowd.url}{path}"))
    return merchants


def wanted(url: str) -> dict[str, str]:
    return {"url": url, "format": "standard"}


def accept(_: Message) -> None:
    """Let every message go."""


async def deliver(merchants: Iterable[Merchant], crowd: Crowd) -> None:
    """Pay once in each sandbox, and wait until all is sent; the slow ones answer last."""
    [engine] = {each.engine for each in merchants}
    sender = WebhookSender(Targets(public=False), FOR_EVER_MS)
    async with Dispatcher(engine, accept, sender).working():
        for merchant in merchants:
            merchant.pay()
        come = await asyncio.to_thread(crowd.wait_for, lambda come: {*come} >= QUICK)
        assert len(come) > len(QUICK)
        crowd.go_on()
        await asyncio.to_thread(crowd.wait_for, lambda come: len(come) == MANY)


@pytest.mark.parametrize("arranged", [of_one_sandbox, of_a_sandbox_each])
def test_those_that_never_answer_hold_up_nobody(arranged: Callable[[Crowd], list[Merchant]]):
    with Crowd(lambda path: path.startswith("/slow")).listening() as crowd:
        asyncio.run(deliver(arranged(crowd), crowd))
        assert sorted(crowd.wait_for(bool)) == sorted(PATHS)
        assert SLOW // 2 < crowd.most_at_once <= MOST_TO_A_HOST
