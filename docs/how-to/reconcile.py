"""Reconcile settlement files with your own books, and print everything that is wrong.

    python docs/how-to/reconcile.py http://127.0.0.1:8000/~shop books.csv

The books are what you know yourself, in the order it happened: `happened_at`, `transaction_id`,
`currency` and `gross`, which is negative for a refund. Where there is more than payments and
refunds, they also have `type`, as the files name it, and the `fee` of a dispute where that is not
as agreed, negative when it is returned. Each finding is a line of JSON, in the words of the answer
key. It needs nothing but Python.
"""

import csv
import io
import json
import sys
from collections import Counter, deque
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

# What was agreed with the acquirer: percent of a payment and a fixed sum, and the fee of a dispute.
AGREED = {
    "interchange_fee": (Decimal("1.20"), Decimal(0)),
    "scheme_fee": (Decimal("0.13"), Decimal("0.02")),
    "markup_fee": (Decimal("0.50"), Decimal("0.10")),
}
DISPUTE_FEE = Decimal("15.00")

Row = dict[str, str]
Finding = dict[str, Any]


def reconcile(base_url: str, books: list[Row]) -> Iterator[Finding]:
    """Everything that is wrong with the batches of a sandbox, each with the batch it is about."""
    delivered: dict[tuple[str, int], str] = {}
    for batch in reversed(list(batches_of(base_url))):
        id_ = batch["batch_id"]
        first = delivered.setdefault((batch["currency"], batch["sequence"]), id_)
        if first == id_:
            findings = check_batch(batch, books, file_of(base_url, id_))
        else:
            findings = iter([found("duplicate_file", "batch_id", None, id_)])
        yield from ({"batch_id": first, **finding} for finding in findings)


def check_batch(batch: Any, books: list[Row], content: bytes | None) -> Iterator[Finding]:
    """Find what is wrong with one batch and its file, `None` where there is none."""
    closed_at, available_at = batch["closed_at"], batch["available_at"]
    if content is None:
        yield found("missing_file", "available_at", closed_at, None)
        return
    if available_at > closed_at:
        yield found("late_file", "available_at", closed_at, available_at)
    mine = [row for row in books if belongs(row, batch)]
    lines = lines_of(content)
    if len(lines) < batch["line_count"]:
        last = {**mine[len(lines)], "line": len(lines) + 1}
        yield found("truncated", "lines", str(batch["line_count"]), str(len(lines)), last)
        return
    yield from check_lines(mine, lines)
    total, told = sum((signed(line, "net") for line in lines), Decimal(0)), batch["net"]
    if total != Decimal(str(told)):
        yield found("wrong_total", "net", f"{total}", f"{Decimal(str(told)).quantize(total)}")
    checksum, told = sha256(content).hexdigest(), batch["checksum"]["value"]
    if checksum != told:
        yield found("bad_checksum", "checksum", checksum, told)


def check_lines(mine: list[Row], lines: list[Row]) -> Iterator[Finding]:
    """Lines that are missing, that come twice, or that say something else than the books."""
    expected, left = deque(mine), Counter(map(key_of, mine))
    seen, before, number = set(), {}, 0
    for line in lines:
        key, number = key_of(line), int(line["line"])
        # Captures in parts, and what a dispute withdraws twice, share their id.
        is_again = before == {**line, "line": None} and not (expected and fits(expected[0], line))
        if is_again or not left[key]:
            type_ = "duplicated_line" if key in seen else "unknown_line"
            yield found(type_, "line", None, f"{signed(line, 'gross')}", line)
        else:
            while key_of(row := expected.popleft()) != key or (
                not fits(row, line) and expected and fits(expected[0], line)
            ):
                left[key_of(row)] -= 1
                yield found("missing_line", "line", row["gross"], None, {**row, "line": number})
            left[key] -= 1
            yield from check_line(row, line)
        seen.add(key)
        before = {**line, "line": None}
    for row in expected:
        yield found("missing_line", "line", row["gross"], None, {**row, "line": number + 1})


def key_of(row: Row) -> tuple[str, str, bool]:
    """Id, type, and whether it returns a fee: all lines of a dispute share their id."""
    plain = "refund" if row.get("gross", "").startswith("-") else "payment"
    type_ = row.get("type") or plain
    fee = row.get("fee") or row.get("markup_fee") or ""
    return row["transaction_id"], type_, type_ == "dispute_fee" and fee.startswith("-")


def fits(row: Row, line: Row) -> bool:
    """Whether a line is what the books have, with the same amount."""
    return key_of(row) == key_of(line) and Decimal(row["gross"]) == signed(line, "gross")


def check_line(row: Row, line: Row) -> Iterator[Finding]:
    """Compare the amount with the books, and the fees with what was agreed."""
    paid, shown = Decimal(row["gross"]), signed(line, "gross")
    if shown != paid:
        yield found("amount_off_by_one", "gross", row["gross"], f"{shown}", line)
    for name, (percent, fixed) in AGREED.items():
        fee = paid * percent / 100 + fixed if line["type"] == "payment" else Decimal(0)
        if (line["type"], name) == ("dispute_fee", "markup_fee"):
            fee = Decimal(row.get("fee") or DISPUTE_FEE)
        fee = fee.quantize(Decimal(line[name]), ROUND_HALF_UP)  # to the decimals of the currency
        if Decimal(line[name]) != fee:
            yield found("wrong_fee", name, f"{fee}", line[name], line)


def found(
    type_: str, field: str, expected: str | None, shown: str | None, line: Any = None
) -> Finding:
    """Write a finding in the words of the answer key."""
    return {
        "type": type_,
        "line": int(line["line"]) if line else None,
        "transaction_id": line["transaction_id"] if line else None,
        "field": field,
        "expected": expected,
        "shown": shown,
    }


def belongs(row: Row, batch: Any) -> bool:
    """Whether something of the books has to be in the batch."""
    in_time = batch["opened_at"] <= row["happened_at"] < batch["closed_at"]
    return in_time and row["currency"] == batch["currency"]


def lines_of(content: bytes) -> list[Row]:
    """Read the lines of a CSV file, without its balances, as far as its rows are whole."""
    whole = content[: content.rfind(b"\r\n") + 2].decode()
    return [row for row in csv.DictReader(io.StringIO(whole, newline="")) if row["line"]]


def signed(line: Row, name: str) -> Decimal:
    """Read an amount from a debit or a credit column."""
    return Decimal(line[f"{name}_credit"] or 0) - Decimal(line[f"{name}_debit"] or 0)


def batches_of(base_url: str) -> Iterator[Any]:
    """List the closed batches, newest first."""
    cursor = ""
    while cursor is not None:
        page = json.loads(get(f"{base_url}/settlements?limit=100{cursor}"))
        yield from page["batches"]
        cursor = page["next_cursor"] and f"&cursor={page['next_cursor']}"


def file_of(base_url: str, batch_id: str) -> bytes | None:
    """Download the CSV file of a batch, if there is one."""
    try:
        return get(f"{base_url}/settlements/{batch_id}/file?format=csv")
    except HTTPError as error:
        if error.code == 404:
            return None
        raise


def get(url: str) -> bytes:
    """Read what is at the URL."""
    with urlopen(url) as answer:
        return bytes(answer.read())


if __name__ == "__main__":
    with Path(sys.argv[2]).open(encoding="utf-8", newline="") as file:
        for finding in reconcile(sys.argv[1], list(csv.DictReader(file))):
            print(json.dumps(finding))
