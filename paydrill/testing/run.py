"""Share one server between the processes of a test run."""

import json
import re
from contextlib import suppress
from multiprocessing.connection import Client, Listener
from threading import Lock, Thread
from zlib import crc32

from paydrill.testing.errors import PaydrillError
from paydrill.testing.server import Paydrill

_HOST = "127.0.0.1"
_LONGEST_WORDS = 45
"""Of a sandbox's 63 characters, so that two numbers fit in as well."""


class RunServer:
    """The server of a test run; it is started when a test first asks for it."""

    def __init__(self, server: Paydrill) -> None:
        """Take charge of a server that is not started yet."""
        self._server = server
        self._lock = Lock()
        self._port: int | None = None
        self.is_used = False

    def get(self) -> Paydrill:
        """Return the server, which runs by then. Raises `PaydrillError`."""
        with self._lock:
            if not self.is_used:
                self._server.__enter__()
                self.is_used = True
        return self._server

    def lend(self) -> int:
        """Return a port at which other processes of the run `borrow` the server."""
        if self._port is None:
            listener = Listener((_HOST, 0))
            Thread(target=self._tell, args=(listener,), daemon=True).start()
            self._port = int(listener.address[1])
        return self._port

    def stop(self) -> None:
        """Stop the server."""
        self._server.stop()

    def _tell(self, listener: Listener) -> None:
        while True:
            with suppress(OSError), listener.accept() as worker:
                try:
                    told = {"url": self.get().url}
                except PaydrillError as error:
                    told = {"error": str(error)}
                worker.send_bytes(json.dumps(told).encode())


def borrow(port: int) -> Paydrill:
    """Return the server of the process that lends it. Raises `PaydrillError`."""
    with Client((_HOST, port)) as lender:
        told = json.loads(lender.recv_bytes())
    if "error" in told:
        raise PaydrillError(told["error"])
    return Paydrill(url=told["url"])


def sandbox_name(test: str, node_id: str, number: int) -> str:
    """Name the sandbox of a test that has so many already, for people and unlike any other."""
    words = re.sub("[^a-z0-9]+", "-", test.lower())[:_LONGEST_WORDS]
    return f"{words}-{crc32(f'{node_id} {number}'.encode()):08x}".strip("-")
