"""Orders whose links lead on: gallery/orders.yaml with its magic values."""

from typing import Any

import pytest

from tests.journeys.gallery.served import WELL, Client, checked, client_with, of, roles

server = of("orders")
api = client_with(Authorization="Bearer any")


def order(value: str = "42.00", currency: str = "EUR") -> dict[str, Any]:
    amount = {"currency_code": currency, "value": value}
    return {"intent": "CAPTURE", "purchase_units": [{"reference_id": "cart-17", "amount": amount}]}


def approved(api: Client, value: str) -> dict[str, str]:
    """The links of a new order that its payer has approved."""
    made = api.done("POST", "/v2/orders", order(value))
    links = {each["rel"]: each["href"] for each in made["links"]}
    assert api.done("POST", links["approve"])["status"] == "APPROVED"
    return links


def name_of(told: Any) -> tuple[int, str]:
    return told.status, told.json()["name"]


def test_contract_and_scenario_are_well_and_the_roles_found():
    assert checked("orders") == WELL
    assert roles("orders") == [
        "create POST /v2/orders",
        "list GET /v2/orders",
        "show GET /v2/orders/{order_id}",
        "change PATCH /v2/orders/{order_id}",
        "action POST /v2/orders/{order_id}/approve",
        "action POST /v2/orders/{order_id}/capture",
    ]


def test_the_links_lead_from_the_order_to_its_capture(api: Client):
    made = api.done("POST", "/v2/orders", order())
    links = {each["rel"]: (each["method"], each["href"]) for each in made["links"]}
    assert (made["status"], made["create_time"]) == ("CREATED", "2026-01-27T12:00:00Z")
    assert made["purchase_units"] == order()["purchase_units"]
    assert api.done(*links["self"]) == made
    assert name_of(api.call(*links["capture"])) == (422, "ORDER_NOT_APPROVED")
    assert api.done(*links["approve"])["status"] == "APPROVED"
    api.done("POST", "/_control/clock/advance", {"by": "1h"})
    captured = api.done(*links["capture"])
    assert captured == {**made, "status": "CAPTURED", "update_time": "2026-01-27T13:00:00Z"}
    assert name_of(api.call(*links["capture"])) == (422, "ORDER_ALREADY_CAPTURED")
    refused = api.call("PATCH", links["self"][1], {"payer": {"name": "Ada"}})
    assert name_of(refused) == (422, "ORDER_ALREADY_CAPTURED")


def test_orders_are_changed_and_listed_in_pages_and_by_state(api: Client):
    made = [api.done("POST", "/v2/orders", order(value)) for value in ("1.00", "2.00", "3.00")]
    changed = api.done("PATCH", f"/v2/orders/{made[0]['id']}", {"payer": {"name": "Ada"}})
    assert changed == {**made[0], "payer": {"name": "Ada"}}
    approved(api, "4.00")
    page = api.done("GET", "/v2/orders?status=CREATED&page=2&page_size=2")
    assert page == {"orders": [made[2]], "total_items": 3, "total_pages": 2}
    missing = api.call("GET", "/v2/orders/7ER30148QH552910K")
    assert name_of(missing) == (404, "RESOURCE_NOT_FOUND")


def test_a_refund_has_a_receipt(api: Client):
    links = approved(api, "42.00")
    api.done("POST", links["capture"])
    assert "receipt_id" in api.done("POST", f"{links['self']}/refund")


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        (order(currency="XTS"), "CURRENCY_NOT_SUPPORTED"),
        (order("10000.00"), "LIMIT_EXCEEDED"),
    ],
)
def test_orders_that_are_not_made(api: Client, sent: dict[str, Any], name: str):
    assert name_of(api.call("POST", "/v2/orders", sent)) == (422, name)
    assert api.done("GET", "/v2/orders")["total_items"] == 0


@pytest.mark.parametrize(
    ("value", "name"), [("100.51", "INSTRUMENT_DECLINED"), ("100.59", "COMPLIANCE_VIOLATION")]
)
def test_orders_that_are_not_captured(api: Client, value: str, name: str):
    links = approved(api, value)
    assert name_of(api.call("POST", links["capture"])) == (422, name)
    assert api.done("GET", links["self"])["status"] == "APPROVED"


def test_a_capture_is_told(api: Client):
    api.done("POST", approved(api, "42.00")["capture"])
    events = api.done("GET", "/_control/events")["events"]
    assert [each["type"] for each in events][-2:] == ["order.changed", "order.captured"]


def test_captures_that_fail_between_client_and_server(api: Client):
    once = approved(api, "100.03")
    assert [api.call("POST", once["capture"]).status for _ in range(2)] == [503, 200]
    slow = api.call("POST", approved(api, "100.30")["capture"])
    assert slow.status == 200
    assert slow.headers["paydrill-rule"] == "orders-magic/slow, orders-magic/tells-of-it"
    down = api.call("POST", "/v2/orders", order(), X_Case="down")
    assert (down.headers["retry-after"], *name_of(down)) == ("2", 503, "SERVICE_UNAVAILABLE")
