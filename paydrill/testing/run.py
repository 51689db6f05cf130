"""Share one server between the processes of a test run."""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from multiprocessing.connection import Client, Listener
from threading import Lock, Thread
from typing import TYPE_CHECKING
from zlib import crc32

from paydrill.testing.errors import PaydrillError

if TYPE_CHECKING:
    from paydrill.testing.server import Paydrill

_HOST = "127.0.0.1"
_MOST_WORKERS = 128
_LONGEST_WORDS = 45
"""Of a sandbox's 63 characters, so that two numbers fit in as well."""


class RunServer:
    """The server of a test run; it is started when a test first asks for it."""

    def __init__(self, make: Callable[[], "Paydrill"]) -> None:
        """Take charge of a server that is made, and started, when it is needed."""
        self._make = make
        self._server: Paydrill | None = None
        self._lock = Lock()

    @property
    def is_used(self) -> bool:
        """Whether a test has asked for the server."""
        return self._server is not None

    def get(self) -> "Paydrill":
        """Return the server, which runs by then. Raises `PaydrillError`."""
        with self._lock:
            if self._server is None:
                self._server = self._make().__enter__()
            return self._server

    @cached_property
    def port(self) -> int:
        """A port at which other processes of the run `borrow` the server."""
        listener = Listener((_HOST, 0), backlog=_MOST_WORKERS)
        Thread(target=self._tell, args=(listener,), daemon=True).start()
        return int(listener.address[1])

    def stop(self) -> None:
        """Stop the server, if it was started."""
        with self._lock:
            if self._server is not None:
                self._server.stop()

    def _tell(self, listener: Listener) -> None:
        while True:
            with suppress(OSError), listener.accept() as worker:
                try:
                    told = {"url": self.get().url}
                except PaydrillError as error:
                    told = {"error": str(error)}
                worker.send_bytes(json.dumps(told).encode())


def borrow(port: int) -> str:
    """Return the URL of the server of the process that lends it. Raises `PaydrillError`."""
    with Client((_HOST, port)) as lender:
        told = json.loads(lender.recv_bytes())
    if "error" in told:
        raise PaydrillError(told["error"])
    return str(told["url"])


def sandbox_name(test: str, node_id: str, number: int) -> str:
    """Name the sandbox of a test that has so many already, for people and unlike any other."""
    words = re.sub("[^a-z0-9]+", "-", test.lower())[:_LONGEST_WORDS]
    return f"{words}-{crc32(f'{node_id} {number}'.encode()):08x}".strip("-")
