"""The four formats: golden files, read back by others, and what they make of odd text."""

import re
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree as ET

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pycamt.parser import Camt053Parser

from paydrill.payments.orders import Order
from paydrill.payments.payments import authorize_card
from paydrill.payments.settlement.formats import FORMATS
from paydrill.payments.settlement.formats.csv_report import COLUMNS
from tests.factories import MASTERCARD, VISA, Merchant, card, make_engine
from tests.settlement_files import (
    CAMT,
    DOCUMENT,
    READERS,
    SCHEMA,
    SETTLEMENT_FILE,
    fixed_records,
    read_csv,
    rows_of,
)

GOLDEN = Path(__file__).with_name("golden")
SETTLEMENT = {
    "cutoff": {"time": "22:00", "zone": "America/Sao_Paulo"},
    "t_plus": 2,
    "holidays": ["2026-01-28"],
    "refunds_return_fees": True,
    "fees": [
        {"brand": "Visa", "interchange": {"percent": "1.2"}, "markup": {"fixed": "0.10"}},
        {"method": "pix", "markup": {"percent": "0.99"}},
        {"scheme": {"percent": "0.13", "fixed": "0.02"}, "markup": {"percent": "2"}},
    ],
}


@pytest.fixture
def shop():
    """A merchant of two days: one of everything, and then a refund that leaves a debt."""
    merchant = Merchant(make_engine(settlement=SETTLEMENT))
    by_visa = merchant.pay("150.00", "BRL")
    merchant.authorize("19.90", "BRL", capture=True, number=MASTERCARD)
    merchant.refund(by_visa, "50.00")
    charge = merchant.charge("10.00")
    merchant.give_back(charge, "2.50")
    merchant.advance("24h")
    merchant.refund(by_visa)
    merchant.advance("24h")
    return merchant


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("day", [0, 1])
def test_the_file_is_the_golden_one(shop, format_, day):
    batch = shop.batches("BRL")[day]
    name = f"settlement_BRL_2026012{7 + day}_000{1 + day}.{FORMATS[format_].extension}"
    assert shop.file(batch, format_) == (GOLDEN / name).read_bytes()


@pytest.mark.parametrize("day", [0, 1])
def test_all_formats_of_a_batch_agree(shop, day):
    batch = shop.batches("BRL")[day]
    read = {name: READERS[name](shop.file(batch, name)) for name in FORMATS}
    assert read["json"] == read["csv"]
    assert read["camt053"] == read["csv"]
    assert read["fixed"] == read["csv"]


def test_the_csv_recomputed_is_what_was_paid(shop):
    [one, two] = [read_csv(shop.file(batch)) for batch in shop.batches("BRL")]
    assert [line.gross for line in one.lines] == [
        Decimal(text) for text in ("150.00", "19.90", "-50.00", "10.00", "-2.50")
    ]
    fees = [(line.interchange, line.scheme, line.markup) for line in one.lines]
    assert [tuple(map(str, each)) for each in fees] == [
        ("1.80", "0.00", "0.10"),
        ("0.00", "0.05", "0.40"),
        ("-0.60", "0.00", "0.00"),
        ("0.00", "0.00", "0.10"),
        ("0.00", "0.00", "-0.02"),
    ]
    for read in (one, two):
        assert all(each.net == each.gross - sum(each[6:9]) for each in read.lines)
        balance = read.opening + sum(line.net for line in read.lines)
        assert (read.payout, read.closing) == (max(0, balance), min(0, balance))
    assert (str(one.payout), str(two.closing)) == ("125.57", "-98.80")


def test_every_row_of_the_csv_has_every_column_and_all_sum_to_zero(shop):
    for batch in shop.batches("BRL"):
        content = shop.file(batch)
        rows = rows_of(content)
        assert content.count(b"\r\n") == len(rows) + 1
        assert all(tuple(row) == COLUMNS and None not in row.values() for row in rows)
        credits_, debits = (sum(Decimal(r[f"net_{s}"] or 0) for r in rows) for s in SIDES)
        assert credits_ == debits


SIDES = ("credit", "debit")


def test_the_manifest_tells_the_totals_and_the_checksum(shop):
    for batch in shop.batches("BRL"):
        file = orjson.loads(shop.file(batch, "json"))
        lines, manifest = file["lines"], file["manifest"]
        assert manifest["csv_sha256"] == sha256(shop.file(batch)).hexdigest() == batch.checksum
        assert manifest["line_count"] == len(lines)
        for name in ("gross", "interchange_fee", "scheme_fee", "markup_fee", "net"):
            assert manifest[f"{name}_minor"] == sum(line[f"{name}_minor"] for line in lines)
        for kind in ("payment", "refund"):
            amounts = [abs(line["gross_minor"]) for line in lines if line["type"] == kind]
            expected = {"count": len(amounts), "amount_minor": sum(amounts)}
            assert manifest[f"{kind}s"] == expected


def test_the_json_keeps_the_contract(shop):
    schema = SETTLEMENT_FILE.responses["200"]["content"]["application/json"]["schema"]
    validator = SETTLEMENT_FILE.schemas.compile(schema)
    for batch in shop.batches("BRL"):
        assert list(validator.iter_errors(orjson.loads(shop.file(batch, "json")))) == []


def test_the_statement_is_valid_camt053(shop):
    for batch in shop.batches("BRL"):
        SCHEMA.assertValid(etree.fromstring(shop.file(batch, "camt053")))


def test_the_balances_of_a_statement_are_joined_by_its_entries(shop):
    for batch in shop.batches("BRL"):
        statement = ET.fromstring(shop.file(batch, "camt053"))[0][1]  # noqa: S314 - our own
        read = READERS["camt053"](shop.file(batch, "camt053"))
        moved = sum(line.net for line in read.lines) - read.payout
        assert read.opening + moved == read.closing
        total = statement.find("c:TxsSummry/c:TtlNtries/c:TtlNetNtry/c:Amt", CAMT)
        assert Decimal(total.text) == abs(moved)


def test_somebody_elses_parser_reads_the_statement(shop):
    batch = shop.batches("BRL")[0]
    parsed = Camt053Parser(shop.file(batch, "camt053"))
    *lines, payout = parsed.get_transactions()
    mine = read_csv(shop.file(batch)).lines
    assert [each["Amount"] for each in lines] == [str(abs(line.net)) for line in mine]
    assert [each["CreditDebitIndicator"] for each in lines] == [
        "CRDT" if line.net > 0 else "DBIT" for line in mine
    ]
    assert [each["TransactionID"] for each in lines] == [line.transaction_id for line in mine]
    assert (payout["Amount"], payout["ValueDate"]) == ("125.57", "2026-01-30")
    assert parsed.get_group_header()["MessageID"] == batch.id


def test_the_control_totals_of_the_fixed_width_file_hold(shop):
    for batch in shop.batches("BRL"):
        content = shop.file(batch, "fixed")
        assert {len(line) for line in content.splitlines()} == {340}
        records = fixed_records(content)
        details, trailer, last = records[2:-2], records[-2], records[-1]
        assert [each["record_number"] for each in records] == list(range(1, len(records) + 1))
        assert trailer["line_count"] == trailer["payment_count"] + trailer["refund_count"]
        assert trailer["line_count"] == len(details)
        for name in ("gross", "interchange_fee", "scheme_fee", "markup_fee", "net"):
            assert trailer[name] == sum(each[name] for each in details)
        assert (last["record_count"], last["net"]) == (len(records), trailer["net"])


def test_the_document_names_every_column():
    table = DOCUMENT.read_text(encoding="utf-8").split("## CSV")[1].split("## JSON")[0]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert tuple(re.findall(r"`(\w+)`", " ".join(cells))) == COLUMNS


REFERENCES = st.text(
    st.characters(min_codepoint=32, exclude_characters="\x7f", exclude_categories=["Cs"]),
    min_size=1,
    max_size=64,
)


@settings(deadline=None)
@given(reference=REFERENCES)
def test_any_reference_can_be_written(reference):
    merchant = Merchant()
    order = Order(Decimal("10.00"), "USD", "Ada Lovelace", reference)
    merchant.do(authorize_card, card(VISA), order)
    [batch] = merchant.close()
    files = {name: merchant.file(batch, name) for name in FORMATS}
    assert rows_of(files["csv"])[0]["merchant_reference"] == reference
    assert orjson.loads(files["json"])["lines"][0]["merchant_reference"] == reference
    SCHEMA.assertValid(etree.fromstring(files["camt053"]))
    assert {len(line) for line in files["fixed"].split(b"\n")} == {340, 0}
    read = [READERS[name](content) for name, content in files.items()]
    assert all(each == read[0] for each in read)


@pytest.mark.parametrize(
    ("currency", "amount", "written"), [("JPY", "150", "150"), ("KWD", "1.005", "1.005")]
)
def test_amounts_have_the_decimals_of_their_currency(merchant, currency, amount, written):
    merchant.pay(amount, currency)
    [batch] = merchant.close()
    assert rows_of(merchant.file(batch))[0]["gross_credit"] == written
    read = [READERS[name](merchant.file(batch, name)) for name in FORMATS]
    assert all(each == read[0] for each in read)
    SCHEMA.assertValid(etree.fromstring(merchant.file(batch, "camt053")))
