"""The scenarios in the console: a tester makes a rule, is told of a mistake, and mends it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.consoles import nothing_found, opened, pressed
from tests.browser.visits import Visits
from tests.server_process import IN_MEMORY, running

pytestmark = pytest.mark.xdist_group("browser")

ADA = {"card_number": "4111111111111111", "currency": "USD", "customer_name": "Ada"}
RULE = "- id: refused\n  when: {amount: 7.77}\n  then: {declined: do_not_honor}"
MINE = """\
scenario: 1
name: mine
rules:
  - id: no
    when: {operation: acquirer.authorize_payment, amount: 7.77}
    then: {declined: do_not_honor}
examples:
  - given: {operation: acquirer.authorize_payment, amount: 7.77}
    expect: {declined: do_not_honor}
  - given: {operation: acquirer.authorize_payment, amount: 1}
    expect: {approved: true}
"""


def pay(api: httpx.Client, amount: float) -> dict[str, Any]:
    answer: dict[str, Any] = api.post("/payment", json={**ADA, "amount": amount}).json()
    return answer


def keep(api: httpx.Client, source: str = MINE, name: str = "mine") -> None:
    """Give the sandbox a scenario of its own, which decides."""
    kept = api.put(f"/_control/scenarios/{name}", json={"source": source})
    assert kept.status_code == 200, kept.text
    api.put("/_control/scenarios/active", json={"name": name})


def text_of(page: Page) -> Locator:
    return page.get_by_label("Text of the scenario")


def findings_of(page: Page) -> Locator:
    return page.get_by_role("region", name="Findings")


def typed_over(page: Page, word: str, instead: str) -> None:
    """Find a word in the text by the keyboard, and write another one."""
    text_of(page).press("Control+f")
    page.keyboard.type(word)
    pressed(page, "Enter", "Escape")
    page.keyboard.type(instead)
    # A list of words may have come up, and would take the next keys.
    pressed(page, "Escape")


def test_the_rules_count_what_they_did(api: httpx.Client, visits: Visits):
    keep(api, MINE.replace("rules:", "include: [default.yaml]\nrules:"))
    pay(api, 7.77)
    page = opened(visits, "scenario")
    rules = page.get_by_role("region", name="Rules")
    expect(rules.get_by_role("button", name="no 1")).to_be_visible()
    expect(page.locator(".cm-hits .is-hit")).to_have_text("1")
    pay(api, 7.77)
    pay(api, 0.01)
    expect(rules.get_by_role("button", name="no 2")).to_be_visible()
    expect(rules.get_by_role("button", name="insufficient-funds 1", exact=True)).to_be_visible()


def test_a_declined_payment_becomes_a_rule_by_keyboard(api: httpx.Client, visits: Visits):
    pay(api, 0.01)
    page = opened(visits)
    page.get_by_role("grid").focus()
    pressed(page, "ArrowDown", "Enter")
    page.get_by_role("button", name="Make it a rule").press("Enter")
    expect(text_of(page)).to_contain_text("include: [default.yaml]")
    expect(text_of(page)).to_be_focused()
    typed_over(page, "declined", "declind")
    mistake = findings_of(page).get_by_role("listitem").first
    expect(mistake).to_contain_text("unknown key 'declind' in then; did you mean 'declined'?")
    place = mistake.get_by_role("button", name="Go to line and column")
    line = text_of(page).locator(".cm-line").filter(has_text="declind").inner_text()
    assert place.inner_text().endswith(f":{line.index('declind') + 1}")
    pressed(page, "Control+s")
    expect(page.get_by_text("Not saved: there is a mistake")).to_be_visible()
    mistake.get_by_role("button", name="Write declined").press("Enter")
    expect(findings_of(page)).to_contain_text("No mistakes")
    typed_over(page, "insufficient_funds\n", "stolen_card")
    pressed(page, "Control+s")
    expect(page.get_by_text("decides here", exact=True)).to_be_visible()
    assert pay(api, 0.01)["decline_code"] == "stolen_card"
    active = api.get("/_control/scenarios/active").json()
    assert active["name"] == "my-default"
    assert active["rules"][0]["count"] == 1
