"""A way to PostgreSQL that counts round trips, and that can be cut."""

import socket
from contextlib import suppress
from select import select
from threading import Thread
from typing import Any

from psycopg.conninfo import conninfo_to_dict


class Proxy:
    """Listens on a port of its own and passes everything on to a server, and back."""

    def __init__(self, server_url: str) -> None:
        """`server_url` names the server and the database that `url` leads to."""
        self._target: dict[str, Any] = conninfo_to_dict(server_url)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._clients: list[socket.socket] = []
        self._cut_at: bytes | None = None
        self._refuses = False
        self.connections = 0
        self.round_trips = 0
        Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        """The database, by way of this proxy."""
        user, database = self._target["user"], self._target["dbname"]
        port = self._listener.getsockname()[1]
        return f"postgresql://{user}@127.0.0.1:{port}/{database}?sslmode=disable"

    def cut_at(self, text: bytes) -> None:
        """Cut the next connection that sends something with this text, which still arrives."""
        self._cut_at = text

    def refuse(self) -> None:
        """Cut every connection, and let no other through: the database is away."""
        self._refuses = True
        self._cut(*self._clients)

    def close(self) -> None:
        """Stop listening, and cut every connection."""
        self._cut(self._listener, *self._clients)
        self._listener.close()

    def _cut(self, *ends: socket.socket) -> None:
        for each in ends:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)  # unlike close, it wakes who waits for it

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self.connections += 1
                if self._refuses:
                    client.close()
                    continue
                self._clients.append(client)
                Thread(target=self._relay, args=(client, self._connect()), daemon=True).start()

    def _connect(self) -> socket.socket:
        host, port = self._target["host"], int(self._target.get("port", 5432))
        if not host.startswith("/"):
            return socket.create_connection((host, port))
        server = socket.socket(socket.AF_UNIX)
        server.connect(f"{host}/.s.PGSQL.{port}")
        return server

    def _relay(self, client: socket.socket, server: socket.socket) -> None:
        asking = False
        with client, server, suppress(OSError):
            while True:
                source = select([client, server], [], [])[0][0]
                data = source.recv(65536)
                if not data:
                    return
                (server if source is client else client).sendall(data)
                self.round_trips += source is client and not asking
                asking = source is client
                if asking and self._cut_at is not None and self._cut_at in data:
                    self._cut_at = None
                    return
