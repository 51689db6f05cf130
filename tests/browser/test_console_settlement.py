"""Settlement in the console: a batch is closed, its file is read, and a planted break is found."""

from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.consoles import nothing_found, opened
from tests.browser.visits import Visits

pytestmark = pytest.mark.xdist_group("browser")

PAYMENT = {"card_number": "4111111111111111", "amount": 9, "currency": "USD", "customer_name": "A"}


def pay(api: httpx.Client, times: int) -> list[str]:
    return [api.post("/payment", json=PAYMENT).json()["payment_id"] for _ in range(times)]


def test_a_batch_is_closed_and_its_file_is_read(api: httpx.Client, visits: Visits):
    first, second = pay(api, 2)
    page = opened(visits, "settlement")
    expect(page.get_by_text("No batch is closed yet")).to_be_visible()
    page.get_by_role("button", name="Close the open batches").click()
    lines = page.get_by_role("group", name="Lines of the file")
    expect(lines).to_contain_text(first)
    expect(lines).to_contain_text(second)
    page.get_by_role("tab", name="camt.053").click()
    expect(page.get_by_role("tabpanel")).to_contain_text("urn:iso:std:iso:20022:tech:xsd:camt.053")
    page.get_by_role("tab", name="CSV").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    [batch] = api.get("/settlements").json()["batches"]
    file = api.get(f"/settlements/{batch['batch_id']}/file", params={"format": "csv"})
    assert Path(download.value.path()).read_bytes() == file.content
    assert download.value.suggested_filename in file.headers["content-disposition"]


def test_looking_is_no_traffic(api: httpx.Client, visits: Visits):
    pay(api, 1)
    [batch] = api.post("/settlements", json={}).json()["batches"]
    page = opened(visits, f"settlement/{batch['batch_id']}")
    expect(page.get_by_role("group", name="Lines of the file")).to_be_visible()
    page.get_by_role("tab", name="CSV").click()
    expect(page.get_by_role("tabpanel")).to_contain_text(batch["batch_id"])
    question = {"matching": {"path": "/settlements*", "method": "GET"}, "count": 0}
    answer = api.post("/_control/requests/verify", json=question).json()
    assert answer["verified"], answer


def test_a_break_is_planted_in_the_currency_that_is_chosen(api: httpx.Client, visits: Visits):
    for currency in ("BRL", "USD"):
        api.post("/payment", json=PAYMENT | {"currency": currency})
    page = opened(visits, "settlement")
    page.get_by_role("button", name="Plant a break…").click()
    page.get_by_label("Currency of the batch").fill("usd")
    page.get_by_role("button", name="Plant", exact=True).click()
    expect(page.get_by_text("The next batch of USD that is closed has it.")).to_be_visible()
    closed = api.post("/settlements", json={}).json()["batches"]
    keys = {
        each["currency"]: api.get(f"/_control/settlements/{each['batch_id']}/answer-key").json()
        for each in closed
    }
    assert [each["type"] for each in keys["USD"]["breaks"]] == ["missing_line"]
    assert keys["BRL"]["breaks"] == []


def test_the_answer_key_is_hidden_until_it_is_asked_for(api: httpx.Client, visits: Visits):
    pay(api, 2)
    page = opened(visits, "settlement")
    page.get_by_role("button", name="Plant a break…").click()
    page.get_by_label("Line", exact=True).fill("2")
    page.get_by_role("button", name="Plant", exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Close the open batches").click()
    expect(page.get_by_role("group", name="Lines of the file").get_by_role("row")).to_have_count(2)
    page.get_by_role("tab", name="Answer key").click()
    expect(page.get_by_text("missing_line")).to_have_count(0)
    page.get_by_role("button", name="Show the answer key").click()
    expect(page.get_by_text("missing_line")).to_be_visible()


def test_of_many_batches_the_one_that_is_opened_comes_into_sight(api: httpx.Client, visits: Visits):
    pay(api, 1)
    for _ in range(20):
        api.post("/settlements", json={})
    page = opened(visits, "settlement")
    batches = page.get_by_role("group", name="Batches").get_by_role("row")
    expect(batches).to_have_count(21)
    batches.last.get_by_role("link").click()
    heading = page.get_by_role("heading", name="stl_")
    expect(heading).to_be_focused()
    expect(page.get_by_role("group", name="Lines of the file")).to_be_in_viewport()
    page.get_by_label("Hide empty batches (19 of 20)").check()
    expect(batches).to_have_count(2)
    page.reload()
    expect(batches).to_have_count(2)


def test_a_wide_table_says_that_there_is_more(api: httpx.Client, visits: Visits):
    pay(api, 1)
    [batch] = api.post("/settlements", json={}).json()["batches"]
    page = opened(visits, f"settlement/{batch['batch_id']}")
    lines = page.get_by_role("group", name="Lines of the file")
    expect(lines).to_be_visible()
    assert not lines.evaluate("each => each.scrollWidth > each.clientWidth")
    expect(lines).not_to_have_attribute("data-more", "right")
    page.set_viewport_size({"width": 360, "height": 780})
    expect(lines).to_have_attribute("data-more", "right")
    assert lines.evaluate("each => getComputedStyle(each).boxShadow") != "none"
    lines.evaluate("each => { each.scrollLeft = each.scrollWidth; }")
    expect(lines).to_have_attribute("data-more", "left")


def test_axe_finds_nothing(api: httpx.Client, visits: Visits):
    pay(api, 1)
    [batch] = api.post("/settlements", json={}).json()["batches"]
    nothing_found(
        visits,
        lambda page: expect(page.get_by_role("group", name="Lines of the file")).to_be_visible(),
        f"settlement/{batch['batch_id']}",
    )
