"""Every change of a thing is an event, as those of payments are."""

import httpx

from tests.journeys.resources.shop import made


def told(api: httpx.Client, **asked: str) -> list[tuple[str, str]]:
    """The types and subjects of the sandbox's events."""
    found = api.get("/_control/events", params=asked).json()["events"]
    return [(each["type"], each["subject"]) for each in found]


def test_what_happens_to_a_thing_is_told_once(api: httpx.Client) -> None:
    customer = made(api, "/customers", name="Ada")["id"]
    order = made(api, f"/customers/{customer}/orders", amount=1)["id"]
    api.patch(f"/customers/{customer}", json={"name": "Bob"})
    api.delete(f"/customers/{customer}")
    assert told(api) == [
        ("customer.created", customer),
        ("order.created", order),
        ("customer.changed", customer),
        ("order.deleted", order),
        ("customer.deleted", customer),
    ]
    assert told(api, type="*.deleted") == [("order.deleted", order), ("customer.deleted", customer)]


def test_an_event_tells_the_status(api: httpx.Client) -> None:
    customer = made(api, "/customers", name="Ada")["id"]
    order = made(api, f"/customers/{customer}/orders", amount=1)
    api.post(f"/customers/{customer}/orders/{order['id']}/cancel")
    events = api.get("/_control/events", params={"type": "order.*"}).json()["events"]
    assert [each["status"] for each in events] == [order["status"], "cancelled"]


def test_a_refused_request_tells_nothing(api: httpx.Client) -> None:
    assert api.get("/customers/cus_none").status_code == 404
    assert api.post("/customers", json={"name": 5}).status_code == 400
    assert told(api) == []


def test_a_type_that_no_thing_has_is_refused(api: httpx.Client) -> None:
    refused = api.get("/_control/events", params={"type": "custumer.created"})
    assert refused.status_code == 400
    assert "did you mean 'customer.created'?" in refused.text


def test_no_settlement_day_is_opened_where_there_are_no_payments(api: httpx.Client) -> None:
    customer = made(api, "/customers", name="Ada")["id"]
    assert api.get("/_control/invariants").status_code == 200
    api.put("/_control/clock", json={"now": "2040-01-01T00:00:00Z", "frozen": True})
    assert told(api) == [("customer.created", customer)]
