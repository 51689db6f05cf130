"""Exchanges that are kept as they were sent, and read when somebody asks."""

import asyncio

import pytest

from paydrill.pipeline.response import Response
from paydrill.pipeline.result import Result
from paydrill.request_log.exchange import LONGEST_BODY
from paydrill.request_log.memory_log import MemoryLog
from paydrill.request_log.recorder import Recorder
from paydrill.request_log.searching import searching
from tests.factories import VISA
from tests.unit.request_log.wire import FROZEN, NOON_MS, PAID, PAYMENT, operation, request

HEAD = b"POST /~shop/api/v1/payments?a=1 HTTP/1.1\r\nHost: localhost\r\nX-Case: 7\r\n"
NEXT = b"GET /next HTTP/1.1\r\nHost: localhost\r\nX-Next: 8\r\n\r\n"
FIELDS = b"x-request-id: req_9f86d08100000001\r\ncontent-type: application/json\r\n"


class Rows(MemoryLog):
    """A log whose rows can be looked at before anybody reads them."""

    def __init__(self) -> None:
        super().__init__(10)
        self.rows = []

    def keep(self, sandbox, row) -> None:
        self.rows.append(row)
        super().keep(sandbox, row)


def came(body=PAYMENT, more=b""):
    """A request, as it came."""
    return HEAD + b"Content-Length: %d\r\n\r\n%b" % (len(body), body) + more


def tell(recorder, received, body=PAYMENT, *, headers=None, of=None, **said):
    """Tell of an answer that was given at once.

    `said` may have an `answer`, `rules`, `extra` lines of its head, and a `sandbox`.
    """
    rules = said.get("rules")
    sent = headers or {b"host": b"localhost", b"x-case": b"7"}
    asked = request(body, query=b"a=1", headers=sent, sandbox=said.get("sandbox", "shop"))
    asked.received = received
    named = tuple(rules.split(", ")) if rules else ()
    response = Response(201, "application/json", {}, {}, None, named)
    fields = FIELDS + (f"paydrill-rule: {rules}\r\n".encode() if rules else b"")
    fields += said.get("extra", b"")
    head = b"HTTP/1.1 201 Created\r\ndate: Sun, 22 Nov 2026 00:00:00 GMT\r\n" + fields
    answer = said.get("answer", PAID)
    result = Result(of or operation(), response, NOON_MS, FROZEN)
    recorder.record(asked, result, fields, answer, head + b"\r\n" + answer)


@pytest.mark.parametrize(
    "received",
    [
        came(),
        came(more=NEXT),
        came(more=b"\0garbage"),
        came(more=b"CONNECT a:1 HTTP/1.1\r\n\r\n"),
        b"",
    ],
    ids=str,
)
def test_it_is_read_as_any_other(received):
    log = Rows()
    recorder = Recorder(log)
    tell(recorder, received, rules="default/slow, default/broke")
    assert (received in log.rows[0]) == (received == came())
    [kept] = recorder.kept("shop").exchanges
    assert (kept.number, kept.at_ms, kept.operation) == (1, NOON_MS, "cards.create_payment")
    assert (kept.method, kept.path, kept.query) == ("POST", "/api/v1/payments", b"a=1")
    assert (kept.status, kept.wire, kept.request_id) == (201, None, "req_9f86d08100000001")
    assert kept.rules == ["default/slow", "default/broke"]
    assert (kept.header("x-case"), kept.header("x-next")) == ("7", None)
    assert (kept.body, kept.body_size) == (PAYMENT, len(PAYMENT))
    assert (kept.answer, kept.answer_size) == (PAID, len(PAID))
    assert [name for name, _ in kept.answer_headers][:2] == [b"x-request-id", b"content-type"]
    assert recorder.counts.met("shop").rules == {"default/slow": 1, "default/broke": 1}


@pytest.mark.parametrize("offer", [b"h2c", b"foo/1, TLS/1.0", b"websocket"])
def test_a_declined_offer_to_switch_protocols_is_read_without_it(offer):
    head = b"Connection: Upgrade\r\nUpgrade: %b\r\nContent-Length" % offer
    received = came().replace(b"Content-Length", head)
    log = Rows()
    recorder = Recorder(log)
    tell(recorder, received)
    assert received in log.rows[0]
    [kept] = recorder.kept("shop").exchanges
    assert (kept.method, kept.path, kept.body) == ("POST", "/api/v1/payments", PAYMENT)
    assert (kept.header("connection"), kept.header("upgrade")) == ("Upgrade", None)


def test_it_is_read_without_its_secrets():
    recorder = Recorder(MemoryLog(10))
    body = b'{"token": "tok_1", "description": "card %b, cvv 123"}' % VISA.encode()
    answer = b'{"message": "card %b"}' % VISA.encode()
    tell(recorder, came(body), body, answer=answer)
    [kept] = recorder.kept("shop").exchanges
    assert kept.body == b'{"token": "tok_1", "description": "card ************1111, cvv ***"}'
    assert kept.answer == b'{"message": "card ************1111"}'
    assert kept.body_size == len(body)


@pytest.mark.parametrize(
    ("of", "headers"),
    [
        (operation(takes_card_numbers=True), None),
        (None, {b"authorization": b"Bearer 4111-s"}),
        (None, {b"x-cvv": b"7391"}),
    ],
)
def test_secrets_where_they_are_to_be_expected_are_not_kept_at_all(of, headers):
    log = Rows()
    recorder = Recorder(log)
    body = b'{"card_number": "%b", "cvv": "7391"}' % VISA.encode()
    tell(recorder, came(body), body, of=of, headers=headers)
    kept = repr(log.rows)
    assert not [secret for secret in (VISA, "7391", "4111-s") if secret in kept]


KEY = {b"authorization": b"Bearer sk_test_4111-s"}


@pytest.mark.parametrize("name", [b"Authorization", b"authorization"])
def test_a_key_is_cut_out_of_what_was_sent(name):
    received = came().replace(b"X-Case", name + b": Bearer sk_test_4111-s\r\nX-Case")
    recorder = Recorder(log := Rows())
    tell(recorder, received, headers=KEY, of=operation(takes_card_numbers=True))
    assert received.replace(b"sk_test_4111-s", b"***") in log.rows[0]
    [kept] = recorder.kept("shop").exchanges
    assert (kept.header("authorization"), kept.body) == ("Bearer ***", PAYMENT)


@pytest.mark.parametrize(
    "line", [b"Authorization:%b", b"AUTHORIZATION: %b", b"X-Authorization: %b"]
)
def test_a_key_in_an_unusual_line_is_not_kept_raw(line):
    log, (key,) = Rows(), KEY.values()
    body = b"\r\nAuthorization: %b\r\n" % key
    sent = came(body).replace(b"X-Case", line % key + b"\r\nX-Case")
    tell(Recorder(log), sent, body, headers=KEY)
    assert raw(log) == [False]


def test_what_follows_in_the_same_packet_is_not_kept():
    log = Rows()
    followed_by = b"POST /tokenize HTTP/1.1\r\nContent-Length: 16\r\n\r\n%b" % VISA.encode()
    tell(Recorder(log), came(more=followed_by))
    assert VISA not in repr(log.rows)


def test_once_read_its_secrets_are_gone():
    log = MemoryLog(10)
    recorder = Recorder(log)
    body = b'{"description": "%b"}' % VISA.encode()
    tell(recorder, came(body), body)
    recorder.kept("shop")
    assert VISA not in repr(log._logs["shop"].rows)
    assert log.size() == (1, log.size()[1])
    recorder.forget("shop")
    assert log.size() == (0, 0)


def test_a_request_after_an_empty_line_is_read_as_any_other():
    recorder = Recorder(MemoryLog(10))
    tell(recorder, b"\r\n" + came())
    assert recorder.kept("shop").exchanges[0].method == "POST"


def test_of_a_long_one_only_a_part_is_kept():
    log = Rows()
    recorder = Recorder(log)
    answer = b'"%b"' % (b"x" * 2 * LONGEST_BODY)
    tell(recorder, came(), answer=answer)
    assert len(repr(log.rows)) < 2 * LONGEST_BODY
    [kept] = recorder.kept("shop").exchanges
    assert (len(kept.answer), kept.answer_size) == (LONGEST_BODY, len(answer))


def test_the_control_api_is_counted_and_not_kept():
    recorder = Recorder(MemoryLog(10))
    asked = request(path="/_control/clock")
    recorder.record(asked, Result(operation("control.get_clock"), Response(200, "", {})), b"", b"")
    assert recorder.kept("shop").exchanges == []
    assert recorder.counts.met("shop").answers == {("control.get_clock", 200): 1}


def raw(log, sandbox="shop"):
    return [len(row) == 8 for row in log._logs[sandbox].rows]


def search(log):
    for _ in log.search():
        pass


def tell_secret(recorder, sandbox="shop"):
    body = b'{"description": "%b"}' % VISA.encode()
    tell(recorder, came(body), body, sandbox=sandbox)


def test_a_secret_that_nobody_reads_is_gone_after_two_searches():
    log = MemoryLog(10)
    recorder = Recorder(log)
    for sandbox in ("shop", "other", "shop"):
        tell_secret(recorder, sandbox)
        tell(recorder, came(), sandbox=sandbox)
    search(log)
    assert raw(log) == [True] * 4
    tell_secret(recorder)
    search(log)
    assert raw(log) == [False, True, False, True, True]  # what has no secret stays as it was
    assert raw(log, "other") == [False, True]
    search(log)
    assert VISA not in repr([each.rows for each in log._logs.values()])
    assert [each.number for each in recorder.kept("shop").exchanges] == [1, 2, 3, 4, 5]


def test_a_search_finds_what_came_before_a_log_that_was_read():
    log = MemoryLog(10)
    recorder = Recorder(log)
    tell_secret(recorder, "shop")
    tell(recorder, came(), sandbox="other")
    recorder.kept("other")
    search(log)
    search(log)
    assert VISA not in repr(log._logs["shop"].rows)


def test_a_search_goes_on_where_exchanges_are_forgotten_meanwhile():
    log = MemoryLog(2)
    recorder = Recorder(log)
    for _ in range(2):
        tell_secret(recorder)
    search(log)
    steps = log.search()
    next(steps)
    for _ in range(3):
        tell_secret(recorder)
    list(steps)
    assert raw(log) == [True, True]
    recorder.forget("shop")
    tell_secret(recorder)
    search(log)
    search(log)
    assert raw(log) == [False]


def test_an_unusual_header_of_an_answer_is_a_secret_as_well():
    log = MemoryLog(10)
    tell(Recorder(log), came(), extra=b"set-cookie: sid=1\r\n")
    search(log)
    search(log)
    assert b"sid=1" not in repr(log._logs["shop"].rows).encode()


def test_what_is_read_or_searched_takes_no_more_room_than_before():
    log = MemoryLog(2)
    recorder = Recorder(log)
    tell(recorder, came())
    tell(recorder, came())
    full = log.size()
    for _ in range(5):
        tell_secret(recorder)
        recorder.kept("shop")
        tell_secret(recorder)
        search(log)
        search(log)
    tell(recorder, came())
    tell(recorder, came())
    assert log.size() == full


class Noticed(MemoryLog):
    """A log that says when it has read something."""

    def __init__(self) -> None:
        super().__init__(10)
        self.has_read = asyncio.Event()

    def _read(self, log, place) -> None:
        super()._read(log, place)
        self.has_read.set()


def test_the_server_searches_by_itself():
    log = Noticed()

    async def wait():
        async with searching(log, pause_s=0.001):
            tell_secret(Recorder(log))
            await log.has_read.wait()

    asyncio.run(asyncio.wait_for(wait(), 30))
    assert VISA not in repr(log._logs["shop"].rows)
