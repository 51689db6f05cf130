"""Each test gets a merchant in an empty sandbox, at noon, with the rules of `tests.factories`."""

import pytest

from tests.factories import ManualClock, Merchant, make_engine


@pytest.fixture
def clock():
    """The machine's time; it moves only when told."""
    return ManualClock()


@pytest.fixture
def merchant(clock):
    """Somebody who uses one sandbox of an engine on a memory store."""
    return Merchant(make_engine(clock=clock))
