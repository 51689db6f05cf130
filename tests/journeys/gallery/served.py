"""A contract of the gallery with its magic values, served in this process past ASGI."""

from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner

from paydrill.app import build
from paydrill.cli import paydrill
from paydrill.openapi.sources import Source
from paydrill.settings import Settings
from tests.in_process import Answered, Asked, InProcess, as_json
from tests.journeys.conftest import sandbox_of
from tests.server_process import ROOT

GALLERY = ROOT / "gallery"
CARD = "4532015112830366"
NOON = "2026-01-27T12:00:00Z"


class Client:
    """A client of one sandbox, whose clock stands at noon, with the credentials it needs."""

    def __init__(self, server: InProcess, sandbox: str, credentials: dict[str, str]) -> None:
        self._server = server
        self._prefix = f"/~{sandbox}"
        self._credentials = credentials
        self.call("PUT", "/_control/clock", {"now": NOON, "frozen": True})

    def call(self, method: str, target: str, body: Any = None, **headers: str) -> Answered:
        """Send a request below the sandbox; an address of this server is as good as a path."""
        path = self._prefix + target.removeprefix(f"http://localhost{self._prefix}")
        headers = self._credentials | headers
        if body is None:
            own = tuple((name.replace("_", "-"), value) for name, value in headers.items())
            return self._server.ask(Asked(method, path, headers=own))
        return self._server.ask(as_json(method, path, body, **headers))

    def done(self, method: str, target: str, body: Any = None, **headers: str) -> Any:
        """The body of an answer of success."""
        told = self.call(method, target, body, **headers)
        assert told.status in {200, 201}, told.body
        return told.json()


def of(name: str) -> Any:
    """Make the fixture of a module: a server of the contract of that name."""

    @pytest.fixture(scope="module")
    def server() -> Iterator[InProcess]:
        source = Source(str(GALLERY / f"{name}.yaml"))
        scenario = str(GALLERY / f"{name}-magic.yaml")
        settings = Settings(store="memory:", contracts=(), sources=(source,), scenario=scenario)
        served = InProcess(build(settings).application, "batch")
        yield served
        served.close()

    return server


def client_with(**credentials: str) -> Any:
    """Make the fixture of a module: a client in a sandbox that no other test uses."""

    @pytest.fixture
    def api(server: InProcess, request: pytest.FixtureRequest) -> Client:
        return Client(server, sandbox_of(request), credentials)

    return api


def checked(name: str) -> str:
    """What `paydrill check` says of a contract and its scenario."""
    files = [str(GALLERY / f"{each}.yaml") for each in (name, f"{name}-magic")]
    return CliRunner().invoke(paydrill, ["check", "--strict", *files]).output


def roles(name: str) -> list[str]:
    """What `paydrill describe` says that operations do, as `create POST /payments`."""
    told = CliRunner().invoke(paydrill, ["describe", str(GALLERY / f"{name}.yaml")]).output
    kept = told.partition("\n\n")[2]
    return [" ".join(line.split()[:3]) for line in kept.splitlines() if line.startswith("  ")]


WELL = "1 contract, 1 scenario checked: all is well\n"
