"""`paydrill settle` against a running server."""

import csv
import json
from hashlib import sha256

import httpx
import pytest
from lxml import etree

from tests.commands.terminal import NOBODY, fails, run
from tests.journeys.conftest import sandbox_of
from tests.server_process import IN_MEMORY, running

BREAKS = "/_control/settlements/breaks"


@pytest.fixture(scope="module")
def url():
    with running(*IN_MEMORY) as server:
        yield server.url


@pytest.fixture
def shop(url, request):
    """A sandbox of the test's own, in which two currencies were paid."""
    with httpx.Client(base_url=f"{url}/~{sandbox_of(request)}", timeout=30) as client:
        noon = {"now": "2026-01-27T12:00:00Z", "frozen": True}
        assert client.put("/_control/clock", json=noon).status_code == 200
        for currency in ("USD", "EUR", "USD"):
            pay(client, currency)
        yield client


def pay(shop, currency):
    order = {"card_number": "4111111111111111", "amount": 10, "customer_name": "Ada"}
    assert shop.post("/payment", json=order | {"currency": currency}).status_code == 201


@pytest.fixture
def settle(shop, url, tmp_path):
    """Run the command in the shop's sandbox; files go to a folder that is not there yet."""
    sandbox = str(shop.base_url).rstrip("/").rpartition("~")[2]
    folder = tmp_path / "files" / "today"
    return lambda *more: run("settle", "--url", url, "--sandbox", sandbox, "--out", folder, *more)


def files(tmp_path):
    return sorted(each.name for each in (tmp_path / "files" / "today").iterdir())


def test_what_is_open_is_closed_and_its_files_downloaded(shop, settle, tmp_path):
    done = settle()
    assert done.exit_code == 0, done.output
    assert files(tmp_path) == [
        *("settlement_EUR_20260127_0001.csv", "settlement_USD_20260127_0001.csv")
    ]
    file = tmp_path / "files" / "today" / "settlement_USD_20260127_0001.csv"
    assert f"{file}: 2 lines, net 20.00 USD" in done.output
    with file.open(newline="") as rows:
        assert [row["gross_credit"] for row in csv.DictReader(rows)][:2] == ["10.00", "10.00"]
    batch = shop.get("/settlements", params={"currency": "USD"}).json()["batches"][0]
    assert sha256(file.read_bytes()).hexdigest() == batch["checksum"]["value"]


@pytest.mark.parametrize(
    ("name", "suffix", "lines"),
    [
        ("json", "json", lambda text: len(json.loads(text)["lines"])),
        (
            "camt053",
            "xml",
            lambda text: sum(
                e.tag.endswith("}Ntry") for e in etree.fromstring(text.encode()).iter()
            ),
        ),
        ("fixed", "txt", lambda text: sum(row.startswith("2") for row in text.splitlines())),
    ],
)
def test_each_format_can_be_had(settle, tmp_path, name, suffix, lines):
    assert settle("--format", name, "--currency", "USD").exit_code == 0
    [file] = files(tmp_path)
    assert file == f"settlement_USD_20260127_0001.{suffix}"
    assert lines((tmp_path / "files" / "today" / file).read_text()) >= 2


def test_what_is_closed_already_is_downloaded_and_nothing_else_closed(shop, settle, tmp_path):
    shop.post("/settlements")
    pay(shop, "USD")
    done = settle("--closed", "--business-date", "2026-01-27")
    assert done.exit_code == 0, done.output
    assert len(files(tmp_path)) == 2
    assert len(shop.get("/settlements").json()["batches"]) == 2


def test_a_file_that_is_missing_ends_with_1_and_one_delivered_twice_is_kept_twice(
    shop, settle, tmp_path
):
    for type_, currency in (("missing_file", "EUR"), ("duplicate_file", "USD")):
        answer = shop.post(BREAKS, json={"type": type_, "currency": currency})
        assert answer.status_code == 201, answer.text
    done = settle()
    assert done.exit_code == 1
    assert "stl_EUR_20260127_0001 has no file: 1 line, net 10.00 EUR" in done.output
    assert files(tmp_path) == [
        *("settlement_USD_20260127_0001-2.csv", "settlement_USD_20260127_0001.csv")
    ]


def test_nothing_to_settle_is_said(settle):
    assert settle("--closed").output == "nothing to settle\n"


def test_the_url_may_name_the_sandbox(shop, url, tmp_path):
    done = run("settle", "--url", shop.base_url, "--out", tmp_path)
    assert "net 20.00 USD" in done.output
    assert run("settle", "--url", url, "--out", tmp_path).output == "nothing to settle\n"


def test_a_sandbox_that_is_not_there_is_told_and_not_made(url, tmp_path):
    for options in (("--url", url, "--sandbox", "nix"), ("--url", f"{url}/~nix")):
        fails(run("settle", *options, "--out", tmp_path), 2, f"there is no sandbox nix at {url}")
    assert httpx.get(f"{url}/_control/sandboxes/nix").status_code == 404
    done = run("settle", "--url", url, "--sandbox", "Nix", "--out", tmp_path)
    assert "--sandbox: 'Nix' is no sandbox's name" in done.stderr


def test_what_cannot_be_done_is_told_in_a_line(settle, tmp_path):
    fails(run("settle", "--url", NOBODY, "--out", tmp_path), 2, "no server answers at ")
    fails(settle("--business-date", "2030-01-01"), 2, "409 business_date_not_open: ")
    fails(settle("--currency", "QQQ"), 2, "400 invalid_request: /currency: ")
    (tmp_path / "files").write_text("in the way")
    done = settle()
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert "cannot be written" in done.stderr
