"""Send responses with the request's id, and have each one recorded."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Protocol

from starlette.concurrency import iterate_in_threadpool

from paydrill.openapi.operation import Operation
from paydrill.pipeline.failures import failure, is_cancelled
from paydrill.pipeline.origins import exposing
from paydrill.pipeline.request import Request
from paydrill.pipeline.response import Response, encode, field_line, is_streamed
from paydrill.pipeline.transport_faults import over_the_wire
from paydrill.pipeline.webhooks_first import Sent, webhooks_first
from paydrill.scenarios.transport import TransportFault
from paydrill.server.asgi import Application, Message, Receive, Scope, Send
from paydrill.server.connection import lines_of

REQUEST_ID = b"x-request-id"
_WITHOUT_CONTENT = {204, 304}
_STREAMED = b"x-request-id: %b\r\ncontent-type: %b\r\n"
_WHOLE = _STREAMED + b"content-length: %d\r\n"


class Observer(Protocol):
    """Record every response."""

    def answered(
        self,
        request: Request,
        operation: Operation | None,
        status: int,
        headers: Sequence[tuple[bytes, bytes]],
        body: bytes,
        wire: TransportFault | None,
    ) -> Future[None] | None:
        """Record one response; the caller sends it once the future is done, or at once if `None`.

        `operation` is `None` where no contract has the path; `wire` is the response's delay and
        transport fault.
        """

    def record_in_batch(
        self, request: Request, operation: Operation, reply: Response, answer: bytes
    ) -> None:
        """Record the response to a request of a batch; `answer` has the bytes that are sent."""


class Sender:
    """Send responses, and have each one recorded."""

    __slots__ = ("_recorder", "_webhooks_sent")

    def __init__(self, recorder: Observer, webhooks_sent: Sent) -> None:
        """Have `recorder` record every response that is sent.

        `webhooks_sent` waits for webhooks of a sandbox that must come before the response.
        """
        self._recorder = recorder
        self._webhooks_sent = webhooks_sent

    async def send(
        self, request: Request, operation: Operation | None, reply: Response, send: Send
    ) -> None:
        """Send a whole response; to HEAD without its body (RFC 9110 §9.3.2)."""
        if request.opened is not None and request.opened.posts_first:
            await webhooks_first(request, self._webhooks_sent)
        body = None if is_streamed(reply) else encode(reply)
        headers = lines_of(_fields(request, reply, body))
        if request.method == "HEAD":
            body = b""
        told = body or b""
        noted = self._recorder.answered(request, operation, reply.status, headers, told, reply.wire)
        if noted is not None:
            await asyncio.wrap_future(noted)
        if reply.wire is not None:
            send = over_the_wire(reply.wire, request.connection, send)
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        if body is None:
            # Pieces are made on a worker thread, so that other requests are served meanwhile.
            async for piece in iterate_in_threadpool(reply.content):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": told})

    def send_in_batch(
        self, request: Request, operation: Operation, reply: Response
    ) -> Application | None:
        """Send a response by its connection; if it has to wait, return the app that sends it."""
        opened = request.opened
        if (
            reply.wire is not None
            or is_streamed(reply)
            or (opened is not None and opened.posts_first)
        ):
            return self.sending(request, operation, reply)
        body = encode(reply)
        fields = _fields(request, reply, body)
        answer = request.connection.whole_answer(reply.status, fields, body)
        self._recorder.record_in_batch(request, operation, reply, answer)
        request.connection.write(answer)
        return None

    def sending(self, request: Request, operation: Operation, reply: Response) -> Application:
        """Make an ASGI application that sends a response."""

        async def application(_scope: Scope, _receive: Receive, send: Send) -> None:
            await self.send(request, operation, reply, send)

        return self.answering(application, request, lambda: operation)

    def answering(
        self, app: Application, request: Request, operation: Callable[[], Operation | None]
    ) -> Application:
        """Wrap `app` to answer its failure with a 500; `operation` finds the request's operation.

        Once a response has begun, or when the task is cancelled, the failure goes on to the server,
        which ends the connection.
        """

        async def application(scope: Scope, receive: Receive, send: Send) -> None:
            has_begun = False

            async def send_on(message: Message) -> None:
                nonlocal has_begun
                has_begun = True
                await send(message)

            try:
                await app(scope, receive, send_on)
            except BaseException as error:
                if is_cancelled(error):
                    raise
                asked = operation()
                reply = failure(error, asked)
                if has_begun:
                    raise
                await self.send(request, asked, reply, send)

        return application


def _fields(request: Request, reply: Response, body: bytes | None) -> bytes:
    """Write the header lines of a response (RFC 9112 §5).

    A streamed response has no `Content-Length`.
    """
    if reply.status in _WITHOUT_CONTENT:
        fields = b"x-request-id: %b\r\n" % request.id
    elif body is None:
        fields = _STREAMED % (request.id, reply.media_type.encode())
    else:
        fields = _WHOLE % (request.id, reply.media_type.encode(), len(body))
    for name, value in reply.headers.items():
        fields += field_line(name, value)
    return fields + exposing(request.cors, lines_of(fields)) if request.cors else fields
