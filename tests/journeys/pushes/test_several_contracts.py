"""Webhooks in contracts of their own, in several contracts, and of our own services."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.journeys.pushes.pushing_shop import made, send
from tests.journeys.webhooks.hooks import deliveries, pay, register
from tests.receiver import Receiver
from tests.server_process import IN_MEMORY, running

# Called as one of our own modules, which makes it none of ours.
HOOKS = """
openapi: 3.1.0
info: {title: Hooks, version: "1"}
webhooks:
  payment.paid: &hook
    post:
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/Told'}}}
      responses: {'200': {description: Thanks.}}
  payment.lost: *hook
components:
  schemas:
    Payment: {type: object, required: [id], properties: {id: {type: string}}}
    Told:
      type: object
      required: [type, data]
      properties: {type: {type: string}, data: {$ref: '#/components/schemas/Payment'}}
"""


@pytest.fixture(scope="module")
def both(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a server of the shop, and of its webhooks in a contract of their own."""
    file = tmp_path_factory.mktemp("hooks") / "webhooks.yaml"
    file.write_text(HOOKS, encoding="utf-8")
    with running(*IN_MEMORY, str(shop), str(file)) as started:
        yield started.url


def test_a_webhook_tells_of_the_thing_of_another_contract(both: str, receiver: Receiver):
    with httpx.Client(base_url=f"{both}/~another", timeout=30) as api:
        register(api, receiver, types=["payment.lost"])
        payment = made(api, "/v1/payments", amount=7)
        assert send(api, "payment.lost", about=payment["id"]).json()["deliveries"] == 1
        assert receiver.next().json() == {"type": "payment.lost", "data": payment}


def test_a_name_in_two_contracts_asks_for_one(both: str, receiver: Receiver):
    with httpx.Client(base_url=f"{both}/~two", timeout=30) as api:
        register(api, receiver, types=["payment.paid"])
        refused = send(api, "payment.paid")
        assert refused.status_code == 400
        assert "is a name in several contracts: shop, webhooks" in refused.text
        assert send(api, "payment.paid", contract="webhooks").status_code == 202
        assert receiver.next().json().keys() == {"type", "data"}


def test_a_server_of_webhooks_alone_sends_them(tmp_path: Path, receiver: Receiver):
    file = tmp_path / "alone.yaml"
    file.write_text(HOOKS, encoding="utf-8")
    with (
        running(*IN_MEMORY, str(file)) as server,
        httpx.Client(base_url=server.url, timeout=30) as api,
    ):
        register(api, receiver)
        assert send(api, "payment.paid", about="pay_1").status_code == 404
        assert send(api, "payment.paid").json() == {"sequence": 1, "deliveries": 1}
        assert receiver.next().json()["type"] == "payment.paid"


def test_our_own_services_have_no_callbacks_to_send(receiver: Receiver):
    source = "scenario: 1\nname: calling\ncallbacks: auto\n"
    with (
        running(*IN_MEMORY) as server,
        httpx.Client(base_url=server.url, timeout=30) as api,
    ):
        api.put("/_control/scenarios/calling", json={"source": source})
        api.put("/_control/scenarios/active", json={"name": "calling"})
        register(api, receiver)
        pay(api)
        assert receiver.next().json()["type"] == "payment.approved"
        assert len(deliveries(api)) == 1
        refused = send(api, "event")
        assert refused.status_code == 400
        assert "no webhook or callback is called 'event'; allowed: none" in refused.text
