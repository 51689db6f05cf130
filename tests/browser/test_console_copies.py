"""What the console makes of a request works where it is put: in a shell, a scenario, a test."""

import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.consoles import copied, findings, opened
from tests.browser.visits import Visits
from tests.server_process import ROOT, Server

pytestmark = pytest.mark.xdist_group("browser")

DECLINED = {
    "card_number": "4111111111111111",
    "cvv": "123",
    "amount": 0.01,
    "currency": "USD",
    "customer_name": "Zoë O'Hara",
}


@pytest.fixture
def declined(api: httpx.Client, visits: Visits) -> Page:
    """The console with a declined payment open."""
    request_id = api.post("/payment", json=DECLINED).headers["X-Request-Id"]
    page = opened(visits, f"traffic/{request_id}")
    expect(page.get_by_label("Body of the answer")).to_be_visible()
    return page


def shell(command: str) -> str:
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True)
    return done.stdout


def test_as_curl_and_as_a_verification(declined: Page):
    verify = copied(declined, "verify")
    assert '"verified":true' in shell(verify)
    assert '"status":"declined"' in shell(copied(declined, "curl"))
    assert '"matched":2' in shell(verify)


def test_as_a_rule(declined: Page, api: httpx.Client):
    source = f"scenario: 1\nname: copied\nrules:\n{copied(declined, 'rule')}\n"
    assert "declined: insufficient_funds" in source
    assert api.post("/_control/scenarios/validate", json={"source": source}).json()["valid"]


@pytest.fixture
def declined_card(api: httpx.Client, visits: Visits) -> Page:
    """The console with a payment open that was declined for its card."""
    body = DECLINED | {"card_number": "4000000000000002", "amount": 20}
    request_id = api.post("/payment", json=body).headers["X-Request-Id"]
    page = opened(visits, f"traffic/{request_id}")
    expect(page.get_by_label("Body of the answer")).to_be_visible()
    return page


def test_a_card_that_a_rule_declined_is_put_back(declined_card: Page):
    assert '"status":"declined"' in shell(copied(declined_card, "curl"))
    declined_card.get_by_role("button", name="Send again").click()
    dialog = declined_card.get_by_role("dialog")
    expect(dialog.get_by_label("Body")).to_have_value(re.compile("4000000000000002"))
    expect(dialog).to_contain_text("4000000000000002 is the test card that ends in 0002")
    dialog.get_by_role("button", name="Send").click()
    expect(declined_card.get_by_role("complementary")).to_contain_text("declined")


def test_a_rule_of_a_card_has_the_card(declined_card: Page, api: httpx.Client):
    rule = copied(declined_card, "rule")
    assert 'card: {number: "4000000000000002"}' in rule
    assert "amount" not in rule
    source = f"scenario: 1\nname: copied\nrules:\n{rule}\n"
    assert api.post("/_control/scenarios/validate", json={"source": source}).json()["valid"]


def test_why_names_the_card_and_leads_to_the_rule(declined_card: Page):
    why = declined_card.get_by_role("region", name="Why")
    expect(why).to_contain_text("card number …0002")
    expect(why.get_by_label("Rules that nearly applied")).to_have_count(0)
    why.get_by_role("link", name="default/generic-decline").click()
    expect(declined_card).to_have_url(re.compile(r"#/scenario/test-cards\?rule=generic-decline$"))


def test_a_card_that_nobody_knows_is_to_be_filled_in(api: httpx.Client, visits: Visits):
    body = DECLINED | {"card_number": "4012888888881881"}
    request_id = api.post("/payment", json=body).headers["X-Request-Id"]
    page = opened(visits, f"traffic/{request_id}")
    expect(page.get_by_label("Body of the answer")).to_be_visible()
    assert copied(page, "curl").startswith("# Fill in the number of the card that ends in 1881.")
    page.get_by_role("button", name="Send again").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Fill in the number of the card that ends in 1881")
    expect(dialog.get_by_label("Body")).to_have_value(re.compile('"card_number": ""'))


def test_as_a_test(declined: Page, server: Server, tmp_path: Path):
    test = copied(declined, "test")
    (tmp_path / "test_copied.py").write_text(test, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "paydrill.testing.plugin"]
    done = subprocess.run(
        [*command, "--paydrill-url", server.url, str(tmp_path / "test_copied.py")],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 passed" in done.stdout, done.stdout + done.stderr + test


def test_sent_again_with_another_amount(declined: Page):
    declined.get_by_role("button", name="Send again").click()
    dialog = declined.get_by_role("dialog")
    expect(dialog).to_contain_text("4111111111111111 is the test card")
    body = dialog.get_by_label("Body")
    body.fill(body.input_value().replace("0.01", "150.00"))
    dialog.get_by_role("button", name="Send").click()
    expect(declined.get_by_role("complementary")).to_contain_text("captured")


def test_two_compared(declined: Page, api: httpx.Client):
    declined.get_by_role("button", name="Compare").click()
    api.post("/payment", json={**DECLINED, "amount": 20})
    declined.get_by_role("row").filter(has_text="captured").click()
    declined.get_by_role("button", name="Compare with the other").click()
    dialog = declined.get_by_role("dialog")
    expect(dialog.get_by_role("table")).to_be_visible()
    assert findings(declined) == []
    for name, first, second in (
        ("outcome", "declined", "captured"),
        ("request /amount", "0.01", "20"),
    ):
        row = dialog.get_by_role("row").filter(
            has=declined.get_by_role("rowheader", name=name, exact=True)
        )
        expect(row.get_by_role("cell")).to_have_text([first, second])
