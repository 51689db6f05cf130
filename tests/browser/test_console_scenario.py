"""The scenarios in the console: a tester makes a rule, is told of a mistake, and mends it."""

import re
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.consoles import (
    MINE,
    findings_of,
    nothing_found,
    opened,
    pressed,
    text_of,
    typed_into_dialog,
    typed_over,
)
from tests.browser.visits import Visits

pytestmark = pytest.mark.xdist_group("browser")

ADA = {"card_number": "4111111111111111", "currency": "USD", "customer_name": "Ada"}
RULE = "- id: refused\n  when: {amount: 7.77}\n  then: {declined: do_not_honor}"


def pay(api: httpx.Client, amount: float) -> dict[str, Any]:
    answer: dict[str, Any] = api.post("/payment", json={**ADA, "amount": amount}).json()
    return answer


def keep(api: httpx.Client, source: str = MINE, name: str = "mine") -> None:
    """Give the sandbox a scenario of its own, which decides."""
    kept = api.put(f"/_control/scenarios/{name}", json={"source": source})
    assert kept.status_code == 200, kept.text
    api.put("/_control/scenarios/active", json={"name": name})


def which(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Scenario", exact=True)


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
    expect(page.get_by_role("alert")).to_contain_text("Not saved: there is a mistake")
    mistake.get_by_role("button", name="Write declined").press("Enter")
    expect(findings_of(page)).to_contain_text("No mistakes")
    expect(page.get_by_role("alert")).to_have_count(0)
    typed_over(page, "insufficient_funds", "stolen_card")
    pressed(page, "Control+s")
    expect(page.get_by_text("decides here", exact=True)).to_be_visible()
    assert pay(api, 0.01)["decline_code"] == "stolen_card"
    active = api.get("/_control/scenarios/active").json()
    assert active["name"] == "my-default"
    assert active["rules"][0]["count"] == 1


def test_a_rule_of_the_address_comes_first_and_keeps_its_own_name(
    api: httpx.Client, visits: Visits
):
    keep(api, MINE.replace("id: no", "id: refused"))
    page = opened(visits, f"scenario?new={quote(RULE)}")
    expect(which(page)).to_have_value("mine")
    expect(text_of(page).locator(".cm-activeLine")).to_have_text("  - id: refused-2")
    expect(findings_of(page)).to_contain_text("can never be reached")
    assert text_of(page).inner_text().index("refused-2") < text_of(page).inner_text().index("7.77")


def test_it_completes_and_explains_what_is_typed(api: httpx.Client, visits: Visits):
    keep(api)
    page = opened(visits, "scenario?rule=no")
    expect(text_of(page)).to_be_focused()
    pressed(page, "End", "Enter")
    page.keyboard.type("cha")
    options = page.locator(".cm-tooltip-autocomplete").get_by_role("option")
    expect(options).to_have_text(["chance"])
    expect(page.locator(".cm-completionInfo")).to_contain_text("0.05 is one time in twenty")
    pressed(page, "Escape", "Control+Shift+k", "ArrowDown", "End", "ArrowLeft")
    page.keyboard.type(", pen")
    pressed(page, "Escape")
    page.keyboard.type("d")
    options.filter(has_text="pending").click()
    expect(options).to_contain_text(["manual_review"])
    text_of(page).get_by_text("operation").first.hover()
    expect(page.locator(".cm-meaning")).to_contain_text("The operationId of the request")


def test_examples_are_run_as_one_types(api: httpx.Client, visits: Visits):
    keep(api)
    page = opened(visits, "scenario?rule=no")
    expect(findings_of(page)).to_contain_text("2 examples hold")
    typed_over(page, "amount: 1}", "amount: 7.77}")
    expect(findings_of(page)).to_contain_text("1 example fails")
    expect(findings_of(page).get_by_role("listitem").first).to_contain_text(
        "the example expects an approval, and meets declined do_not_honor, rule no"
    )
    expect(text_of(page).locator(".cm-lintRange-warning")).to_be_visible()


def test_a_draft_outlives_another_view_and_shows_its_difference(api: httpx.Client, visits: Visits):
    keep(api)
    page = opened(visits, "scenario?rule=no")
    expect(text_of(page)).to_be_focused()
    typed_over(page, "do_not_honor", "stolen_card")
    expect(page.get_by_role("button", name="Revert")).to_be_visible()
    pressed(page, "Escape", "Tab", "g", "n")
    expect(page.get_by_role("heading", name="Next call", level=1)).to_be_visible()
    pressed(page, "g", "s")
    expect(text_of(page)).to_contain_text("then: {declined: stolen_card}")
    page.get_by_label("Difference").select_option("saved")
    expect(page.locator(".cm-deletedChunk")).to_contain_text("do_not_honor")
    page.get_by_role("button", name="Take back").press("Enter")
    expect(page.locator(".cm-deletedChunk")).to_have_count(0)
    expect(page.get_by_role("button", name="Revert")).to_have_count(0)


def test_a_rule_of_an_included_file_is_shown_there(visits: Visits):
    page = opened(visits, "scenario/default?rule=stripe-lost-card")
    expect(which(page)).to_have_value("stripe")
    expect(text_of(page).locator(".cm-activeLine")).to_contain_text("id: stripe-lost-card")


def test_one_begins_switches_and_removes(api: httpx.Client, visits: Visits):
    page = opened(visits, "scenario")
    page.get_by_role("button", name="New…").click()
    typed_into_dialog(page, "night-shift")
    pressed(page, "Enter")
    expect(text_of(page)).to_contain_text("name: night-shift")
    pressed(page, "Control+s")
    page.get_by_role("button", name="Switch to it").click()
    expect(page.get_by_text("decides here", exact=True)).to_be_visible()
    assert api.get("/_control/scenarios").json()["active"] == "night-shift"
    page.get_by_role("button", name="Remove…").click()
    page.get_by_role("button", name="Remove it").click()
    expect(which(page)).to_have_value("default")


def test_two_tabs_do_not_overwrite_each_other(api: httpx.Client, visits: Visits):
    keep(api)
    page = opened(visits, "scenario?rule=no")
    expect(text_of(page)).to_be_focused()
    theirs = MINE.replace("then: {declined: do_not_honor}", "then: {declined: lost_card}")
    keep(api, theirs)
    typed_over(page, "do_not_honor", "stolen_card")
    pressed(page, "Control+s")
    dialog = page.get_by_role("dialog", name="It has changed since you opened it")
    dialog.get_by_role("button", name="Look at the difference").press("Enter")
    expect(page.locator(".cm-deletedChunk")).to_contain_text("lost_card")
    assert api.get("/_control/scenarios/mine").json()["source"] == theirs
    pressed(page, "Control+s")
    expect(page.get_by_text("mine is kept in the sandbox")).to_be_visible()
    assert "stolen_card" in api.get("/_control/scenarios/mine").json()["source"]
    visits.forgive("409")


def test_keeping_shows_the_whole_text_again(api: httpx.Client, visits: Visits):
    pay(api, 0.01)
    page = opened(visits, f"scenario?new={quote(RULE)}")
    expect(text_of(page)).to_contain_text("include: [default.yaml]")
    difference = page.get_by_label("Difference")
    difference.select_option("active")
    expect(page.locator(".cm-deletedChunk").first).to_be_visible()
    pressed(page, "Control+s")
    expect(page.get_by_text("decides here", exact=True)).to_be_visible()
    expect(difference).to_have_value("")
    expect(page.locator(".cm-collapsedLines")).to_have_count(0)
    difference.select_option("saved")
    expect(text_of(page)).to_contain_text("id: refused")


def test_where_no_file_can_be_written_it_says_why(api: httpx.Client, visits: Visits):
    keep(api)
    page = opened(visits, "scenario")
    button = page.get_by_role("button", name="Save to a file")
    expect(button).to_be_disabled()
    expect(button).to_have_accessible_description(re.compile("start it with --scenarios"))


def test_the_address_forgets_a_rule_that_has_another_name(api: httpx.Client, visits: Visits):
    keep(api)
    page = opened(visits, "scenario?rule=no")
    expect(text_of(page)).to_be_focused()
    typed_over(page, "id: no", "id: never")
    expect(page).to_have_url(re.compile("#/scenario/mine$"))
    page.reload()
    expect(text_of(page)).to_contain_text("id: never")
    expect(page.get_by_text("There is no rule")).to_have_count(0)


def test_axe_finds_nothing(api: httpx.Client, visits: Visits):
    keep(api)

    def show(page: Page) -> None:
        expect(findings_of(page)).to_contain_text("2 examples hold")
        typed_over(page, "amount: 1}", "amont: 1}")
        expect(findings_of(page)).to_contain_text("1 mistake")
        page.get_by_label("Difference").select_option("saved")
        expect(page.locator(".cm-deletedChunk")).to_be_visible()

    nothing_found(visits, show, "scenario?rule=no")
