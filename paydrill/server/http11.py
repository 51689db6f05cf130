"""Hold uvicorn's HTTP/1.1 protocol to the rules by which no byte belongs to two messages.

Offers to switch protocols are ignored, except those of WebSocket (RFC 9110 §7.8). Heads are
bounded, and so is what a body has beside its content. A malformed request is refused after all
requests before it were answered.
"""

from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from paydrill.server.asgi import Application, Message, Receive, Scope, Send
from paydrill.server.connection import Connection, Line
from paydrill.server.heads import (
    HEAD_TOO_LARGE,
    MOST_HEAD,
    NO_TUNNEL,
    TOO_EARLY,
    TRAILERS_TOO_LARGE,
    HeadFault,
    asks_for_websocket,
    fault_of,
    fault_of_parser,
    head_without_offer,
    refusal,
    size_fault,
)

_END_OF_HEAD = b"\r\n\r\n"


class Http11Protocol(HttpToolsProtocol):
    """Read requests from one connection; subclasses process them."""

    # With more than thirty attributes in a dictionary, Python is slow to find any of them (and
    # methods too); uvicorn has nearly as many.
    __slots__ = (
        "_came",
        "_connection",
        "_content",
        "_fault",
        "_fed",
        "_has_head",
        "_head_size",
        "_is_begun",
        "_is_deferred",
        "_is_leaving",
        "_waited",
    )

    _connection: Connection

    def connection_made(self, transport: Any) -> None:
        """See `asyncio.BaseProtocol.connection_made`."""
        self._is_begun = False  # whether an ASGI application has begun with it
        self._is_deferred = False  # whether the fast path waits for all of it
        self._is_leaving = False  # whether the next response is to be the last
        self._has_head = True  # whether all of its head has come
        self._head_size = 0  # bytes before the current read: of the head, or since its last content
        self._fed = 0  # bytes of the current read
        self._content = 0  # bytes of the last part of a body in the current read
        self._fault: HeadFault | None = None  # the reason to read nothing more
        self._waited = 0  # see `paydrill.server.patience`
        self._came = 0  # bytes since the last look at the connection
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol.data_received`."""
        if self._fault is not None or self._connection.is_closing():
            return  # the client has not yet noticed the refusal
        if self._connection.is_amid:
            self._connection.append_received(data)
        else:
            self._connection.received = data
        self._fed, self._content = len(data), 0
        self._came += self._fed
        self._feed(data)
        if self._connection.is_amid and self._fault is None:
            self._measure(data)

    def _measure(self, data: bytes) -> None:
        """Refuse a head, or what stands beside the content of a body, once it is too long."""
        if not self._has_head:
            begun = data.rpartition(_END_OF_HEAD)[2]  # other requests may have come before it
            self._head_size += max(0, len(begun) - self._content)
        else:
            self._head_size = 0 if self._content else self._head_size + self._fed
        if self._head_size > MOST_HEAD:
            too_large = TRAILERS_TOO_LARGE if self._has_head else HEAD_TOO_LARGE
            self._refuse(size_fault(self.url, self.headers) or too_large)

    def on_message_begin(self) -> None:
        """Begin to read a head. The ASGI scope is made only when it is needed."""
        self._catch_up()
        self._connection.is_amid = True
        self._is_begun = False
        self._has_head = False
        self._head_size = 0
        self._waited = 0
        self.url = b""
        self.headers = []
        self.expect_100_continue = False

    def on_headers_complete(self) -> None:
        """Check a head's size, and pass it on unless it offers to switch protocols."""
        if self._head_size + self._fed > MOST_HEAD:
            self._fault = size_fault(self.url, self.headers)
            if self._fault is not None:
                raise ValueError(self._fault.code)  # this stops the parser
        self._has_head = True
        self._head_size = -self._fed
        if self.expect_100_continue and self.parser.get_http_version() == "1.0":
            self.expect_100_continue = False  # RFC 9110 §10.1.1: 1.0 knows no such answer
        if not self.parser.should_upgrade():  # otherwise the parser stops, see `_answer_offer`
            self.on_head()

    def on_body(self, body: bytes) -> None:
        """Pass a part of a body on to ASGI."""
        self._content = len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Call `on_whole` when a request has come whole, unless it offers to switch protocols."""
        if not self.parser.should_upgrade():
            self._connection.is_amid = False
            self.on_whole()

    def on_head(self) -> None:
        """Handle a request's head, which is in `url` and `headers`."""
        raise NotImplementedError

    def on_whole(self) -> None:
        """Handle the end of a request."""
        raise NotImplementedError

    def on_response_complete(self) -> None:
        """Go on with the next request, or end the connection with the refusal that waits."""
        if self._fault is not None and not self.pipeline and not self.transport.is_closing():
            self.server_state.total_requests += 1
            self._say_fault()
        else:
            super().on_response_complete()

    def _catch_up(self) -> None:
        """Answer a deferred request before another is read."""

    def begin(self, app: Application, head: list[Line]) -> None:
        """Start an ASGI application on the request in progress."""
        self._is_begun = True
        url, expects, trailers = self.url, self.expect_100_continue, self.headers
        super().on_message_begin()  # makes the scope, which keeps its list of headers
        self.url, self.expect_100_continue = url, expects
        self.headers += head
        self.app, usual = _closing_unless_read(app) if expects else app, self.app
        super().on_headers_complete()
        if self._is_leaving:
            self.cycle.keep_alive = False
        self.app, self.headers = usual, trailers

    def complete(self) -> None:
        """Signal the end of the request to the ASGI application that has begun with it."""
        super().on_message_complete()

    def is_free(self) -> bool:
        """Tell whether every request that was given to ASGI is answered."""
        return getattr(self.cycle, "response_complete", True)  # no cycle before the first request

    def _feed(self, data: bytes) -> None:
        """Parse data. The parser stops at each offer to switch protocols."""
        while data:
            try:
                self.parser.feed_data(data)
            except httptools.HttpParserUpgrade as stop:
                data = self._answer_offer(data[stop.args[0] :])
            except httptools.HttpParserError as error:
                self._refuse(self._fault or fault_of_parser(str(error), data))
                return
            else:
                return

    def _answer_offer(self, following: bytes) -> bytes:
        """Accept an offer of WebSocket and decline any other; return the data left to parse.

        The parser skips the body of a request with an offer, so a request whose offer is declined
        is parsed again, by a new parser and without the offer.
        """
        method = self.parser.get_method()
        if method == b"CONNECT":
            self._refuse(NO_TUNNEL)
            return b""
        version = self.parser.get_http_version()
        is_sound = fault_of(version, self.headers) is None  # if not, it is refused as any other
        if is_sound and asks_for_websocket(method, version, self.headers) and self.is_free():
            if following:
                self._refuse(TOO_EARLY)
            else:
                self._switch_to_websocket()
            return b""
        self.parser = httptools.HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn sets it
        return head_without_offer(method, self.url, version, self.headers) + following

    def _switch_to_websocket(self) -> None:
        """Hand the connection over to the WebSocket protocol, which reads the head again."""
        self.connections.discard(self)
        head = head_without_offer(b"GET", self.url, "1.1", self.headers)
        protocol = self.ws_protocol_class(  # type: ignore[call-arg, misc]
            config=self.config, server_state=self.server_state, app_state=self.app_state
        )
        protocol.connection_made(self.transport)
        self.transport.set_protocol(protocol)
        protocol.data_received(head[:-2] + b"upgrade: websocket\r\n\r\n")

    def _refuse(self, fault: HeadFault) -> None:
        """Stop reading, and send the refusal once all requests before it are answered.

        A request whose body turns out to be malformed is not carried out, as if its client had
        left.
        """
        self._fault = fault
        self._catch_up()
        if not self._connection.is_amid or not self._is_begun:
            self._is_deferred = False
            if self.is_free():
                self._say_fault()
        elif self.pipeline:
            self.pipeline.popleft()  # queued behind others, and not begun
        elif self.cycle.response_started:
            self.transport.close()
        else:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
            self._say_fault()

    def _say_fault(self) -> None:
        assert self._fault is not None  # noqa: S101 - all callers have set it
        fields, body = refusal(self._fault)
        self._connection.write(self._connection.whole_answer(self._fault.status, fields, body))
        self._connection.is_amid = True  # there may be more to come
        self._connection.close()


def _closing_unless_read(app: Application) -> Application:
    """Wrap an application to close after a response that is sent before the body is read.

    A client that waited for `100 Continue` may or may not send the body after that, so where the
    next request begins is unknown (RFC 9110 §10.1.1).
    """

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        is_read = False

        async def receive_body() -> Message:
            nonlocal is_read
            is_read = True
            return await receive()

        async def send_last(message: Message) -> None:
            if message["type"] == "http.response.start" and not is_read:
                close = (b"connection", b"close")
                message = {**message, "headers": [*message["headers"], close]}
            await send(message)

        await app(scope, receive_body, send_last)

    return application
