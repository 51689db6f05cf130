"""The next call in the console: its outcome is decided, waits, and is met."""

import httpx
import pytest
from playwright.sync_api import expect

from paydrill.scenarios.outcomes import DECLINES
from tests.browser.consoles import nothing_found, opened, pressed
from tests.browser.visits import Visits

pytestmark = pytest.mark.xdist_group("browser")

PAYMENT = {"card_number": "4111111111111111", "amount": 9, "currency": "USD", "customer_name": "A"}


def test_a_decline_waits_and_is_met(api: httpx.Client, visits: Visits):
    page = opened(visits, "next")
    page.get_by_label("The next call of").select_option("acquirer.authorize_payment")
    page.get_by_label("Decline code").select_option("expired_card")
    page.get_by_role("button", name="Decide the next call").click()
    waits = page.get_by_role("region", name="What waits")
    expect(waits).to_contain_text("declined: expired_card")
    assert api.post("/payment", json=PAYMENT).json()["status"] == "declined"
    expect(waits).to_contain_text("Nothing")


def test_a_fault_with_its_effect(api: httpx.Client, visits: Visits):
    page = opened(visits, "next")
    page.get_by_role("radio", name="Break it").check()
    page.get_by_label("Fault", exact=True).select_option("status")
    page.get_by_label("Effect").select_option("none")
    page.get_by_label("Status", exact=True).select_option("503")
    page.get_by_label("How many calls").fill("2")
    page.get_by_role("button", name="Decide the next 2 calls").click()
    expect(page.get_by_text("fault: status 503, effect none")).to_have_count(2)
    assert [api.post("/payment", json=PAYMENT).status_code for _ in range(3)] == [503, 503, 201]


def test_an_answer_of_the_contract_by_keyboard_alone(visits: Visits):
    page = opened(visits, "next")
    page.get_by_label("The next call of").focus()
    page.keyboard.type("acquirer.get_status")
    pressed(page, "Tab", "ArrowDown", "ArrowDown")
    expect(page.get_by_role("radio", name="Answer")).to_be_checked()
    pressed(page, "Tab")
    page.keyboard.type("404")
    pressed(page, "Tab", "Tab", "Tab", "Enter")
    expect(page.get_by_role("region", name="What waits")).to_contain_text("respond: status 404")


def test_the_decline_codes_are_those_of_the_contracts(visits: Visits):
    page = opened(visits, "next")
    offered = page.get_by_label("Decline code").get_by_role("option").all_inner_texts()
    assert sorted(offered) == sorted(DECLINES)


def test_no_calls_at_all_are_not_taken_for_one(visits: Visits):
    page = opened(visits, "next")
    page.get_by_label("How many calls").fill("0")
    expect(page.get_by_label("How many calls")).to_have_value("0")
    expect(page.get_by_text("Say how many calls: 1 to 50.")).to_be_visible()
    expect(page.get_by_role("button", name="Decide the next call")).to_be_disabled()


def test_what_cannot_be_is_refused_with_the_servers_words(visits: Visits):
    page = opened(visits, "next")
    page.get_by_role("radio", name="Hold").check()
    page.get_by_label("Reason").fill("Not Snake")
    page.get_by_role("button", name="Decide the next call").click()
    expect(page.get_by_role("alert")).to_contain_text("such as manual_review")
    visits.forgive("400 (Bad Request)")


def test_axe_finds_nothing(api: httpx.Client, visits: Visits):
    api.post("/_control/outcomes", json={"then": {"declined": "do_not_honor"}})
    nothing_found(
        visits,
        lambda page: expect(page.get_by_text("declined: do_not_honor")).to_be_visible(),
        "next",
    )
