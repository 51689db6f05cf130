"""A receiver of webhooks: an HTTP server on loopback that keeps what it is sent.

What it answers is told beforehand, one answer a request; the last one is repeated.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import SimpleQueue
from ssl import SSLContext
from threading import Event, Thread
from typing import Any, NamedTuple

import orjson
from standardwebhooks import Webhook

PATIENCE_S = 20


class Received(NamedTuple):
    """A request. Names of `headers` are in lower case."""

    path: str
    headers: dict[str, str]
    body: bytes
    method: str = "POST"

    @property
    def id(self) -> str:
        """What deliveries are called."""
        return self.headers["webhook-id"]

    def json(self) -> Any:
        """The body's value."""
        return orjson.loads(self.body)

    def verified(self, secret: str) -> Any:
        """The same, if the library finds a signature with this secret, and it is not stale."""
        return Webhook(secret).verify(self.body, self.headers)


class Server(ThreadingHTTPServer):
    """Says nothing of clients that leave before they have read everything."""

    def handle_error(self, *_: Any) -> None:
        """Nobody reads it."""


class Answer(NamedTuple):
    """What a receiver answers; with `after`, not before that is set."""

    status: int = 204
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    after: Event | None = None


class Receiver:
    """What it is sent can be waited for; it answers as `answers` says, by `tls` if there is one."""

    def __init__(
        self, answers: tuple[Answer, ...] = (Answer(),), *, tls: SSLContext | None = None
    ) -> None:
        self.answers = list(answers)
        self._requests: SimpleQueue[Received] = SimpleQueue()
        self._server = Server(("127.0.0.1", 0), self._handler())
        self._scheme = "http" if tls is None else "https"
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"{self._scheme}://127.0.0.1:{self._server.server_port}"

    def next(self) -> Received:
        """The next request, which is waited for."""
        return self._requests.get(timeout=PATIENCE_S)

    @property
    def is_empty(self) -> bool:
        """Whether no request has come that was not looked at."""
        return self._requests.empty()

    @contextmanager
    def listening(self) -> Iterator["Receiver"]:
        """Receive meanwhile."""
        thread = Thread(target=self._server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            thread.join()
            self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                several = len(receiver.answers) > 1
                answer = receiver.answers.pop(0) if several else receiver.answers[0]
                receiver._requests.put(Received(self.path, headers, body, self.command))
                if answer.after is not None:
                    answer.after.wait(PATIENCE_S)
                self.send_response(answer.status)
                for name, value in (*answer.headers, ("Content-Length", str(len(answer.body)))):
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body)

            do_PUT = do_POST  # noqa: N815 - the name that the library calls

            def log_message(self, *_: object) -> None:
                """Nobody reads it."""

        return Handler
