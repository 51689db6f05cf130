"""A server over a contract of a test, whose handlers remember what they were given."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest
import yaml

from paydrill.app import build
from paydrill.settings import Settings
from tests.in_process import DRIVERS, Answered, Asked, InProcess

ANSWERS = {
    "200": {
        "description": "Fine.",
        "content": {"application/json": {"schema": {"type": "object"}}},
    },
    "400": {"description": "Not fine."},
}
SILENT = "scenario: 1\nname: default\nrules: []\n"
WAYS = sorted(DRIVERS)


class Given(NamedTuple):
    """What a handler was given."""

    arguments: dict[str, Any]
    body: Any


class Handlers(ModuleType):
    """A module with a handler for every operation."""

    def __init__(self, name: str) -> None:
        """No handler was called yet."""
        super().__init__(name)
        self.given: list[Given] = []

    def __getattr__(self, name: str) -> Any:
        """Make the handler of an operation."""
        if name.startswith("__"):
            raise AttributeError(name)
        return self._echo

    def _echo(self, _: Any, /, body: Any = None, **arguments: Any) -> tuple[Any, int]:
        self.given.append(Given(arguments, body))
        return {"fine": True}, 200


class Echo:
    """The server, asked inside this process."""

    def __init__(self, server: InProcess, handlers: Handlers) -> None:
        """Take the server, and its handlers."""
        self._server = server
        self._handlers = handlers

    def ask(self, method: str, target: str, *headers: tuple[str, str], body: bytes = b"") -> Any:
        """What the handler of a request was given; its refusal if it was refused."""
        self._handlers.given.clear()
        answered = self._server.ask(Asked(method, target, body, headers))
        assert answered.status < 500, answered
        if answered.status != 200:
            assert not self._handlers.given
            return answered
        return self._handlers.given.pop()

    def post(self, target: str, media_type: str, body: bytes) -> Any:
        """What the handler was given as the body; its refusal if it was refused."""
        found = self.ask("POST", target, ("Content-Type", media_type), body=body)
        return found.body if isinstance(found, Given) else found


def places(answered: Answered, status: int = 400) -> set[str]:
    """Where a refused request was wrong."""
    assert isinstance(answered, Answered), answered
    assert answered.status == status, answered
    return {error["pointer"] for error in answered.json()["errors"]}


def document(paths: dict[str, Any], **others: Any) -> dict[str, Any]:
    """A contract of these paths."""
    info = {"title": "Echo", "version": "1.0.0"}
    return {"openapi": "3.0.3", "info": info, "paths": paths, **others}


def taking_bodies(bodies: dict[str, Any], schemas: dict[str, Any] | None = None) -> dict[str, Any]:
    """A contract with a POST at each path, which has to have a body of these media types."""
    paths = {
        path: {
            "post": {
                "operationId": f"echo.op{number}",
                "requestBody": {"required": True, "content": content},
                "responses": ANSWERS,
            }
        }
        for number, (path, content) in enumerate(bodies.items())
    }
    return document(paths, components={"schemas": schemas or {}})


def check_read(echo: "Echo", path: str, media_type: str, body: bytes, value: Any) -> None:
    """Assert that the handler gets a body as this value."""
    found = echo.post(path, media_type, body)
    assert not isinstance(found, Answered), found
    assert found == value


def completed(**order: Any) -> dict[str, Any]:
    """An order with the default of its schema."""
    return {"currency": "EUR", **order}


def echo_of(contract: dict[str, Any]) -> Any:
    """Make the fixture of a module: its contract, served by each of the `WAYS`."""

    @pytest.fixture(scope="module", params=WAYS)
    def echo(
        request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
    ) -> Iterator[Echo]:
        with echoing(tmp_path_factory.mktemp("echo"), request.param, contract) as served:
            yield served

    return echo


@contextmanager
def echoing(folder: Path, way: str, contract: dict[str, Any]) -> Iterator[Echo]:
    """Serve a contract by one of the `WAYS`; names of its operations begin with `echo.`."""
    contracts, scenarios = folder / "openapi", folder / "scenarios"
    contracts.mkdir()
    scenarios.mkdir()
    (contracts / "echo.yaml").write_text(yaml.safe_dump(contract, sort_keys=False))
    (scenarios / "default.yaml").write_text(SILENT, encoding="utf-8")
    handlers = Handlers("handlers.echo")
    sys.modules["handlers.echo"] = handlers
    try:
        built = build(Settings(contracts=(contracts,), scenarios=(scenarios,), store="memory:"))
    finally:
        del sys.modules["handlers.echo"]
    server = InProcess(built.application, way)
    yield Echo(server, handlers)
    server.close()
    built.store.close()
