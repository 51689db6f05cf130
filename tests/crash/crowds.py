"""Thousands of sockets to one server, and how many of its own it has left."""

import os
import resource
import select
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.server_process import PATIENCE_S, Server

SOCKETS = int(os.environ.get("PAYDRILL_TEST_SOCKETS", "1000"))
_BESIDE = 500
"""Files that this process and the server have open beside those sockets."""
_WINDOW = 4096


@contextmanager
def room_for_sockets() -> Iterator[None]:
    """This process may open so many, and so may a server that it begins."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = SOCKETS + _BESIDE
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, max(wanted, before[1])))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


@contextmanager
def crowd(server: Server, size: int, said: bytes) -> Iterator[list[socket.socket]]:
    """So many connections, on each of which this was said, and nothing is read."""
    at = urlsplit(server.url)
    with ExitStack() as opened:
        connected = []
        for _ in range(size):
            each = opened.enter_context(socket.socket())
            each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _WINDOW)
            each.settimeout(PATIENCE_S)
            each.connect((at.hostname, at.port))
            each.sendall(said)
            connected.append(each)
        yield connected


def open_files(server: Server) -> int:
    """How many files and sockets the server has open."""
    return len(list(Path(f"/proc/{server.process.pid}/fd").iterdir()))


def resident_mib(server: Server) -> float:
    """The memory that the server has in use."""
    pages = int(Path(f"/proc/{server.process.pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def last_words(connected: socket.socket) -> bytes:
    """All that is to be read until the server closes."""
    words = b""
    while data := connected.recv(65536):
        words += data
    return words


def is_reset(connected: socket.socket) -> bool:
    """Whether the server resets the connection, of which nothing is read meanwhile."""
    waiting = select.poll()
    waiting.register(connected, 0)
    return [(connected.fileno(), select.POLLERR | select.POLLHUP)] == waiting.poll(
        PATIENCE_S * 1000
    )
