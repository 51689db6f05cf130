"""A browser, a server, and a sandbox of its own for each test."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from zlib import crc32

import httpx
import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.chromium import FLAGS, executable
from tests.browser.visits import Visits
from tests.server_process import IN_MEMORY, PLAIN, Server, running

# A browser beside other tests may be slow to draw; nothing waits longer than it takes.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A server shared by all tests of pages."""
    with running(*IN_MEMORY) as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for one module: until it is closed, no test here can run an event loop."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def api(server: Server, request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    """A client of the test's own sandbox."""
    sandbox = f"browser-{crc32(request.node.nodeid.encode()):08x}"
    with httpx.Client(base_url=f"{server.url}/~{sandbox}", timeout=30, verify=PLAIN) as client:
        yield client


@pytest.fixture
def visits(browser: Browser, api: httpx.Client, request: pytest.FixtureRequest) -> Iterator[Visits]:
    """Pages of the test's sandbox. In the end, none was wrong, and none asked another host."""
    visited = Visits(browser, str(api.base_url).rstrip("/"))
    yield visited
    visited.close(re.sub(r"\W+", "-", request.node.name).strip("-"))
    assert visited.errors == []
    assert visited.hosts() <= {urlsplit(str(api.base_url)).netloc}
