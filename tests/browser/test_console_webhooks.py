"""Webhooks in the console: an endpoint is made, its deliveries are read, and one is sent again."""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.consoles import nothing_found, opened, pressed, typed_into_dialog
from tests.browser.visits import Visits
from tests.journeys.shopping import stand_still
from tests.receiver import Answer, Receiver

pytestmark = pytest.mark.xdist_group("browser")

PAYMENT = {"card_number": "4111111111111111", "amount": 9, "currency": "USD", "customer_name": "A"}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver((Answer(500), Answer(204))).listening() as listening:
        yield listening


def registered(api: httpx.Client, receiver: Receiver) -> str:
    made = api.post("/_control/webhooks/endpoints", json={"url": f"{receiver.url}/hooks"})
    return str(made.json()["id"])


def test_an_endpoint_is_made_by_keyboard_alone(
    api: httpx.Client, visits: Visits, receiver: Receiver
):
    page = opened(visits, "webhooks")
    expect(page.get_by_role("heading", name="Deliveries")).to_be_visible()
    pressed(page, "n")
    typed_into_dialog(page, f"{receiver.url}/hooks")
    pressed(page, "Tab", "ControlOrMeta+a")
    page.keyboard.type("payment.*, refund.*")
    pressed(page, "Enter")
    row = page.get_by_role("row").filter(has_text="payment.*, refund.*")
    expect(row).to_contain_text(f"{receiver.url}/hooks")
    [endpoint] = api.get("/_control/webhooks/endpoints").json()["endpoints"]
    assert endpoint["types"] == ["payment.*", "refund.*"]


def test_an_open_delivery_does_not_hold_whoever_goes_elsewhere(
    api: httpx.Client, visits: Visits, receiver: Receiver
):
    registered(api, receiver)
    api.post("/payment", json=PAYMENT)
    page = opened(visits, "webhooks")
    page.get_by_role("link", name="payment.approved").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.evaluate("location.hash = '#/settlement'")
    expect(page.get_by_role("heading", name="Settlement", level=1)).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.evaluate("new Promise(requestAnimationFrame)")
    assert page.url.endswith("#/settlement")


def test_a_failed_delivery_is_read_and_sent_again(
    api: httpx.Client, visits: Visits, receiver: Receiver
):
    registered(api, receiver)
    page = opened(visits, "webhooks")
    api.post("/payment", json=PAYMENT)
    receiver.next()
    page.get_by_role("link", name="payment.approved").click()
    delivery = page.get_by_role("dialog")
    first = delivery.get_by_role("region", name="Attempt 1")
    expect(first).to_contain_text("500")
    expect(first).to_contain_text("webhook-signature: v1,")
    expect(first).to_contain_text('"type": "payment.approved"')
    delivery.get_by_role("button", name="Send again").click()
    again = receiver.next()
    second = delivery.get_by_role("region", name="Attempt 2")
    expect(second).to_contain_text("204")
    expect(second).to_contain_text(again.headers["webhook-signature"])
    expect(delivery).to_contain_text("delivered")


def test_a_delivery_that_is_tried_later_is_shown_as_it_goes(
    api: httpx.Client, visits: Visits, receiver: Receiver
):
    stand_still(api, "2026-01-27T12:00:00Z")
    registered(api, receiver)
    api.post("/payment", json=PAYMENT)
    receiver.next()
    page = opened(visits, "webhooks")
    row = page.get_by_role("row").filter(has_text="payment.approved")
    expect(row).to_contain_text("pending")
    api.post("/_control/clock/advance", json={"by": "1h"})
    receiver.next()
    expect(row).to_contain_text("delivered")


def test_an_endpoint_is_changed_disabled_and_deleted(
    api: httpx.Client, visits: Visits, receiver: Receiver
):
    registered(api, receiver)
    page = opened(visits, "webhooks")
    page.get_by_role("button", name="Change http").click()
    page.get_by_label("Types of events").fill("pix.*")
    page.get_by_role("dialog").get_by_role("button", name="Change", exact=True).click()
    expect(page.get_by_role("row").filter(has_text="pix.*")).to_be_visible()
    page.get_by_role("button", name="Disable http").click()
    expect(page.get_by_role("row").filter(has_text="disabled")).to_be_visible()
    page.get_by_role("button", name="Delete http").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_text("Nothing is posted yet")).to_be_visible()
    assert api.get("/_control/webhooks/endpoints").json()["endpoints"] == []


def test_an_address_that_is_none_is_refused_in_the_dialog(visits: Visits):
    page = opened(visits, "webhooks")
    page.get_by_role("button", name="New endpoint…").click()
    page.get_by_label("Address").fill("not a url")
    pressed(page, "Enter")
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("url")
    visits.forgive("400 (Bad Request)")


def test_axe_finds_nothing(api: httpx.Client, visits: Visits, receiver: Receiver):
    registered(api, receiver)
    api.post("/payment", json=PAYMENT)
    receiver.next()
    link = "payment.approved"
    nothing_found(
        visits, lambda page: expect(page.get_by_role("link", name=link)).to_be_visible(), "webhooks"
    )
    [delivery] = api.get("/_control/webhooks/deliveries").json()["deliveries"]
    nothing_found(
        visits,
        lambda page: expect(page.get_by_role("region", name="Attempt 1")).to_be_visible(),
        f"webhooks/{delivery['id']}",
    )
