"""A server of one contract alone, and a sandbox of its own for each test: fixtures of a folder."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.journeys.conftest import sandbox_of
from tests.server_process import IN_MEMORY, PLAIN, Server, running


def file_of(contract: str) -> Callable[..., Any]:
    """Make the fixture of the contract's file."""

    @pytest.fixture(scope="session")
    def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
        file = tmp_path_factory.mktemp("shop") / "shop.yaml"
        file.write_text(contract, encoding="utf-8")
        return file

    return shop


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
