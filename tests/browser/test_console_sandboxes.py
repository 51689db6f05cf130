"""Sandboxes in the console: made, opened, kept in snapshots, reset and deleted."""

import re

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.consoles import nothing_found, opened, pressed, typed_into_dialog
from tests.browser.visits import Visits
from tests.journeys.shopping import authorize

pytestmark = pytest.mark.xdist_group("browser")


def name_of(visits: Visits) -> str:
    return visits.base_url.partition("/~")[2]


def answer(page: Page, button: str) -> None:
    page.get_by_role("dialog").get_by_role("button", name=button).click()


def test_a_sandbox_is_made_by_keyboard_alone(visits: Visits):
    page = opened(visits, "traffic")
    made = f"{name_of(visits)}-made"
    pressed(page, "g", "b")
    expect(page.get_by_role("heading", name="Sandboxes", exact=True)).to_be_visible()
    pressed(page, "n")
    expect(page.get_by_role("dialog", name="New sandbox")).to_be_visible()
    typed_into_dialog(page, made)
    pressed(page, "Tab")
    page.keyboard.type("42")
    pressed(page, "Tab")
    page.keyboard.type("realistic")
    pressed(page, "Tab")
    page.keyboard.type("2026-01-27T12:00:00Z")
    pressed(page, "Tab", "Space", "Enter")
    expect(page).to_have_url(re.compile(f"/~{made}/#/sandboxes"))
    shown = page.get_by_role("region", name=made)
    for fact in ("realistic", "42", "2026-01-27 12:00:00", "frozen"):
        expect(shown).to_contain_text(fact)
    expect(page.get_by_role("row").filter(has_text=made)).to_have_attribute("aria-current", "true")


def test_what_cannot_be_a_sandbox_is_refused_where_it_was_asked_for(visits: Visits):
    page = opened(visits, "sandboxes")
    page.get_by_role("button", name="New sandbox…").click()
    box = page.get_by_role("dialog", name="New sandbox")
    box.get_by_label("Name").fill("No Such")
    box.get_by_label("Seed").fill("many")
    answer(page, "Make it")
    expect(box).to_contain_text("Use 1 to 63 small letters")
    expect(box).to_contain_text("Use a whole number.")
    box.get_by_label("Name").fill(f"{name_of(visits)}-other")
    box.get_by_label("Seed").fill("")
    box.get_by_label("Clock", exact=True).fill("yesterday")
    answer(page, "Make it")
    expect(box.get_by_role("alert")).to_contain_text("now must be a date and time")
    visits.forgive("400 (Bad Request)")


def test_a_snapshot_is_taken_restored_and_deleted(api: httpx.Client, visits: Visits):
    authorize(api, "10.00")
    page = opened(visits, "sandboxes")
    shown = page.get_by_role("region", name=name_of(visits))
    snapshots = page.get_by_role("region", name="Snapshots")
    expect(snapshots).to_contain_text("None yet.")
    snapshots.get_by_role("button", name="Take a snapshot…").click()
    typed_into_dialog(page, "one-payment")
    pressed(page, "Enter")
    expect(snapshots).to_contain_text("one-payment")
    authorize(api, "11.00")
    expect(shown).to_contain_text("2 events")
    snapshots.get_by_role("button", name="Restore one-payment…").click()
    answer(page, "Cancel")
    expect(shown).to_contain_text("2 events")
    snapshots.get_by_role("button", name="Restore one-payment…").click()
    answer(page, "Restore it")
    expect(shown).to_contain_text("1 event")
    snapshots.get_by_role("button", name="Delete one-payment…").click()
    answer(page, "Delete it")
    expect(snapshots).to_contain_text("None yet.")


def test_a_reset_and_the_end_of_a_sandbox_say_what_is_lost(api: httpx.Client, visits: Visits):
    authorize(api, "10.00")
    page = opened(visits, "sandboxes")
    shown = page.get_by_role("region", name=name_of(visits))
    expect(shown).to_contain_text("1 event")
    shown.get_by_role("button", name="Reset…").click()
    expect(page.get_by_role("dialog")).to_contain_text("1 record and 1 event are lost.")
    answer(page, "Reset it")
    expect(shown).to_contain_text("0 events")
    shown.get_by_role("button", name="Delete…").click()
    answer(page, "Delete it")
    expect(page).to_have_url(re.compile(r"//[^/]+/#/sandboxes"))
    expect(page.get_by_role("row").filter(has_text=name_of(visits))).to_have_count(0)


def test_axe_finds_nothing(api: httpx.Client, visits: Visits):
    api.post("/_control/snapshots", json={"name": "empty"})
    nothing_found(
        visits,
        lambda page: expect(page.get_by_role("region", name="Snapshots")).to_contain_text("empty"),
        "sandboxes",
    )
