"""A server of the pushing shop alone, a sandbox for each test, and a receiver."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.journeys.conftest import sandbox_of
from tests.journeys.pushes.pushing_shop import CONTRACT
from tests.receiver import Receiver
from tests.server_process import IN_MEMORY, PLAIN, Server, running


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The contract's file."""
    file = tmp_path_factory.mktemp("pushing") / "shop.yaml"
    file.write_text(CONTRACT, encoding="utf-8")
    return file


@pytest.fixture(scope="session")
def server(shop: Path) -> Iterator[Server]:
    """A server shared by the tests of this worker."""
    with running(*IN_MEMORY, str(shop)) as started:
        yield started
        assert "Traceback" not in started.log()


@pytest.fixture
def api(server: Server, request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    """A client whose base URL names a sandbox that no other test uses."""
    url = f"{server.url}/~{sandbox_of(request)}"
    with httpx.Client(base_url=url, timeout=30, verify=PLAIN) as client:
        yield client


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver().listening() as listening:
        yield listening
