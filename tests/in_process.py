"""An application asked inside this process: by scopes as uvicorn makes them, or by its protocol."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import unquote

import orjson
import pytest

from paydrill.app import build
from paydrill.openapi.sources import Source
from paydrill.settings import Settings
from tests.by_protocol import ByProtocol

JSON = "application/json"
NOBODY_LISTENS = 0


class Asked(NamedTuple):
    """A request: `target` is path and query as they are sent, `chunks` the body's messages.

    The client of one that `is_cut` leaves when it has sent these, but not the whole body.
    """

    method: str
    target: str
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    chunks: tuple[bytes, ...] = ()
    is_cut: bool = False


@dataclass(frozen=True)
class Answered:
    """An answer: names of `headers` are in lower case."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def media_type(self) -> str:
        """The media type without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0]

    def json(self) -> Any:
        """The body's value."""
        return orjson.loads(self.body)


def as_json(method: str, target: str, body: Any, **headers: str) -> Asked:
    """A request with a JSON body; `_` in names of headers stands for `-`."""
    own = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Asked(method, target, orjson.dumps(body), (("Content-Type", JSON), *own))


DRIVERS = {"asgi": lambda application: application, "batch": ByProtocol}


def only(contract: str, **more: Any) -> Any:
    """Make the fixture of a module: a server of this contract alone, asked by each driver.

    `more` are settings besides.
    """

    @pytest.fixture(scope="module", params=sorted(DRIVERS))
    def server(
        request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
    ) -> Iterator[InProcess]:
        file = tmp_path_factory.mktemp("only") / "shop.yaml"
        file.write_text(contract, encoding="utf-8")
        settings = Settings(store="memory:", contracts=(), sources=(Source(str(file)),), **more)
        served = InProcess(build(settings).application, request.param)
        yield served
        served.close()

    return server


def in_memory(driver: str = "asgi", **settings: Any) -> Any:
    """Make a server of its own, with nothing in it, that is asked by one of the `DRIVERS`."""
    return DRIVERS[driver](build(Settings(store="memory:", **settings)).application)


class InProcess:
    """An application, and the loop it runs on."""

    def __init__(self, application: Any, driver: str = "asgi") -> None:
        """`application` is built lazily, on the first request.

        The driver `batch` has requests answered as most are, past ASGI by the server's protocol.
        """
        self._application = DRIVERS[driver](application)
        self._runner = asyncio.Runner()
        if driver == "batch":
            self._runner.run(self._start())

    async def _start(self) -> None:
        """Have the application begin and end once, and so know its operations."""
        messages = [{"type": "lifespan.shutdown"}, {"type": "lifespan.startup"}]

        async def receive() -> dict[str, Any]:
            return messages.pop()

        async def send(_: dict[str, Any]) -> None:
            """It may go on."""

        await self._application({"type": "lifespan", "asgi": {}, "state": {}}, receive, send)

    def close(self) -> None:
        """End the loop."""
        self._runner.close()

    @property
    def past_asgi(self) -> int:
        """How many requests were answered past ASGI."""
        return getattr(self._application, "past_asgi", 0)

    def ask(self, asked: Asked) -> Answered:
        """The answer to one request."""
        return self._runner.run(self._ask(asked))

    async def _ask(self, asked: Asked) -> Answered:
        sent = asked.chunks if asked.chunks or asked.is_cut else (asked.body,)
        last = None if asked.is_cut else len(sent) - 1
        messages: list[dict[str, Any]] = [
            {"type": "http.request", "body": chunk, "more_body": number != last}
            for number, chunk in enumerate(sent)
        ]
        messages.reverse()
        received: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return messages.pop() if messages else {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            received.append(message)

        await self._application(_scope(asked), receive, send)
        if not received:
            return Answered(NOBODY_LISTENS)
        lines = received[0]["headers"]
        return Answered(
            received[0]["status"],
            {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in lines},
            b"".join(message.get("body", b"") for message in received[1:]),
        )


def _scope(asked: Asked) -> dict[str, Any]:
    path, _, query = asked.target.partition("?")
    names_host = any(name.lower() == "host" for name, _ in asked.headers)
    framing = {} if names_host else {"Host": "localhost"}
    if asked.chunks:
        framing["Transfer-Encoding"] = "chunked"
    elif asked.body:
        framing["Content-Length"] = str(len(asked.body))
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": asked.method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode("latin-1"),
        "query_string": query.encode("latin-1"),
        "root_path": "",
        "headers": [
            (name.lower().encode("latin-1"), value.encode("latin-1"))
            for name, value in (*framing.items(), *asked.headers)
        ],
        "client": ("127.0.0.1", 50_000),
        "server": ("127.0.0.1", 8000),
        "state": {},
    }
