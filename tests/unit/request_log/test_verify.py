"""Verifying: what matches, how many of them, and in which words it is told."""

from decimal import Decimal

import pytest

from paydrill.errors import InvalidCursor, RequestNotFound
from paydrill.request_log.memory_log import MemoryLog
from paydrill.request_log.query import find, page
from paydrill.request_log.recorder import Recorder
from paydrill.request_log.verify import verify
from paydrill.values.times import rfc3339
from tests.unit.request_log.wire import NOON_MS, request, tell


def pay(recorder, amount, **answer):
    body = f'{{"amount": {amount}, "capture": true, "lines": [{{"sku": "a/b"}}], "note": null}}'
    tell(recorder, request(body.encode(), headers={b"idempotency-key": b"order-77"}), **answer)


@pytest.fixture
def recorder():
    """Three payments, of which one was declined, and a request that is none."""
    told = Recorder(MemoryLog(100))
    pay(told, "99.990")
    pay(told, "0.01", rules="default/insufficient-funds")
    pay(told, "99.99", status=400)
    tell(told, request(b"", path="/health"), of="service.get_health", status=200)
    return told


@pytest.mark.parametrize(
    ("matching", "matched"),
    [
        ({}, 4),
        ({"operation": "cards.create_payment"}, 3),
        ({"method": "POST"}, 4),
        ({"method": "GET"}, 0),
        ({"path": "/api/*/payments"}, 3),
        ({"path": "/api"}, 0),
        ({"status": 201}, 2),
        ({"status": "2XX"}, 3),
        ({"rule": "default/insufficient-funds"}, 1),
        ({"rule": "default/*"}, 1),
        ({"headers": {"Idempotency-Key": "order-*"}}, 3),
        ({"headers": {"Idempotency-Key": "order-7"}}, 0),
        ({"body": {"/amount": Decimal("99.99")}}, 2),
        ({"body": {"amount": Decimal("99.99")}}, 2),
        ({"body": {"/capture": True}}, 3),
        ({"body": {"/capture": 1}}, 0),
        ({"body": {"/lines/0/sku": "a/b"}}, 3),
        ({"body": {"/lines/1/sku": "a/b"}}, 0),
        ({"body": {"/lines/-/sku": "a/b"}}, 0),
        ({"body": {"/note": None}}, 3),
        ({"body": {"/nothing": None}}, 0),
        ({"status": 201, "body": {"/amount": Decimal("99.99")}}, 1),
    ],
    ids=str,
)
def test_requests_match_by_all_that_is_said(recorder, matching, matched):
    found = verify(recorder.kept("shop"), matching, matched)
    assert (found.matched, found.verified) == (matched, True)
    assert len(found.matching) == matched


@pytest.mark.parametrize(
    ("count", "verified", "words"),
    [
        (3, True, "Expected exactly 3 requests, found 3 requests."),
        ({"min": 1}, True, "Expected at least 1 request, found 3 requests."),
        ({"max": 3}, True, "Expected at most 3 requests, found 3 requests."),
        ({"min": 2, "max": 4}, True, "Expected 2 to 4 requests, found 3 requests."),
        (2, False, "Expected exactly 2 requests, found 3 requests."),
        ({"max": 2}, False, "Expected at most 2 requests, found 3 requests."),
        ({"min": 4}, False, "Expected at least 4 requests, found 3 requests. The nearest is "),
    ],
    ids=str,
)
def test_it_is_said_how_many_were_expected_and_found(recorder, count, verified, words):
    found = verify(recorder.kept("shop"), {"operation": "cards.create_payment"}, count)
    assert found.verified is verified
    assert found.found.startswith(words)


def test_the_nearest_are_those_that_differ_least(recorder):
    wanted = {
        "operation": "cards.create_payment",
        "status": 201,
        "body": {"/amount": Decimal("0.02")},
    }
    found = verify(recorder.kept("shop"), wanted, 1)
    assert found.found == (
        "Expected exactly 1 request, found none. The nearest is POST /api/v1/payments "
        "(req_9f86d08100000001): body /amount is 0.01."
    )
    assert [each.differences for each in found.nearest] == [
        ["body /amount is 0.01"],
        ["body /amount is 99.990"],
        ["status is 400", "body /amount is 99.99"],
        ["operation is service.get_health", "status is 200", "has no body"],
    ]


def test_an_empty_log_says_so():
    found = verify(Recorder(MemoryLog(10)).kept("shop"), {}, 1)
    assert found.found == "Expected exactly 1 request, found none. The log is empty."


def test_what_the_log_has_forgotten_may_have_matched():
    recorder = Recorder(MemoryLog(2))
    for _ in range(3):
        tell(recorder)
    kept = recorder.kept("shop")
    assert verify(kept, {}, {"min": 2}).verified
    assert not verify(kept, {}, 2).verified
    assert verify(kept, {}, 2).found == (
        "Expected exactly 2 requests, found 2 requests. "
        "The log has forgotten 1 request that came before."
    )


def test_a_card_number_matches_as_it_is_kept():
    recorder = Recorder(MemoryLog(10))
    tell(recorder, request(b'{"card_number": "4111111111111111"}'))
    kept = recorder.kept("shop")
    assert verify(kept, {"body": {"/card_number": "4111111111111111"}}, 1).verified
    assert verify(kept, {"body": {"/card_number": "************1111"}}, 1).verified
    assert not verify(kept, {"body": {"/card_number": "378282246310005"}}, 1).verified


def test_pages_go_back_in_time(recorder):
    kept, pages, cursor = recorder.kept("shop"), [], {}
    while True:
        found = page(kept, {"path": "/api*", **cursor}, 2)
        pages.append([each.number for each in found.items])
        if found.next_cursor is None:
            break
        cursor = {"cursor": found.next_cursor}
    assert pages == [[3, 2], [1]]
    with pytest.raises(InvalidCursor):
        page(kept, {"cursor": "nonsense"}, 2)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"since": rfc3339(NOON_MS)}, 4),
        ({"since": rfc3339(NOON_MS + 1)}, 0),
        ({"until": rfc3339(NOON_MS)}, 0),
        ({"until": rfc3339(NOON_MS + 1)}, 4),
        ({"status": "4XX"}, 1),
    ],
    ids=str,
)
def test_pages_can_be_filtered(recorder, filters, found):
    assert len(page(recorder.kept("shop"), filters, 100).items) == found


def test_a_request_is_found_by_its_id(recorder):
    assert find(recorder.kept("shop"), "req_9f86d08100000001").number == 4
    with pytest.raises(RequestNotFound):
        find(recorder.kept("shop"), "req_unknown")
