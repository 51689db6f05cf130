"""One server for each worker of the test run, and a sandbox of its own for each test."""

import re
from collections.abc import Iterator
from zlib import crc32

import httpx
import pytest

from tests.server_process import IN_MEMORY, PLAIN, Server, running


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A server shared by the tests of this worker."""
    with running(*IN_MEMORY) as started:
        yield started


@pytest.fixture
def api(server: Server, request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    """A client whose base URL names a sandbox that no other test uses."""
    url = f"{server.url}/~{sandbox_of(request)}"
    with httpx.Client(base_url=url, timeout=30, verify=PLAIN) as client:
        yield client


def sandbox_of(request: pytest.FixtureRequest) -> str:
    """A name for the test's sandbox; tests of the same name in two modules differ by theirs."""
    where = f"{request.node.module.__name__.rpartition('.')[2]}-{request.node.name}"
    words = re.sub("[^a-z0-9]+", "-", where.lower()).strip("-")
    return f"{words[:50].rstrip('-')}-{crc32(where.encode()):08x}"
