"""A tester's story in the console, by keyboard alone: from a decline to the settlement file."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.consoles import findings_of, opened, pressed, text_of, typed_over
from tests.browser.visits import Visits
from tests.receiver import Receiver

pytestmark = pytest.mark.xdist_group("browser")

PAYMENT = {"card_number": "4111111111111111", "amount": 9.99, "currency": "USD"}
MOST_TABS = 200


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver().listening() as listening:
        yield listening


def come_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the focus is there."""
    expect(wanted).to_be_visible()
    for _ in range(MOST_TABS):
        if wanted.evaluate("each => each === document.activeElement"):
            return
        pressed(page, "Tab")
    raise AssertionError(f"Tab does not lead to {wanted}")


def pressed_on(page: Page, role: str, name: str) -> None:
    """Come to a button or a link, and press Enter."""
    come_to(page, page.get_by_role(role, name=name).first)  # type: ignore[arg-type] # a role
    pressed(page, "Enter")


def test_a_decline_becomes_a_review_that_is_paid_out(
    api: httpx.Client, visits: Visits, receiver: Receiver
):
    api.post("/_control/webhooks/endpoints", json={"url": f"{receiver.url}/hooks"})
    api.post("/_control/outcomes", json={"then": {"declined": "do_not_honor"}})
    page = opened(visits)
    api.post("/payment", json={**PAYMENT, "customer_name": "Ada"})
    assert receiver.next().json()["type"] == "payment.declined"
    expect(page.get_by_role("row").filter(has_text="do_not_honor")).to_be_visible()
    opens_newest(page)
    expect(page.get_by_role("complementary")).to_contain_text("one-shot/1")
    makes_a_rule_of_it(page)

    pressed_on(page, "link", "Traffic")
    opens_newest(page)
    pressed_on(page, "button", "Send again")
    come_to(page, page.get_by_role("dialog").get_by_role("button", name="Send", exact=True))
    pressed(page, "Enter")
    expect(page.get_by_role("row").filter(has_text="pending")).to_be_visible()
    assert receiver.next().json()["type"] == "payment.pending"
    pressed_on(page, "link", "Clock")
    pressed_on(page, "button", "Until the next thing due")
    assert receiver.next().json()["type"] == "payment.approved"

    pressed_on(page, "link", "Webhooks")
    pressed_on(page, "link", "payment.approved")
    pressed_on(page, "button", "Send again")
    assert receiver.next().json()["type"] == "payment.approved"
    pressed(page, "Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    pressed_on(page, "link", "Settlement")
    assert ",9.99," in settled(page)


def opens_newest(page: Page) -> None:
    come_to(page, page.get_by_role("grid"))
    pressed(page, "ArrowDown", "Enter")


def makes_a_rule_of_it(page: Page) -> None:
    """A mistake is told at its place; mended, the rule decides."""
    pressed_on(page, "button", "Make it a rule")
    expect(text_of(page)).to_be_focused()
    typed_over(page, "declined: do_not_honor", "pendin: manual_review")
    expect(findings_of(page)).to_contain_text("did you mean 'pending'?")
    typed_over(page, "pendin", "pending")
    pressed(page, "End", "Enter")
    page.keyboard.type("later: [{after: 1h, approved: true}]")
    pressed(page, "Escape")
    expect(findings_of(page)).to_contain_text("No mistakes")
    pressed(page, "Control+s")
    expect(page.get_by_text("decides here", exact=True)).to_be_visible()
    pressed(page, "Escape")


def settled(page: Page) -> str:
    """The settlement file of the open batches."""
    pressed_on(page, "button", "Close the open batches")
    come_to(page, page.get_by_role("tab", name="Lines"))
    pressed(page, "ArrowRight", "ArrowRight")
    with page.expect_download() as download:
        pressed_on(page, "button", "Download")
    return Path(download.value.path()).read_text()
