"""PIX charges over HTTP: created, confirmed by the bank, and read."""

from typing import Any

import httpx

UNKNOWN = "ca2910ae-c4e8-44d3-b510-e573e9be9a58"
"""The id of no payment at the bank."""


def charged(api: httpx.Client, value: float = 254.3, **more: Any) -> dict[str, Any]:
    """A charge that waits for its payer."""
    answer = api.post("/payments", json={"value": value, **more})
    assert answer.status_code == 201, answer.text
    charge: dict[str, Any] = answer.json()["payment"]
    return charge


def confirm(api: httpx.Client, bank_payment_id: str, value: float = 254.3) -> httpx.Response:
    """Confirm a charge, as the bank does."""
    body = {"bank_payment_id": bank_payment_id, "value": value}
    return api.post("/payments/pix/confirmation", json=body)


def shown(api: httpx.Client, charge: dict[str, Any]) -> dict[str, Any]:
    """The charge as a program sees it."""
    answer = api.get(f"/payments/pix/{charge['id']}", headers={"Accept": "application/json"})
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found
