"""Receive the webhooks of a sandbox, and wait for them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Thread
from typing import Any, Self

from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from paydrill.testing.errors import PaydrillError, Refused
from paydrill.testing.sandbox import Sandbox

_OK, _UNAUTHORIZED = 204, 401
_POLL_S = 0.02


@dataclass(frozen=True)
class Webhook:
    """A webhook that has come, its signature verified."""

    id: str
    """The id of its delivery in the sandbox."""
    type: str
    body: Any
    headers: Mapping[str, str]
    """By name in lower case."""


class WebhookReceiver:
    """An HTTP server on a free port of this machine, registered in a sandbox for its webhooks.

    It answers 204, or 401 to what has no valid signature.
    """

    def __init__(self, sandbox: Sandbox, *types: str) -> None:
        """Prepare to receive these types of event; without any, all."""
        self._sandbox = sandbox
        self._types = types or ("*",)
        self._news = Condition()
        self._come: list[tuple[Mapping[str, str], bytes]] = []
        self._received: list[Webhook] = []
        self._taken: set[int] = set()
        self.refused = 0
        """How many have come without a valid signature."""
        self._verifier: Verifier | None = None
        self._server = _Server(self)
        self._thread = Thread(target=self._server.serve_forever, args=(_POLL_S,), daemon=True)

    @property
    def url(self) -> str:
        """The URL at which it listens."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def received(self) -> list[Webhook]:
        """The webhooks that have come so far, oldest first."""
        with self._news:
            return self._told()

    def wait_for(self, type_: str, *, timeout: float = 10) -> Webhook:
        """Return the next webhook of a type, which has come already or is waited for.

        Each is returned once. `*` in the type stands for any characters.
        """
        __tracebackhide__ = True
        with self._news:
            self._news.wait_for(lambda: self._untaken(type_) is not None, timeout)
            place = self._untaken(type_)
            if place is None:
                raise AssertionError(self._missing(type_, timeout))
            self._taken.add(place)
            return self._received[place]

    def __enter__(self) -> Self:
        try:
            made = self._sandbox.register_webhook(self.url, types=list(self._types))
        except PaydrillError:
            self._server.server_close()
            raise
        self._verifier = Verifier(made["secrets"][0])
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def take(self, headers: Mapping[str, str], body: bytes) -> int:
        """Keep a webhook if its signature is valid; return the status to answer."""
        with self._news:
            try:
                assert self._verifier is not None  # noqa: S101 - it is registered by then
                self._verifier.verify(body, dict(headers))
            except WebhookVerificationError:
                self.refused += 1
                return _UNAUTHORIZED
            self._come.append((headers, body))
            self._news.notify_all()
        return _OK

    def _told(self) -> list[Webhook]:
        """Look up the types of what has come: bodies of foreign contracts need not have them."""
        while self._come:
            headers, body = self._come.pop(0)
            id_ = headers["webhook-id"]
            try:
                type_ = self._sandbox.webhook_delivery(id_)["type"]
            except Refused:  # a reset has forgotten it
                continue
            self._received.append(Webhook(id_, type_, json.loads(body), headers))
        return list(self._received)

    def _untaken(self, type_: str) -> int | None:
        for place, each in enumerate(self._told()):
            if place not in self._taken and fnmatchcase(each.type, type_):
                return place
        return None

    def _missing(self, type_: str, timeout: float) -> str:
        others = [each.type for n, each in enumerate(self._received) if n not in self._taken]
        come = f"not yet taken: {', '.join(others)}" if others else "no other has come"
        refused = f"; {self.refused} had no valid signature" if self.refused else ""
        return f"No webhook {type_} has come in {timeout:g} s; {come}{refused}"


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, receiver: WebhookReceiver) -> None:
        self.receiver = receiver
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        """Take a webhook."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.send_response(self.server.receiver.take(headers, body))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Leave the test's output alone."""
