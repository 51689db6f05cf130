"""Drive requests that need not wait in one batch, without a task and without ASGI's messages.

They pass the same endpoints as all other requests; but the requests of one event-loop turn go
together, stage by stage. Every stage runs through more code and records than a processor's first
caches hold: the second request finds there what the first has fetched. A response that has to wait
after all is finished by ASGI.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from paydrill.pipeline.endpoint import Endpoint
from paydrill.pipeline.failures import failure
from paydrill.pipeline.held import HeldAnswer, hold
from paydrill.pipeline.request import Request
from paydrill.pipeline.result import Result
from paydrill.pipeline.sender import Sender
from paydrill.sandbox.ports import GroupCommit
from paydrill.server.asgi import Application

# HEAD is answered by GET, without a body; OPTIONS may be a browser's preflight (`origins`).
_BY_ASGI = frozenset({"HEAD", "OPTIONS"})


class BatchDriver:
    """Answer the requests of one event-loop turn that need not wait together, at its end."""

    def __init__(
        self, endpoints: Mapping[str, Endpoint], sender: Sender, group: GroupCommit | None
    ) -> None:
        """Take `endpoints`, the endpoints by operation id; Connexion fills them at start.

        Answers that rely on a commit of the `group` are sent once that is kept.
        """
        self._endpoints = endpoints
        self._sender = sender
        self._group = group
        self._asked: list[tuple[Request, Endpoint]] = []

    def find(self, request: Request) -> Endpoint | None:
        """Find the endpoint of a request; `None` if the request may have to wait."""
        operation = request.match.operations.get(request.method)
        if operation is None or request.method in _BY_ASGI:
            return None
        endpoint = self._endpoints.get(operation.id)
        return endpoint if endpoint is not None and not endpoint.awaits else None

    def defer(self, request: Request, endpoint: Endpoint) -> None:
        """Put off a request, received whole, to the end of the turn."""
        if not self._asked:
            request.connection.defer(self._answer)
        self._asked.append((request, endpoint))

    def _answer(self) -> None:
        asked, self._asked = self._asked, []
        read = [endpoint.admit(request) or endpoint.read(request) for request, endpoint in asked]
        if self._group is not None:
            self._answer_ahead(self._group, asked, read)
            return
        results = [
            each if isinstance(each, Result) else endpoint.answer(request, each)
            for (request, endpoint), each in zip(asked, read, strict=True)
        ]
        for (request, _), result in zip(asked, results, strict=True):
            request.connection.finish(self._send(request, result))

    def _answer_ahead(
        self,
        group: GroupCommit,
        asked: list[tuple[Request, Endpoint]],
        read: list[dict[str, Any] | Result],
    ) -> None:
        """Answer requests whose commits are on the disk only after a wait, which they share."""
        ready: list[tuple[Request, Result]] = []
        held: list[HeldAnswer] = []
        last = 0
        for (request, endpoint), each in zip(asked, read, strict=True):
            if isinstance(each, Result):
                ready.append((request, each))
                continue
            result, commit = group.ahead(partial(endpoint.answer, request, each))
            if commit:
                held.append(HeldAnswer(request, endpoint, result, self._sender))
                last = max(last, commit)
            else:
                ready.append((request, result))
        if held:
            hold(held, group.kept(last), self._send)
        for request, result in ready:
            request.connection.finish(self._send(request, result))

    def _send(self, request: Request, result: Result) -> Application | None:
        """Send a response; if it has to wait, or fails, return the application that sends it."""
        try:
            if self._sender.send_in_batch(request, result):
                return None
        except BaseException as error:  # noqa: BLE001 - see `failure`
            result = Result(result.operation, failure(error, result.operation))
        return self._sender.sending(request, result)
