"""How replies leave: with the request's id, and observed."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Protocol

from starlette.concurrency import iterate_in_threadpool

from paydrill.contract.asgi import Message, Scope, Send
from paydrill.contract.faults_on_the_wire import over_the_wire
from paydrill.contract.operations import Operation
from paydrill.contract.replies import Reply, encode, is_streamed
from paydrill.contract.requests import Request
from paydrill.contract.webhooks_first import Sent, webhooks_first
from paydrill.engine.scenarios.wire import Wire

REQUEST_ID = b"x-request-id"
_NO_CONTENT = 204
_OF_REQUEST = {REQUEST_ID}
_OF_CONTENT = {REQUEST_ID, b"content-type", b"content-length"}


class Observer(Protocol):
    """Told of every answer."""

    def answered(
        self,
        request: Request,
        operation: Operation | None,
        status: int,
        headers: Sequence[tuple[bytes, bytes]],
        body: bytes,
        wire: Wire | None,
    ) -> Future[None] | None:
        """One more answer, which is sent when what this returns is done.

        It is that of no `operation` where no contract knows the path; `wire` is what befalls it.
        """


class Sender:
    """Sends replies, and stamps what others send."""

    __slots__ = ("_observer", "_webhooks_sent")

    def __init__(self, observer: Observer, webhooks_sent: Sent) -> None:
        """`observer` is told of every answer that leaves through here.

        `webhooks_sent` waits for those of a sandbox that are to come before the answer.
        """
        self._observer = observer
        self._webhooks_sent = webhooks_sent

    async def send(
        self, request: Request, operation: Operation | None, reply: Reply, send: Send
    ) -> None:
        """Send a whole reply; to HEAD without its body (RFC 9110 §9.3.2)."""
        if request.opened is not None and request.opened.posts_first:
            await webhooks_first(request, self._webhooks_sent)
        body = None if is_streamed(reply) else encode(reply)
        headers = [(REQUEST_ID, request.id)]
        if reply.status != _NO_CONTENT:
            headers.append((b"content-type", reply.media_type.encode()))
            if body is not None:
                headers.append((b"content-length", b"%d" % len(body)))
        for name, value in reply.headers.items():
            headers.append((name.lower().encode(), value.encode("latin-1")))
        if request.method == "HEAD":
            body = b""
        told = body or b""
        noted = self._observer.answered(request, operation, reply.status, headers, told, reply.wire)
        if noted is not None:
            await asyncio.wrap_future(noted)
        if (
            body is not None
            and reply.wire is None
            and all(map(str.isprintable, reply.headers.values()))
            and request.connection.answer(reply.status, headers, body)
        ):
            return
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        if body is None:
            # Between two pieces others are served.
            async for piece in iterate_in_threadpool(reply.content):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": told})

    def stamped(self, scope: Scope, operation: Operation | None, send: Send) -> Send:
        """A `send` that does for others what this class does for its own."""
        request = Request.of(scope)
        start: Message = {}
        body = b""

        async def send_stamped(message: Message) -> None:
            nonlocal send, start, body
            if message["type"] == "http.response.start":
                if request.opened is not None and request.opened.posts_first:
                    await webhooks_first(request, self._webhooks_sent)
                dropped = _OF_CONTENT if message["status"] == _NO_CONTENT else _OF_REQUEST
                others = [line for line in message["headers"] if line[0].lower() not in dropped]
                message["headers"] = [*others, (REQUEST_ID, request.id)]
                start = message
                if request.wire is not None:
                    send = over_the_wire(request.wire, request.connection, send)
            else:
                body += message.get("body", b"")
                if not message.get("more_body", False):
                    status, headers = start["status"], start["headers"]
                    noted = self._observer.answered(
                        request, operation, status, headers, body, request.wire
                    )
                    if noted is not None:
                        await asyncio.wrap_future(noted)
            await send(message)

        return send_stamped
