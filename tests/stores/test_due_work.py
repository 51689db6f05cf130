"""What falls due happens by itself, soon, on every backend."""

import asyncio
from functools import partial

from paydrill.payments.pix import charges
from paydrill.sandbox import due
from paydrill.sandbox.due import DUE
from paydrill.sandbox.due_worker import doing_due_work
from paydrill.values.times import system_now_ms
from tests.factories import Merchant, make_engine

SOON_MS = 30
PATIENCE_S = 20


def real_time(store, sandbox="shop"):
    """A merchant whose clock is the machine's own."""
    return Merchant(make_engine(store, clock=system_now_ms), sandbox)


def expiring_soon(merchant):
    """A charge that expires in a moment: the clock is put forward to just before."""
    charge = merchant.do(charges.create, 10, None, 3600)
    merchant.advance(f"{3_600_000 - SOON_MS}ms")
    return charge


def statuses(merchant):
    """What has become of the charges so far; looking does not do what is due."""
    return [charge.status for charge in merchant.everything().get("charges", [])]


async def until_they_are(merchant, *expected):
    """Wait for the charges to have these statuses, looking after each commit only."""
    committed = asyncio.Event()
    tell = partial(asyncio.get_running_loop().call_soon_threadsafe, committed.set)
    with merchant.engine.signals.listening(merchant.sandbox, tell):
        async with asyncio.timeout(PATIENCE_S):
            while statuses(merchant) != list(expected):
                await committed.wait()
                committed.clear()


def test_what_falls_due_is_done_though_nobody_asks(store):
    merchant = real_time(store)

    async def expire_one_by_one():
        async with doing_due_work(merchant.engine):
            for number in range(5):
                expiring_soon(merchant)
                await until_they_are(merchant, *["expired"] * (number + 1))

    asyncio.run(expire_one_by_one())


def test_what_the_store_has_from_before_is_done_as_well(store):
    for name in ("shop", "till"):
        expiring_soon(real_time(store, name))
    shop = real_time(store)

    async def begin():
        async with doing_due_work(shop.engine):
            await until_they_are(shop, "expired")
            await until_they_are(Merchant(shop.engine, "till"), "expired")

    asyncio.run(begin())


def test_a_time_that_came_too_early_is_not_the_last(store):
    merchant = real_time(store)

    async def confirm_the_first():
        async with doing_due_work(merchant.engine):
            first = merchant.do(charges.create, 10, None, 3600)
            merchant.do(charges.create, 10, None, 3601)
            merchant.do(charges.confirm, first.bank_payment_id, 10)
            merchant.advance(f"{3_600_000 - SOON_MS}ms")
            await until_they_are(merchant, "confirmed", "expired")

    asyncio.run(confirm_the_first())


def test_a_frozen_clock_has_nothing_due_until_it_runs_again(store):
    merchant = real_time(store)

    async def freeze_and_thaw():
        async with doing_due_work(merchant.engine):
            merchant.set_clock(None, frozen=True)
            expiring_soon(merchant)
            assert merchant.engine.agenda.first_ms is None
            merchant.set_clock(None, frozen=False)
            await until_they_are(merchant, "expired")

    asyncio.run(freeze_and_thaw())


def test_a_sandbox_that_is_gone_is_not_made_again(store):
    engine = make_engine(store)
    engine.do_due("shop")
    assert store.sandboxes() == []


def test_one_sandbox_whose_work_fails_does_not_keep_another_waiting(store, caplog):
    broken = real_time(store, "broken")
    shop = Merchant(broken.engine)

    async def fail_and_go_on():
        async with doing_due_work(shop.engine):
            broken.do(due.schedule, system_now_ms(), "unheard-of", DUE.name, "nobody")
            shop.do(charges.create, 10, None, 1)  # falls due after the other
            await until_they_are(shop, "expired")

    asyncio.run(fail_and_go_on())
    assert "due work failed: do_due broken" in caplog.text
