"""Each test gets a merchant in an empty sandbox, at noon, with the rules of `tests.factories`."""

import asyncio
from collections.abc import Iterator

import pytest
import uvloop

from tests.factories import ManualClock, Merchant, make_engine


@pytest.fixture
def clock():
    """The machine's time; it moves only when told."""
    return ManualClock()


@pytest.fixture
def merchant(clock):
    """Somebody who uses one sandbox of an engine on a memory store."""
    return Merchant(make_engine(clock=clock))


@pytest.fixture(params=[asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def runner(request: pytest.FixtureRequest) -> Iterator[asyncio.Runner]:
    """Runs coroutines, on either event loop."""
    with asyncio.Runner(loop_factory=request.param) as made:
        yield made
