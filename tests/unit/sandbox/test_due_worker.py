"""Due work in the background: how long it is waited for."""

import asyncio

import pytest

from paydrill.payments.pix import charges
from paydrill.sandbox.due_worker import doing_due_work


class NotingLoop(asyncio.SelectorEventLoop):
    """An event loop that notes how long is waited, in seconds."""

    def __init__(self):
        super().__init__()
        self.waits_s = []

    def call_at(self, when, callback, *args, **named):
        self.waits_s.append(when - self.time())
        return super().call_at(when, callback, *args, **named)


async def everything_else():
    """Let the worker go on until it waits."""
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("expires_in_s", "wait_s"),
    [
        (3, 3),
        (3600, 5),  # the machine's clock may be set meanwhile
    ],
)
def test_the_worker_waits_until_the_earliest_time(merchant, expires_in_s, wait_s):
    async def wait():
        async with doing_due_work(merchant.engine):
            await everything_else()
            merchant.do(charges.create, 10, None, expires_in_s + 60)
            merchant.do(charges.create, 10, None, expires_in_s)
            await everything_else()
            return asyncio.get_running_loop().waits_s

    with asyncio.Runner(loop_factory=NotingLoop) as runner:
        assert runner.run(wait())[-1] == pytest.approx(wait_s, abs=0.9)
