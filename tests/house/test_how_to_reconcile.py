"""What docs/how-to/reconcile.md shows is what happens, and its script finds every break."""

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from paydrill.app import build
from paydrill.cli import paydrill
from paydrill.settings import Settings
from tests.curl import curl
from tests.server_process import IN_MEMORY, ROOT, Server, running

PAGE = (ROOT / "docs" / "how-to" / "reconcile.md").read_text(encoding="utf-8")
SCRIPT = ROOT / "docs" / "how-to" / "reconcile.py"
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
BREAKS = re.findall(r"^\| `(\w+)` \| .* \|$", PAGE, re.MULTILINE)
COLUMNS = "happened_at,transaction_id,currency,gross"
NOON = "2026-01-27T12:00:00.000Z"
IN_LINES = ["amount_off_by_one", "wrong_fee"]
DISPUTED = """
scenario: 1
name: disputed
include: [settlement.yaml]
settlement:
  cutoff: {time: "22:00", zone: America/Sao_Paulo}
  dispute_fee: 15.00
  fees:
    - interchange: {percent: 1.2}
      scheme: {percent: 0.13, fixed: 0.02}
      markup: {percent: 0.5, fixed: 0.10}
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running(*IN_MEMORY, "--scenario", "settlement") as started:
        yield started


def reconcile(base_url: str, books: Path) -> str:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), base_url, str(books)],
        capture_output=True,
        check=True,
        text=True,
    )
    return done.stdout


def do(command: str, server: Server, books: Path) -> str:
    """What a command of the page prints."""
    match command.split():
        case ["make", *_]:  # the server of these tests
            return ""
        case ["python", script, address, "books.csv"]:
            assert ROOT / script == SCRIPT
            return reconcile(address.replace("http://localhost:8000", server.url), books)
        case ["python", "-m", "paydrill", *arguments, "--out", "files"]:
            folder = books.with_name("files")
            options = [*arguments, "--out", str(folder), "--url", server.url]
            done = CliRunner().invoke(paydrill, options)
            assert (done.exit_code, len(list(folder.iterdir()))) == (0, 2), done.output
            return done.output
    answer = curl(command, server.url)
    assert answer.status_code < 400, (command, answer.text)
    return answer.text


def test_the_worked_example_goes_as_it_is_printed(server: Server, tmp_path: Path):
    books = tmp_path / "books.csv"
    printed, done = "", 0
    for language, text in BLOCKS:
        if language == "sh":
            commands = text.replace("\\\n", " ").splitlines()
            printed = [do(command, server, books) for command in commands][-1]
        elif text.startswith(COLUMNS):
            books.write_text(text, encoding="utf-8")
        elif language == "json":
            assert json.loads(printed) == json.loads(text)
            done += 1
        elif language == "csv":
            assert printed.replace("\r\n", "\n") == text
            done += 1
    assert done == 7


def test_with_honest_files_nothing_is_found(server: Server, tmp_path: Path):
    with trading(server, "honest") as api:
        books = written(trade(api), tmp_path)
        cross_the_cutoff(api)
        assert reconcile(url_of(api), books) == ""


@pytest.mark.parametrize("type_", BREAKS)
def test_each_break_is_found_and_nothing_else(server: Server, tmp_path: Path, type_: str):
    with trading(server, type_.replace("_", "-")) as api:
        assert api.post("/_control/settlements/breaks", json={"type": type_}).status_code == 201
        books = written(trade(api), tmp_path)
        cross_the_cutoff(api)
        [*_, batch] = api.get("/settlements").json()["batches"]
        key = api.get(f"/_control/settlements/{batch['batch_id']}/answer-key").json()
        found = [json.loads(line) for line in reconcile(url_of(api), books).splitlines()]
        assert [each.pop("batch_id") for each in found] == [key["batch_id"]]
        assert found == key["breaks"]
        assert found[0]["type"] == type_


@pytest.mark.parametrize("line", [4, 5, 6, 7])
@pytest.mark.parametrize("type_", [each for each in BREAKS if each.endswith("line")] + IN_LINES)
def test_breaks_are_found_in_lines_of_disputes_too(
    server: Server, tmp_path: Path, type_: str, line: int
):
    with trading(server, f"disputed-{type_}-{line}".replace("_", "-")) as api:
        api.put("/_control/scenarios/disputed", json={"source": DISPUTED}).raise_for_status()
        api.put("/_control/scenarios/active", json={"name": "disputed"}).raise_for_status()
        wanted = {"type": type_, "line": line}
        assert api.post("/_control/settlements/breaks", json=wanted).status_code == 201
        rows = [[*row, ""] for row in trade(api)]
        books = written([*rows[:3], *dispute(api, rows[2][1])], tmp_path)
        cross_the_cutoff(api)
        [*_, batch] = api.get("/settlements").json()["batches"]
        key = api.get(f"/_control/settlements/{batch['batch_id']}/answer-key").json()
        found = [json.loads(each) for each in reconcile(url_of(api), books).splitlines()]
        assert [each.pop("batch_id") for each in found] == [key["batch_id"]]
        assert found == key["breaks"]


@pytest.mark.parametrize("line", [1, 2])
@pytest.mark.parametrize("type_", ["missing_line", "duplicated_line", "amount_off_by_one"])
def test_breaks_are_found_in_captures_in_parts(
    server: Server, tmp_path: Path, type_: str, line: int
):
    with trading(server, f"parts-{type_.replace('_', '-')}-{line}") as api:
        wanted = {"type": type_, "line": line}
        assert api.post("/_control/settlements/breaks", json=wanted).status_code == 201
        body = {"card_number": "4111111111111111", "currency": "USD", "customer_name": "Ada"}
        held = api.post("/payment", json=body | {"amount": 70, "capture": False}).json()
        for amount in (30, 40):
            part = {"amount": amount, "final": False}
            api.post(f"/capture/{held['payment_id']}", json=part).raise_for_status()
        rows = [[NOON, held["payment_id"], "USD", gross] for gross in ("30.00", "40.00")]
        cross_the_cutoff(api)
        [batch] = api.get("/settlements").json()["batches"]
        key = api.get(f"/_control/settlements/{batch['batch_id']}/answer-key").json()
        printed = reconcile(url_of(api), written(rows, tmp_path))
        found = [json.loads(each) for each in printed.splitlines()]
        assert [each.pop("batch_id") for each in found] == [batch["batch_id"]]
        assert found == key["breaks"]


@pytest.mark.parametrize(("currency", "amount"), [("JPY", "1000"), ("KWD", "10.125")])
def test_currencies_have_their_own_decimals(
    server: Server, tmp_path: Path, currency: str, amount: str
):
    with trading(server, f"in-{currency.lower()}") as api:
        body = {"card_number": "4111111111111111", "currency": currency, "customer_name": "Ada"}
        paid = api.post("/payment", json=body | {"amount": float(amount)}).json()
        rows = [[paid["timestamp"], paid["payment_id"], currency, amount]]
        cross_the_cutoff(api)
        assert reconcile(url_of(api), written(rows, tmp_path)) == ""


def test_the_table_has_every_break():
    schema = json.loads((ROOT / "openapi" / "scenario.schema.json").read_text(encoding="utf-8"))
    assert schema["$defs"]["break"]["properties"]["type"]["enum"] == BREAKS


def test_the_breaks_can_be_put_into_a_scenario(tmp_path: Path):
    [section] = [text for language, text in BLOCKS if language == "yaml"]
    file = tmp_path / "broken.yaml"
    file.write_text(f"scenario: 1\nname: broken\n{section}", encoding="utf-8")
    assert build(Settings(store="memory:", scenario=str(file))).served.scenario == "broken"


@contextmanager
def trading(server: Server, sandbox: str) -> Iterator[httpx.Client]:
    """A client of a sandbox whose clock stands still at noon."""
    with httpx.Client(base_url=f"{server.url}/~{sandbox}", timeout=30) as api:
        api.put("/_control/clock", json={"now": NOON, "frozen": True})
        yield api


def url_of(api: httpx.Client) -> str:
    return str(api.base_url).rstrip("/")


def trade(api: httpx.Client) -> list[list[str]]:
    """Three payments and a refund, as the merchant writes them down."""
    rows = []
    for amount in ("10.00", "20.00", "30.00"):
        body = {"card_number": "4111111111111111", "currency": "USD", "customer_name": "Ada"}
        paid = api.post("/payment", json={**body, "amount": float(amount)}).json()
        rows.append([paid["timestamp"], paid["payment_id"], "USD", amount])
    back = api.post(f"/refund/{rows[1][1]}", json={"amount": 5}).json()
    return [*rows, [back["timestamp"], back["refund_id"], "USD", "-5.00"]]


def dispute(api: httpx.Client, payment: str) -> list[list[str]]:
    """A dispute that is won, as the merchant writes it down, with the refund of `trade` first."""
    [refund] = [each["subject"] for each in events(api, "refund.approved")]
    wanted = {"payment": payment, "reason": "fraudulent"}
    id_ = api.post("/_control/disputes", json=wanted).json()["dispute_id"]
    api.post(f"/disputes/{id_}/evidence", json={"text": "winning_evidence"}).raise_for_status()
    moved = [(refund, "-5.00", ""), (id_, "-30.00", "chargeback")]
    moved += [(id_, "0.00", "dispute_fee"), (id_, "30.00", "chargeback_reversal")]
    return [[NOON, about, "USD", gross, type_] for about, gross, type_ in moved]


def events(api: httpx.Client, type_: str) -> list[dict[str, Any]]:
    page: dict[str, list[dict[str, Any]]]
    page = api.get("/_control/events", params={"type": type_}).json()
    return page["events"]


def written(rows: list[list[str]], folder: Path) -> Path:
    text = io.StringIO(newline="")
    columns = [*COLUMNS.split(","), "type"][: len(rows[0])]
    csv.writer(text).writerows([columns, *rows])
    books = folder / "books.csv"
    books.write_text(text.getvalue(), encoding="utf-8", newline="")
    return books


def cross_the_cutoff(api: httpx.Client) -> None:
    """A day and a bit, after which a late file is there as well."""
    api.post("/_control/clock/advance", json={"by": "16h"})
