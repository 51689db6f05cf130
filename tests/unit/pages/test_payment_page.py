"""The PIX payment page."""

from dataclasses import replace
from decimal import Decimal

import pytest

from paydrill.pages.languages import ENGLISH, PORTUGUESE
from paydrill.pages.payment import ChargeFacts, payment_not_found_page, payment_page
from tests.unit.pages.page_reader import PageReader, csp_digest

CHARGE = ChargeFacts(
    id=7,
    value=Decimal("10.00"),
    returned=Decimal("0.00"),
    status="active",
    br_code="00020126580014br.gov.bcb.pix & <more>",
    expires_at="2030-01-27T12:30:00.000Z",
    clock="2030-01-27T12:00:00.000Z",
    description="Order 77",
)
LAST_STATUSES = ["expired", "removed", "returned"]
CLOSED_STATUSES = ["confirmed", *LAST_STATUSES]


def page_of(charge: ChargeFacts, language: str = ENGLISH) -> PageReader:
    return PageReader(payment_page(charge, language))


def test_an_active_charge_shows_value_description_code_and_qr() -> None:
    page = page_of(CHARGE)
    assert "Waiting for payment" in page.text
    assert "R$ 10,00" in page.text
    assert "Order 77" in page.text
    assert page.values == [CHARGE.br_code]
    assert len(page.attributes_of("svg")) == 1
    assert [button["id"] for button in page.attributes_of("button")] == ["copy"]


@pytest.mark.parametrize(
    ("value", "shown"), [("0.01", "R$ 0,01"), ("1234567.5", "R$ 1.234.567,50")]
)
def test_money_is_written_as_its_readers_write_it(value: str, shown: str) -> None:
    assert shown in page_of(replace(CHARGE, value=Decimal(value))).text


def test_an_active_page_has_what_its_countdown_needs() -> None:
    [charge] = [it for it in page_of(CHARGE).attributes_of("main") if it["id"] == "charge"]
    assert charge["data-expires-at"] == CHARGE.expires_at
    assert charge["data-clock"] == CHARGE.clock


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (ENGLISH, "Expires at 2030-01-27 12:30:00 UTC"),
        (PORTUGUESE, "Expira em 27/01/2030 12:30:00 UTC"),
    ],
)
def test_without_a_countdown_it_says_when_the_charge_expires(language: str, words: str) -> None:
    assert words in page_of(CHARGE, language).text


@pytest.mark.parametrize(("status", "scripts"), [("active", 2), ("confirmed", 1)])
def test_a_page_whose_status_is_not_the_last_looks_for_another(status: str, scripts: int) -> None:
    page = page_of(replace(CHARGE, status=status, returned=Decimal("0.50")))
    [charge] = [it for it in page.attributes_of("main") if it["id"] == "charge"]
    assert (charge["data-id"], charge["data-status"]) == ("7", status)
    assert charge["data-returned"] == "0.50"
    assert len(page.inline["script"]) == scripts
    assert "fetch(location.href" in page.inline["script"][-1]
    assert {"http-equiv": "refresh", "content": "5"} in page.attributes_of("meta"), "no script"


def test_what_was_returned_of_a_confirmed_charge_is_said() -> None:
    partly = replace(CHARGE, status="confirmed", returned=Decimal("2.50"))
    assert "R$ 2,50 of it has been returned to you." in page_of(partly).text
    assert "returned" not in page_of(replace(partly, returned=Decimal("0.00"))).text


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("confirmed", "Payment confirmed"),
        ("expired", "This charge has expired"),
        ("removed", "This charge was withdrawn"),
        ("returned", "Payment returned"),
    ],
)
def test_a_charge_that_cannot_be_paid_says_so_and_offers_no_code(status: str, words: str) -> None:
    page = page_of(replace(CHARGE, status=status))
    assert words in page.text
    assert "R$ 10,00" in page.text
    assert page.values == []
    assert page.attributes_of("svg") == page.attributes_of("button") == []


@pytest.mark.parametrize("status", LAST_STATUSES)
def test_a_page_whose_status_is_the_last_stands_still(status: str) -> None:
    page = page_of(replace(CHARGE, status=status))
    assert page.inline["script"] == []
    assert not [it for it in page.attributes_of("meta") if it.get("http-equiv") == "refresh"]


@pytest.mark.parametrize("status", ["active", *CLOSED_STATUSES])
def test_the_way_to_the_bank_is_marked_as_the_simulators(status: str) -> None:
    page = page_of(replace(CHARGE, status=status))
    assert [link["href"] for link in page.attributes_of("a")] == ["7/bank"]
    assert page.text.index("Simulator") < page.text.index("Pay as the bank")


def test_an_unknown_status_is_an_error() -> None:
    with pytest.raises(ValueError, match="'lost'"):
        payment_page(replace(CHARGE, status="lost"), ENGLISH)


def test_a_charge_without_description_has_no_empty_line_for_it() -> None:
    page = page_of(replace(CHARGE, description=None))
    assert "None" not in page.text
    assert {"class": "description"} not in page.attributes_of("p")


@pytest.mark.parametrize("status", ["active", *CLOSED_STATUSES])
def test_a_hostile_description_is_only_text(status: str) -> None:
    hostile = "</p><script>alert(1)</script><img src=x onerror=alert(1)>"
    html = payment_page(replace(CHARGE, status=status, description=hostile), ENGLISH)
    assert "<script>alert" not in html
    assert "<img" not in html
    assert "&lt;script&gt;alert(1)" in html


@pytest.mark.parametrize("status", ["active", *CLOSED_STATUSES])
def test_the_page_loads_nothing_and_allows_only_what_it_inlines(status: str) -> None:
    page = page_of(replace(CHARGE, status=status))
    assert all(url.startswith("data:") for url in page.loaded_urls())
    policy = page.policy()
    assert policy["default-src"] == ["'none'"]
    assert policy["style-src"] == [csp_digest(page.inline["style"][0])]
    assert policy.get("script-src", []) == [csp_digest(it) for it in page.inline["script"]]


def test_not_found_is_said_in_plain_words() -> None:
    assert "Payment not found" in PageReader(payment_not_found_page(ENGLISH)).text
    assert "Pagamento não encontrado" in PageReader(payment_not_found_page(PORTUGUESE)).text


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("active", "Aguardando pagamento"),
        ("confirmed", "R$ 2,50 já foram devolvidos a você."),
        ("expired", "Esta cobrança expirou"),
        ("removed", "Esta cobrança foi cancelada"),
        ("returned", "Pagamento devolvido"),
    ],
)
def test_in_portuguese_nothing_is_left_in_english(status: str, words: str) -> None:
    charge = replace(CHARGE, status=status, returned=Decimal("2.50"))
    page = page_of(charge, PORTUGUESE)
    assert page.attributes_of("html") == [{"lang": "pt-BR"}]
    assert words in page.text
    assert "R$ 10,00" in page.text
    shared = set(page.text.split()) & set(page_of(charge).text.split())
    assert {each for each in shared if each.isalpha()} <= {"Order", "Paydrill", "UTC"}
