"""The simulator's page to pay a charge as the bank."""

import json
from dataclasses import replace
from decimal import Decimal

from paydrill.pages.bank import BankFacts, bank_page
from paydrill.pages.languages import ENGLISH, PORTUGUESE
from tests.unit.pages.page_reader import PageReader, csp_digest

CHARGE = BankFacts(
    id=7,
    bank_payment_id="ca2910ae-c4e8-44d3-b510-e573e9be9a58",
    value=Decimal("1254.30"),
    status="active",
    description="Order 77",
)


def test_it_says_whose_page_it_is_and_what_it_is_about() -> None:
    page = PageReader(bank_page(CHARGE, ENGLISH))
    assert page.text.count("Simulator") == 1
    assert "No payer sees this page" in page.text
    assert "R$ 1.254,30" in page.text
    assert "Order 77" in page.text
    assert "Charge 7 is active" in page.text


def test_it_confirms_with_the_digits_that_the_charge_has() -> None:
    [confirm, _] = PageReader(bank_page(CHARGE, ENGLISH)).attributes_of("button")
    assert '"value": 1254.30}' in confirm["data-body"]
    assert json.loads(confirm["data-body"]) == {
        "bank_payment_id": CHARGE.bank_payment_id,
        "value": 1254.3,
    }


def test_without_scripts_it_tells_what_to_send_and_shows_no_button() -> None:
    page = PageReader(bank_page(CHARGE, ENGLISH))
    assert all("hidden" in it for it in page.attributes_of("button") if it["id"] == "confirm")
    assert "POST /payments/pix/confirmation" in page.text


def test_a_hostile_description_is_only_text() -> None:
    html = bank_page(replace(CHARGE, description="</p><script>alert(1)</script>"), ENGLISH)
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_it_loads_nothing_and_allows_only_what_it_inlines() -> None:
    page = PageReader(bank_page(CHARGE, ENGLISH))
    assert all(url.startswith("data:") for url in page.loaded_urls())
    policy = page.policy()
    assert policy["default-src"] == policy["form-action"] == ["'none'"]
    assert policy["connect-src"] == ["'self'"]
    assert policy["style-src"] == [csp_digest(page.inline["style"][0])]
    assert policy["script-src"] == [csp_digest(it) for it in page.inline["script"]]


def test_it_is_in_the_testers_language() -> None:
    page = PageReader(bank_page(CHARGE, PORTUGUESE))
    assert page.attributes_of("html") == [{"lang": "pt-BR"}]
    assert "Pagar como o banco" in page.text
    assert "Cobrança 7 tem o status active" in page.text
    assert "Confirmar R$ 1.254,30" in page.text
