"""Lists of transactions: pages, filters, and what a customer's add up to."""

from typing import Any

import httpx
import pytest

from tests.journeys.shopping import paid, pay, pointers, stand_still, tokenize


def listed(api: httpx.Client, path: str = "/api/v1/transactions", **query: Any) -> list[str]:
    answer = api.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return [each["transaction_id"] for each in answer.json()["transactions"]]


def test_pages_follow_one_another_newest_first(api: httpx.Client):
    made = [paid(api, "10.00") for _ in range(5)]
    seen: list[str] = []
    cursor: dict[str, str] = {}
    sizes = []
    while True:
        page = api.get("/api/v1/transactions", params={"limit": 2, **cursor}).json()
        sizes.append(len(page["transactions"]))
        seen += [each["transaction_id"] for each in page["transactions"]]
        if page["next_cursor"] is None:
            break
        paid(api, "99.00")  # what is made meanwhile does not shift the pages
        cursor = {"cursor": page["next_cursor"]}
    assert seen == made[::-1]
    assert sizes == [2, 2, 1]


def test_a_page_that_is_just_full_is_the_last(api: httpx.Client):
    for _ in range(2):
        paid(api, "10.00")
    assert api.get("/api/v1/transactions?limit=2").json()["next_cursor"] is None


def test_a_page_holds_twenty_unless_it_is_told_otherwise(api: httpx.Client):
    order = {"token": tokenize(api), "amount": 10, "customer_id": "cust_123"}
    for _ in range(21):
        assert api.post("/api/v1/payments", json=order).is_success
    assert len(listed(api)) == 20
    assert len(listed(api, limit=100)) == 21


def test_an_empty_list_is_not_an_error(api: httpx.Client):
    assert api.get("/api/v1/transactions").json() == {"transactions": [], "next_cursor": None}


def test_filters_narrow_the_list(api: httpx.Client):
    stand_still(api, "2026-01-27T12:00:00Z")
    old = paid(api, "10.00", customer_id="cust_a")
    stand_still(api, "2026-01-28T12:00:00Z")
    declined = paid(api, "0.01", customer_id="cust_a")
    other = paid(api, "10.00", customer_id="cust_b")
    assert listed(api, status="success") == [other, old]
    assert listed(api, status="failed") == [declined]
    assert listed(api, status="voided") == []
    assert listed(api, customer_id="cust_a") == [declined, old]
    assert listed(api, customer_id="cust_a", status="success") == [old]
    assert listed(api, created_from="2026-01-28T12:00:00Z") == [other, declined]
    assert listed(api, created_to="2026-01-28T12:00:00Z") == [old]
    assert listed(api, created_from="2026-01-28T09:00:00-03:00") == [other, declined]


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({"limit": 0}, "/query/limit"),
        ({"limit": 101}, "/query/limit"),
        ({"limit": "many"}, "/query/limit"),
        ({"status": "lost"}, "/query/status"),
        ({"created_from": "yesterday"}, "/query/created_from"),
        ({"cursor": "bm90IG91cnM="}, "/query/cursor"),
        ({"cursor": "!"}, "/query/cursor"),
    ],
)
def test_a_wrong_parameter_is_named(api: httpx.Client, query: dict[str, Any], wrong: str):
    assert pointers(api.get("/api/v1/transactions", params=query)) == [wrong]


def test_a_customers_totals_are_kept_per_currency(api: httpx.Client):
    first = paid(api, "99.99", customer_id="cust_a")
    paid(api, "0.01", customer_id="cust_a")
    yen = paid(api, "500", customer_id="cust_a", currency="JPY")
    held = paid(api, "50.00", customer_id="cust_a", capture=False)
    paid(api, "70.00", customer_id="cust_b")
    api.post(f"/api/v1/transactions/{first}/refund", json={"amount": 25})
    answer = api.get("/api/v1/customers/cust_a/transactions", params={"limit": 2})
    body = answer.json()
    assert answer.status_code == 200
    assert (body["customer_id"], body["transaction_count"]) == ("cust_a", 4)
    assert [each["transaction_id"] for each in body["transactions"]] == [held, yen]
    assert body["next_cursor"] is not None
    assert sorted(body["totals"], key=lambda total: str(total["currency"])) == [
        {"currency": "JPY", "paid": 500, "refunded": 0, "net": 500},
        {"currency": "USD", "paid": 99.99, "refunded": 25, "net": 74.99},
    ]
    api.post(f"/api/v1/transactions/{held}/capture", json={"amount": 30})
    totals = api.get("/api/v1/customers/cust_a/transactions").json()["totals"]
    [dollars] = [total for total in totals if total["currency"] == "USD"]
    assert (dollars["paid"], dollars["net"]) == (129.99, 104.99)


def test_a_customers_pages_hold_nobody_elses_transactions(api: httpx.Client):
    path = "/api/v1/customers/cust_a/transactions"
    mine = [paid(api, "10.00", customer_id=who) for who in ("cust_a", "cust_b", "cust_a")][::2]
    first = api.get(path, params={"limit": 1}).json()
    assert [each["transaction_id"] for each in first["transactions"]] == mine[1:]
    assert listed(api, path, limit=1, cursor=first["next_cursor"]) == mine[:1]


def test_a_customer_nobody_has_seen_has_nothing(api: httpx.Client):
    answer = api.get("/api/v1/customers/cust_nobody/transactions")
    assert answer.status_code == 200
    assert answer.json() == {
        "customer_id": "cust_nobody",
        "transaction_count": 0,
        "transactions": [],
        "totals": [],
        "next_cursor": None,
    }


def test_a_list_sees_a_payment_as_it_is_now(api: httpx.Client):
    held = pay(api, "50.00", capture=False).json()["transaction_id"]
    assert listed(api, status="authorized") == [held]
    api.post(f"/api/v1/transactions/{held}/void")
    assert listed(api, status="authorized") == []
    assert listed(api, status="voided") == [held]
