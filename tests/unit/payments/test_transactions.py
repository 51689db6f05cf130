"""Lists of card transactions: filtered, newest first, a page at a time."""

from itertools import pairwise

import pytest

from paydrill.errors import InvalidClock, InvalidCursor
from paydrill.payments import transactions
from paydrill.payments.transactions import PUBLIC_STATUS, Filter
from tests.factories import Merchant


def page(merchant, limit=100, **wanted):
    return merchant.do(transactions.page, Filter(**wanted), limit)


def ids(payments):
    return [payment.id for payment in payments]


def walk(merchant, limit, **wanted):
    found, cursor = [], None
    while True:
        shown, cursor = page(merchant, limit, cursor=cursor, **wanted)
        found.append(shown)
        if cursor is None:
            return found


@pytest.fixture
def paid(merchant):
    """Twelve payments, an hour apart, by three customers in turn; oldest first."""
    payments = []
    for number in range(12):
        payments.append(merchant.pay(customer=f"cus_{number % 3}"))
        merchant.advance("1h")
    return payments


def test_no_transactions_are_an_empty_page_without_a_next(merchant):
    assert page(merchant) == ([], None)


def test_the_newest_transaction_comes_first(merchant, paid):
    shown, cursor = page(merchant)
    assert shown == paid[::-1]
    assert cursor is None


@pytest.mark.parametrize("limit", [1, 5, 6, 11, 12, 13])
def test_pages_put_together_are_the_list_without_gap_or_repetition(merchant, paid, limit):
    pages = walk(merchant, limit)
    assert [payment for shown in pages for payment in shown] == paid[::-1]
    assert all(len(shown) == limit for shown in pages[:-1])
    assert 0 < len(pages[-1]) <= limit


def test_payments_made_while_paging_do_not_shift_the_pages(merchant, paid):
    first, cursor = page(merchant, 5)
    merchant.pay()
    second, _ = page(merchant, 5, cursor=cursor)
    assert ids(first + second) == ids(paid[::-1][:10])


@pytest.mark.parametrize("limit", [1, 3, 100])
def test_a_customer_sees_their_own_transactions_only(merchant, paid, limit):
    pages = walk(merchant, limit, customer_id="cus_1")
    assert [payment for shown in pages for payment in shown] == paid[1::3][::-1]
    assert page(merchant, customer_id="cus_unknown") == ([], None)


def test_times_are_from_inclusive_to_exclusive(merchant, paid):
    shown, _ = page(
        merchant, created_from="2026-01-27T14:00:00Z", created_to="2026-01-27T17:00:00Z"
    )
    assert shown == paid[2:5][::-1]
    shown, _ = page(merchant, created_from="2026-01-27T14:00:00.001Z")
    assert shown == paid[3:][::-1]


def test_filters_are_combined(merchant, paid):
    shown, _ = page(
        merchant, customer_id="cus_0", status="success", created_to="2026-01-27T15:00:00Z"
    )
    assert shown == [paid[0]]


@pytest.mark.parametrize("status", sorted(set(PUBLIC_STATUS.values())))
def test_a_status_finds_the_transactions_the_merchant_api_shows_with_it(merchant, status):
    merchant.pay("0.01")
    merchant.pay("0.03")
    merchant.refund(merchant.pay())
    merchant.refund(merchant.pay(), "1.00")
    merchant.pay()
    merchant.void(merchant.pay(capture=False))
    merchant.pay(capture=False)
    merchant.advance("8d")
    merchant.pay(capture=False)
    found = ids(page(merchant, status=status).items)
    everything = page(merchant).items
    assert found == [p.id for p in everything if PUBLIC_STATUS[p.status] == status]
    assert (
        len(found)
        == {
            "authorized": 1,
            "success": 3,
            "failed": 1,
            "voided": 2,
            "pending": 1,
            "requires_action": 0,
        }[status]
    )


def test_other_sandboxes_have_other_lists(merchant, paid):
    assert page(Merchant(merchant.engine, "elsewhere")).items == []
    assert len(paid) == 12


def test_a_page_stays_in_order_of_creation_when_payments_change(merchant, paid):
    merchant.refund(paid[0])
    shown = page(merchant).items
    assert ids(shown) == ids(paid[::-1])
    assert all(newer.position > older.position for newer, older in pairwise(shown))


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "nonsense",
        "é",
        "YWZ0ZXIvMQ==",
        "1",
        "before_1",
        "after_",
        "after_-1",
        "after_1_2",
        "after_1\n",
        "after_٣",
        "after_" + "9" * 19,
    ],
)
def test_a_cursor_this_server_did_not_issue_is_refused(merchant, cursor):
    with pytest.raises(InvalidCursor) as caught:
        page(merchant, cursor=cursor)
    assert [error.pointer for error in caught.value.errors] == ["/query/cursor"]


@pytest.mark.parametrize("parameter", ["created_from", "created_to"])
def test_a_time_that_is_none_is_refused_by_its_parameter(merchant, parameter):
    with pytest.raises(InvalidClock) as caught:
        page(merchant, **{parameter: "yesterday"})
    assert [error.pointer for error in caught.value.errors] == [f"/query/{parameter}"]
