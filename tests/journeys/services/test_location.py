"""201 says where to read what was made."""

from typing import Any

import httpx
import pytest

from tests.journeys.shopping import AUTHORIZATION, tokenization
from tests.our_contracts import OUR_CONTRACTS
from tests.server_process import Server

OPERATIONS = [each for contract in OUR_CONTRACTS for each in contract.operations]
# What is made, with a body; what is read there has the same value under these names.
MADE: dict[str, tuple[str, Any, tuple[str, ...]]] = {
    "acquirer.authorize_payment": ("/payment", AUTHORIZATION, ("payment_id",)),
    "acquirer.close_settlement": ("/settlements", {}, ("batches",)),
    "cards.tokenize_card": ("/api/v1/tokenize", tokenization(), ("token",)),
    "control.create_sandbox": ("/_control/sandboxes", {"name": "located"}, ("name",)),
    "control.take_snapshot": ("/_control/snapshots", {"name": "now"}, ("name",)),
    "webhooks.create_endpoint": (
        "/_control/webhooks/endpoints",
        {"url": "http://127.0.0.1:1/hooks"},
        ("id", "url"),
    ),
}
# A break cannot be read before it is there.
UNREADABLE = {"control.plant_break"}


def test_every_201_says_where_but_one():
    making = {each.id: each for each in OPERATIONS if "201" in each.responses}
    silent = {
        name
        for name, operation in making.items()
        if "Location" not in operation.responses["201"]["headers"]
    }
    assert silent == UNREADABLE
    assert making.keys() - UNREADABLE == MADE.keys() | {
        "cards.create_payment",
        "control.add_outcome",
        "pix.create_payment",
    }


def at_location(api: httpx.Client, made: httpx.Response) -> Any:
    """What is read where an answer says, by the rules of RFC 3986."""
    assert made.status_code == 201, made.text
    found = api.get(httpx.URL(str(made.url)).join(made.headers["location"]))
    assert found.status_code == 200, found.text
    return found.json()


@pytest.mark.parametrize("operation", MADE)
def test_what_was_made_is_there(api: httpx.Client, operation: str):
    path, body, names = MADE[operation]
    if operation == "acquirer.close_settlement":
        assert api.post("/payment", json=AUTHORIZATION).status_code == 201
    made = api.post(path, json=body)
    found = at_location(api, made)
    for name in names:
        assert found[name] == made.json()[name]
    if operation == "control.create_sandbox":
        assert api.delete("/_control/sandboxes/located").status_code == 204


def test_a_payment_by_token_is_there(api: httpx.Client):
    token = api.post("/api/v1/tokenize", json=tokenization("c_1")).json()["token"]
    order = {"token": token, "amount": 0.01, "customer_id": "c_1"}
    made = api.post("/api/v1/payments", json=order)
    assert at_location(api, made)["transaction_id"] == made.json()["transaction_id"]
    assert made.headers["location"].endswith(
        f"/api/v1/transactions/{made.json()['transaction_id']}"
    )


def test_a_charge_is_there_and_so_is_a_one_shot(api: httpx.Client):
    made = api.post("/payments", json={"value": 10})
    json = {"Accept": "application/json"}
    assert (
        api.get(api.base_url.join(made.headers["location"]), headers=json).json()
        == (made.json()["payment"])
    )
    outcome = {
        "when": {"operation": "cards.create_payment"},
        "then": {"declined": "card_declined"},
    }
    made = api.post("/_control/outcomes", json=outcome)
    assert made.json() in at_location(api, made)["outcomes"]


def test_a_replay_says_where_as_well(api: httpx.Client):
    key = {"Idempotency-Key": "once"}
    first, second = (api.post("/payments", json={"value": 1}, headers=key) for _ in range(2))
    assert second.headers["idempotency-replayed"] == "true"
    assert second.headers["location"] == first.headers["location"]


def test_the_address_is_in_the_sandbox_as_it_was_named(server: Server):
    with httpx.Client(base_url=server.url) as client:
        plain = client.post("/payment", json=AUTHORIZATION)
        assert plain.headers["location"] == f"/status/{plain.json()['payment_id']}"
        prefixed = client.post("/~located-1/payment", json=AUTHORIZATION)
        assert prefixed.headers["location"] == f"/~located-1/status/{prefixed.json()['payment_id']}"
        named = {"Paydrill-Sandbox": "located-2"}
        by_header = client.post("/payment", json=AUTHORIZATION, headers=named)
        assert by_header.headers["location"] == f"/status/{by_header.json()['payment_id']}"
        assert client.get(by_header.headers["location"], headers=named).status_code == 200


def test_nothing_is_said_where_nothing_was_made(api: httpx.Client):
    assert "location" not in api.post("/payment", json={}).headers
    planted = api.post("/_control/settlements/breaks", json={"type": "late_file"})
    assert planted.status_code == 201
    assert "location" not in planted.headers
