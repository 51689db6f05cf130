"""An application behind the server's own protocol, in this process: asked by ASGI, served by HTTP.

The bytes of a request go through `ConnectionProtocol` and those of its answer come back, over a
transport in memory. So whatever can ask an ASGI application takes the way that most requests take:
past ASGI, at the end of a turn of the event loop.
"""

import asyncio
from http.client import HTTPResponse
from io import BytesIO
from typing import Any

import uvicorn
from uvicorn.server import ServerState

from paydrill.server.protocol import ConnectionProtocol

DATE = (b"date", b"Sun, 22 Nov 2026 00:00:00 GMT")
AN_HOUR_S = 3600


class ByProtocol:
    """An ASGI application in front of one that `build` made.

    Without `fast`, that answers by ASGI whatever comes. `past_asgi` and `by_asgi` count.
    """

    def __init__(self, application: Any, *, fast: bool = True) -> None:
        self.past_asgi = self.by_asgi = 0
        self._application = application
        self._config = uvicorn.Config(
            application if fast else _only_by_asgi(application),
            interface="asgi3",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            timeout_keep_alive=AN_HOUR_S,
        )
        self._config.load()
        self._idle: list[_MemoryTransport] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Ask what is asked, over a connection that is not in use."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        body, is_whole = await _body(receive)
        request = _request(scope, body)
        line = self._idle.pop() if self._idle else _MemoryTransport(self._config)
        if not is_whole:
            await line.cut(request)
            return
        answer = await line.ask(request)
        self.by_asgi += line.took_asgi
        self.past_asgi += not line.took_asgi
        if not line.is_closed:
            self._idle.append(line)
        if answer:
            await _send(answer, scope["method"], send)


class _MemoryTransport(asyncio.Transport):
    """Both ends of a connection that stays in memory."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__({"sockname": ("127.0.0.1", 8000), "peername": ("127.0.0.1", 50_000)})
        self.is_closed = False
        self.took_asgi = False
        self._answer = b""
        self._changed = asyncio.Event()
        self._state = ServerState()
        self._state.default_headers = [DATE]
        self._protocol = ConnectionProtocol(config, self._state, {})
        self._protocol.access_log = False  # which pytest's handlers would make it write
        self._protocol.connection_made(self)

    async def ask(self, request: bytes) -> bytes:
        """All that is answered to one request."""
        answered, cycle = self._state.total_requests, self._protocol.cycle
        self._answer = b""
        self._protocol.data_received(request)
        while self._state.total_requests == answered and not self.is_closed:
            self._changed.clear()
            await self._changed.wait()
        self.took_asgi = self._protocol.cycle is not cycle
        return self._answer

    async def cut(self, request: bytes) -> None:
        """Leave before all of it was sent, and wait until nobody is busy with it."""
        self._protocol.data_received(request)
        self._protocol.connection_lost(None)
        await asyncio.gather(*self._state.tasks)

    def write(self, data: Any) -> None:
        self._answer += data
        self._changed.set()

    def close(self) -> None:
        if not self.is_closed:
            self.is_closed = True
            asyncio.get_running_loop().call_soon(self._protocol.connection_lost, None)
            self._changed.set()

    abort = close

    def is_closing(self) -> bool:
        return self.is_closed

    def pause_reading(self) -> None:
        """There is nothing to read but what was asked."""

    resume_reading = pause_reading

    def can_write_eof(self) -> bool:
        return False

    def write_eof(self) -> None:
        raise NotImplementedError

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        raise NotImplementedError

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """Nothing waits to be written."""


class _Bytes(BytesIO):
    """As a socket gives them, and still there when `http.client` thinks it is done."""

    def makefile(self, _: str) -> "_Bytes":
        return self

    def close(self) -> None:
        """Whoever made it may want to look what is left."""


def _only_by_asgi(application: Any) -> Any:
    async def by_asgi(scope: Any, receive: Any, send: Any) -> None:
        await application(scope, receive, send)

    return by_asgi


async def _body(receive: Any) -> tuple[list[bytes], bool]:
    """What is sent of a body, and whether it is all of it."""
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return parts, False
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return parts, True


def _request(scope: Any, parts: list[bytes]) -> bytes:
    query = b"?" * bool(scope["query_string"]) + scope["query_string"]
    head = [b"%b %b%b HTTP/1.1" % (scope["method"].encode(), scope["raw_path"], query)]
    head += [b"%b: %b" % line for line in scope["headers"]]
    names = {name.lower() for name, _ in scope["headers"]}
    if b"transfer-encoding" in names:
        parts = [b"%x\r\n%b\r\n" % (len(part), part) for part in (*filter(None, parts), b"")]
    elif any(parts) and b"content-length" not in names:
        head.append(b"content-length: %d" % sum(map(len, parts)))
    return b"\r\n".join((*head, b"", b"".join(parts)))


async def _send(answer: bytes, method: str, send: Any) -> None:
    """Send an answer on, which has to be one, and no byte more."""
    data = _Bytes(answer)
    response = HTTPResponse(data, method=method)  # type: ignore[arg-type] # as good as a socket
    response.begin()
    body = response.read()
    assert data.read() == b"", answer
    headers = [(n.lower().encode(), v.encode("latin-1")) for n, v in response.getheaders()]
    headers.remove(DATE)
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
