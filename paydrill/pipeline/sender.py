"""Send responses with the request's id, and have each one recorded."""

import asyncio
from collections.abc import Awaitable
from concurrent.futures import Future
from typing import Protocol

from starlette.concurrency import iterate_in_threadpool

from paydrill.openapi.operation import Operation
from paydrill.pipeline.failures import failure, is_cancelled
from paydrill.pipeline.origins import exposing
from paydrill.pipeline.request import Request
from paydrill.pipeline.response import Response, encode, field_line, is_streamed
from paydrill.pipeline.result import Result
from paydrill.pipeline.transport_faults import over_the_wire
from paydrill.pipeline.webhooks_first import Sent, webhooks_first
from paydrill.server.asgi import Application, Message, Receive, Scope, Send
from paydrill.server.connection import lines_of

REQUEST_ID = b"x-request-id"
# RFC 9110 §8.6: a 205 says that its content has no length.
_WITHOUT_LENGTH = {204, 304}
_STREAMED = b"x-request-id: %b\r\ncontent-type: %b\r\n"
_EMPTY = b"x-request-id: %b\r\ncontent-length: 0\r\n"
_WHOLE = _STREAMED + b"content-length: %d\r\n"


class Observer(Protocol):
    """Record every response."""

    def record(
        self, request: Request, result: Result, fields: bytes, body: bytes, raw: bytes = b""
    ) -> Future[None] | None:
        """Record one response; the caller sends it once the future is done, or at once if `None`.

        `fields` are its header lines and `raw`, where they are known, the bytes that are sent.
        """


class Sender:
    """Send responses, and have each one recorded."""

    __slots__ = ("_recorder", "_webhooks_sent")

    def __init__(self, recorder: Observer, webhooks_sent: Sent) -> None:
        """Have `recorder` record every response that is sent.

        `webhooks_sent` waits for webhooks of a sandbox that must come before the response.
        """
        self._recorder = recorder
        self._webhooks_sent = webhooks_sent

    async def deliver(self, request: Request, ready: Awaitable[Result | None], send: Send) -> None:
        """Send a result once it is `ready`, unless it is `None`; a 500 if that fails.

        Once a response has begun, or when the task is cancelled, the failure goes on to the server,
        which ends the connection.
        """
        has_begun = False

        async def send_on(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            result = await ready
            if result is not None:
                await self._send(request, result, send_on)
        except BaseException as error:
            if is_cancelled(error):
                raise
            operation = request.match.any_operation(request.method)
            failed = Result(operation, failure(error, operation))
            if has_begun:
                raise
            await self._send(request, failed, send)

    def sending(self, request: Request, result: Result) -> Application:
        """Make an ASGI application that sends a result."""

        async def ready() -> Result:
            return result

        async def application(_scope: Scope, _receive: Receive, send: Send) -> None:
            await self.deliver(request, ready(), send)

        return application

    def send_in_batch(self, request: Request, result: Result) -> bool:
        """Send a response by its connection, and return whether that was possible at once."""
        response = result.response
        if response.wire is not None or result.posts_first:
            return False
        fields, body = _transmission(request, result)
        if body is None:
            return False
        raw = request.connection.whole_answer(response.status, fields, body)
        self._recorder.record(request, result, fields, body, raw)
        request.connection.write(raw)
        return True

    async def _send(self, request: Request, result: Result, send: Send) -> None:
        """Send a response, after what it has to wait for."""
        if result.posts_first:
            await webhooks_first(request, self._webhooks_sent)
        response = result.response
        fields, body = _transmission(request, result)
        noted = self._recorder.record(request, result, fields, body or b"")
        if noted is not None:
            await asyncio.wrap_future(noted)
        if response.wire is not None:
            send = over_the_wire(response.wire, request.connection, send)
        start = {"type": "http.response.start", "status": response.status}
        await send({**start, "headers": lines_of(fields)})
        if body is None:
            # Pieces are made on a worker thread, so that other requests are served meanwhile.
            async for piece in iterate_in_threadpool(response.content):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": body or b""})


def _transmission(request: Request, result: Result) -> tuple[bytes, bytes | None]:
    """Return header lines and body of a response; the body is `None` if it is sent in pieces.

    HEAD is answered like GET, but without the body (RFC 9110 §9.3.2).
    """
    response = result.response
    body = None if is_streamed(response) else encode(response)
    fields = _fields(request, response, body)
    if result.operation is not None:
        fields += _of_contract(request, response, result.operation)
    if request.cors:
        fields += exposing(request.cors, lines_of(fields))
    return fields, b"" if request.method == "HEAD" else body


def _fields(request: Request, reply: Response, body: bytes | None) -> bytes:
    """Write the header lines of a response (RFC 9112 §5).

    A streamed response has no `Content-Length`.
    """
    if reply.status in _WITHOUT_LENGTH:
        fields = b"x-request-id: %b\r\n" % request.id
    elif not reply.media_type:
        fields = _EMPTY % request.id
    elif body is None:
        fields = _STREAMED % (request.id, reply.media_type.encode())
    else:
        fields = _WHOLE % (request.id, reply.media_type.encode(), len(body))
    for name, value in reply.headers.items():
        fields += field_line(name, value)
    return fields


def _of_contract(request: Request, reply: Response, operation: Operation) -> bytes:
    """Write the headers that only the request decides: its id, and those that are repeated."""
    lines = b""
    prefix = operation.request_id_prefix
    if prefix is not None:
        own = request.id.decode("latin-1")
        lines += field_line("Request-Id", own if own.startswith(prefix) else prefix + own)
    for name in operation.echoed:
        value = request.header_text(name)
        if value is not None and value.isprintable() and name not in reply.headers:
            lines += field_line(name, value)
    return lines
