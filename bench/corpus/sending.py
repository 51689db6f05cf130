"""Send prepared requests over one connection, as a client does that keeps it open."""

import http.client
from base64 import b64decode, b64encode
from collections.abc import Mapping
from types import TracebackType
from typing import Any, NamedTuple, Self

from bench.corpus.judge import Response

PATIENCE_S = 10
_LONGEST_BODY = 16 * 2**20


class Request(NamedTuple):
    """A request as bytes would say it; `path` is that of the contract, with the query."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    def written(self) -> dict[str, Any]:
        """Return it as JSON keeps it."""
        return {**self._asdict(), "body": b64encode(self.body).decode()}

    @classmethod
    def from_written(cls, written: Mapping[str, Any]) -> Self:
        """Return what `written` was made from."""
        return cls(**{**written, "body": b64decode(written["body"])})


def with_another_key(request: Mapping[str, Any]) -> dict[str, Any]:
    """Copy a written request with another idempotency key: a key stands for one request."""
    headers = {
        name: value[:-1] + ("1" if value.endswith("0") else "0")
        if "idempotency" in name.lower()
        else value
        for name, value in request["headers"].items()
    }
    return {**request, "headers": headers}


class Connection:
    """A connection to a server, opened anew when the server has closed it."""

    def __init__(self, port: int) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
        self._used = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _: type[BaseException] | None,
        __: BaseException | None,
        ___: TracebackType | None,
    ) -> None:
        self._http.close()

    def send(self, request: Request, path: str) -> Response:
        """Return the response, or one of status 0 that says why there is none."""
        try:
            try:
                return self._send(request, path)
            except (http.client.RemoteDisconnected, ConnectionError):
                # Only a connection used before may have been closed between two requests.
                if not self._used:
                    raise
                self._reset()
                return self._send(request, path)
        except (OSError, ValueError, http.client.HTTPException) as error:
            self._reset()
            return Response(0, {}, f"{type(error).__name__}: {error}".encode())

    def _send(self, request: Request, path: str) -> Response:
        body = request.body or None
        self._http.putrequest(request.method, path, skip_accept_encoding=True)
        for name, value in request.headers.items():
            if name.lower() != "host":  # that of this server is there already
                self._http.putheader(name, value.encode("latin-1", "replace"))
        if body is not None or request.method in {"POST", "PUT", "PATCH"}:
            self._http.putheader("Content-Length", str(len(request.body)))
        self._http.endheaders(body)
        response = self._http.getresponse()
        content = response.read(_LONGEST_BODY)
        self._used = True
        if response.will_close or not response.isclosed():
            self._reset()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Response(response.status, headers, content)

    def _reset(self) -> None:
        self._http.close()
        self._used = False
