"""A contract that is read from an address is spoken of by its address."""

import re
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest
from click.testing import CliRunner

from paydrill.cli import paydrill
from paydrill.openapi import cache
from tests.server_process import IN_MEMORY, running

CONTRACT = """
openapi: 3.0.3
info: {title: Shop, version: 1.0}
paths: {/a: {get: {operationId: a, responses: {200: {description: d}}}}}
"""


class Silent(SimpleHTTPRequestHandler):
    """A server of files that says nothing of its requests."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv(cache.FOLDER, str(tmp_path / "cache"))
    (tmp_path / "shop.yaml").write_text(CONTRACT, encoding="utf-8")
    handler = partial(Silent, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as served:
        Thread(target=served.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{served.server_port}/shop.yaml"
        served.shutdown()


def test_findings_have_the_address_as_their_file(address: str):
    checked = CliRunner().invoke(paydrill, ["check", address])
    assert f"{address}:3:21: must be text; it is taken as that (wrong-type)" in checked.output
    with running(*IN_MEMORY, address) as server:
        [told] = [each for each in server.announcement if "Findings" in each]
        assert re.search(rf"{re.escape(address)}: 1 operation served; 1 finding \(.*", told)
        shown = httpx.get(f"{server.url}/_control/contracts/shop").json()["findings"]
        assert [each["file"] for each in shown] == [address]
