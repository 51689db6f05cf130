"""Call a server's control API, and its services, for one sandbox."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

from paydrill.testing.errors import NotAnswered, Refused
from paydrill.values.causes import cause_of

_PATIENCE_S = 60
_MOST_PAGES = 1000


class Control:
    """The calls of a test about one sandbox, or about the server where none is named."""

    def __init__(
        self,
        server: str,
        sandbox: str | None = None,
        token: str | None = None,
        patience_s: float = _PATIENCE_S,
    ) -> None:
        """Address a server by its URL; `token` is that of the control API, if it has one."""
        if not server.startswith(("http://", "https://")):
            raise NotAnswered(f"{server} is no URL of a server: it begins with http:// or https://")
        self.server = server.rstrip("/")
        self.url = self.server if sandbox is None else f"{self.server}/~{sandbox}"
        self.token = token
        self._patience_s = patience_s

    def get(self, path: str, **query: Any) -> Any:
        """Return the JSON at a path below `/_control`. `None` is left out of the query."""
        return self.call("GET", f"/_control{path}", query=query)

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Send a body to a path below `/_control`, and return the JSON of the response."""
        return self.call("POST", f"/_control{path}", body)

    def put(self, path: str, body: Mapping[str, Any]) -> Any:
        """Put a body at a path below `/_control`, and return the JSON of the response."""
        return self.call("PUT", f"/_control{path}", body)

    def delete(self, path: str, **query: Any) -> None:
        """Delete what is at a path below `/_control`."""
        self.call("DELETE", f"/_control{path}", query=query)

    def pages(self, path: str, items: str, **query: Any) -> list[Any]:
        """Collect the items of all pages at a path below `/_control`."""
        found: list[Any] = []
        cursor: str | None = None
        for _ in range(_MOST_PAGES):
            page = self.get(path, **query, limit=100, cursor=cursor)
            found += page[items]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        return found

    def contracts(self) -> list[Any]:
        """List the contracts of the server."""
        return list(self.get("/contracts")["contracts"])

    def call(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the JSON of the response; numbers with a point are decimals.

        Raises `Refused` and `NotAnswered`.
        """
        with self.opened(method, path, body, query, accept="application/json") as answer:
            return _read(answer.read())

    @contextmanager
    def opened(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        *,
        accept: str = "*/*",
    ) -> Iterator[HTTPResponse]:
        """Open a response to read piece by piece.

        Of the query, `None` is left out, and a list is sent item by item. Raises `Refused` and
        `NotAnswered`, also while it is read.
        """
        asked = urlencode({k: v for k, v in (query or {}).items() if v is not None}, doseq=True)
        sent = None if body is None else json.dumps(body, default=_number).encode()
        headers = {"Accept": accept, "Content-Type": "application/json"}
        if self.token is not None:
            headers["Authorization"] = f"Bearer {self.token}"
        url = f"{self.url}{path}{'?' if asked else ''}{asked}"
        try:
            request = Request(url, sent, headers, method=method)  # noqa: S310 - the URL was looked at
            # A test server is not behind the proxy that leads to the internet.
            with build_opener(ProxyHandler({})).open(request, timeout=self._patience_s) as answer:
                yield answer
        except HTTPError as error:
            with error:
                raise _refused(error.code, error.read(), self.server) from None
        except URLError as error:
            raise NotAnswered(f"no server answers at {self.server}: {cause_of(error)}") from None
        except (ConnectionError, TimeoutError, HTTPException, ValueError) as error:
            cause = cause_of(error)
            raise NotAnswered(f"{self.server} does not answer as expected: {cause}") from None


def _read(text: bytes) -> Any:
    return json.loads(text, parse_float=Decimal) if text else None


def _number(value: Any) -> float:
    """Write a decimal as a number of JSON."""
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{value!r} cannot be sent as JSON: send text, numbers, lists and mappings")


def _refused(status: int, text: bytes, server: str) -> NotAnswered | Refused:
    """Read a problem document; the one about payments has `message` alone."""
    try:
        problem = json.loads(text)
        if "detail" not in problem:
            return Refused(status, "refused", problem["message"])
        wrong = [f"{each['pointer']}: {each['message']}" for each in problem.get("errors", ())]
        return Refused(status, problem["code"], "; ".join(wrong) or problem["detail"])
    except (ValueError, LookupError, TypeError):
        return NotAnswered(f"{server} answers {status}, and is no Paydrill server")
