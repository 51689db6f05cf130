"""What tests of webhooks do to a sandbox through its API."""

from typing import Any

import httpx

from tests.receiver import Received, Receiver

CARD = {"card_number": "4111111111111111", "currency": "USD", "customer_name": "Ada"}


def register(api: httpx.Client, receiver: Receiver, **wanted: Any) -> dict[str, Any]:
    """A new endpoint of the sandbox."""
    body = {"url": f"{receiver.url}/hooks", **wanted}
    made = api.post("/_control/webhooks/endpoints", json=body)
    assert made.status_code == 201, made.text
    endpoint: dict[str, Any] = made.json()
    return endpoint


def freeze(api: httpx.Client) -> None:
    """Have the sandbox's clock stand still."""
    body = {"now": "2026-01-27T12:00:00Z", "frozen": True}
    assert api.put("/_control/clock", json=body).status_code == 200


def advance(api: httpx.Client, by: str) -> None:
    """Move it."""
    assert api.post("/_control/clock/advance", json={"by": by}).status_code == 200


def script(api: httpx.Client, webhooks: str) -> None:
    """Have a scenario decide that says this of webhooks."""
    source = f"scenario: 1\nname: post\nwebhooks: {webhooks}\n"
    put = api.put("/_control/scenarios/post", json={"source": source})
    assert put.status_code == 200, put.text
    assert api.put("/_control/scenarios/active", json={"name": "post"}).status_code == 200


def pay(api: httpx.Client, amount: float = 10.0) -> str:
    """A card payment, which is one event."""
    paid = api.post("/payment", json=CARD | {"amount": amount})
    assert paid.status_code == 201, paid.text
    return str(paid.json()["payment_id"])


def deliveries(api: httpx.Client, **query: str) -> list[dict[str, Any]]:
    """What the log has, newest first."""
    page = api.get("/_control/webhooks/deliveries", params=query)
    assert page.status_code == 200, page.text
    found: list[dict[str, Any]] = page.json()["deliveries"]
    return found


def whole(api: httpx.Client, request: Received) -> dict[str, Any]:
    """What the log has of one that was received."""
    found: dict[str, Any] = api.get(f"/_control/webhooks/deliveries/{request.id}").json()
    return found
