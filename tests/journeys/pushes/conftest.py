"""A server of the pushing shop alone, a sandbox for each test, and a receiver."""

from collections.abc import Iterator

import pytest

from tests.journeys.one_contract import api, file_of, server
from tests.journeys.pushes.pushing_shop import CONTRACT
from tests.receiver import Receiver

__all__ = ["api", "receiver", "server", "shop"]

shop = file_of(CONTRACT)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver().listening() as listening:
        yield listening
