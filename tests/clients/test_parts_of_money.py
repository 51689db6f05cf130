"""Real clients move a part of the money, and no more, whatever else they say in their requests."""

import asyncio
import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import pytest
import requests

from tests.server_process import IN_MEMORY, Server, running

HERE = Path(__file__).parent
PATIENCE_S = 120
CARD = {"card_number": "4111111111111111", "currency": "USD", "customer_name": "A"}
TO_TOKENIZE = {
    "card": {
        "card_number": "4111111111111111",
        "card_holder": "A",
        "expiry_month": 12,
        "expiry_year": 2035,
        "cvv": "123",
    },
    "customer": {
        "customer_id": "cus_1",
        "email": "a@example.com",
        "billing_address": {
            "street": "1",
            "city": "A",
            "state": "NY",
            "zip_code": "1",
            "country": "US",
        },
    },
}
JSON = {"Content-Type": "application/json"}

Posts = list[tuple[str, str]]
"""URLs and bodies, posted one after the other on one connection where the client keeps it."""


def output(command: list[str]) -> list[str]:
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=True)
    return done.stdout.splitlines()


def by_program(*command: str) -> Callable[[Posts], list[str]]:
    return lambda posts: output([*command, *(word for post in posts for word in post)])


def by_curl(*options: str) -> Callable[[Posts], list[str]]:
    common = ["-sS", *options, "-w", r"\n%{http_code}\n", "-H", "Content-Type: application/json"]

    def send(posts: Posts) -> list[str]:
        command = ["curl"]
        for url, body in posts:
            command += ["--next", *common, "-d", body, url]
        lines = output(command)
        return [f"{status} {body}" for body, status in zip(lines[::2], lines[1::2], strict=True)]

    return send


def by_httpx(posts: Posts) -> list[str]:
    with httpx.Client() as client:
        answers = [client.post(url, content=body, headers=JSON) for url, body in posts]
    return [f"{each.status_code} {each.text}" for each in answers]


def by_requests(posts: Posts) -> list[str]:
    with requests.Session() as session:
        answers = [session.post(url, data=body, headers=JSON, timeout=30) for url, body in posts]
    return [f"{each.status_code} {each.text}" for each in answers]


def by_aiohttp(posts: Posts) -> list[str]:
    async def send() -> list[str]:
        answers = []
        async with aiohttp.ClientSession(headers=JSON) as session:
            for url, body in posts:
                async with session.post(url, data=body) as answer:
                    answers.append(f"{answer.status} {await answer.text()}")
        return answers

    return asyncio.run(send())


CLIENTS = {
    "java": by_program("java", str(HERE / "Post.java")),
    "node": by_program("node", str(HERE / "post.mjs")),
    "curl": by_curl(),
    "curl --http2": by_curl("--http2"),
    "curl, an offer of WebSocket": by_curl("-H", "Connection: Upgrade", "-H", "Upgrade: websocket"),
    "httpx": by_httpx,
    "requests": by_requests,
    "aiohttp": by_aiohttp,
}
"""How each client posts; an answer is its status, a space and its body on one line."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running(*IN_MEMORY) as started:
        yield started


@pytest.fixture(params=CLIENTS)
def post(request: pytest.FixtureRequest) -> Callable[..., list[Any]]:
    """Post JSON bodies by one of the clients, and read the answers, which all are successes."""

    def send(*posts: tuple[str, Any]) -> list[Any]:
        answers = CLIENTS[request.param]([(url, json.dumps(body)) for url, body in posts])
        assert all(answer[:2] == "20" for answer in answers), answers
        return [json.loads(answer[4:]) for answer in answers]

    return send


def test_a_part_of_an_acquirer_payment_is_refunded_twice(server: Server, post: Any):
    [paid] = post((f"{server.url}/payment", CARD | {"amount": 150}))
    refund = f"{server.url}/refund/{paid['payment_id']}"
    answers = post((refund, {"amount": 50.00}), (refund, {"amount": 25.5}))
    assert [each["amount_refunded"] for each in answers] == [50, 75.5]
    matching = {"path": refund.removeprefix(server.url), "body": {"/amount": 25.5}}
    asked = {"matching": matching, "count": 1}
    assert httpx.post(f"{server.url}/_control/requests/verify", json=asked).json()["verified"]


def test_a_part_of_an_acquirer_payment_is_captured(server: Server, post: Any):
    [held] = post((f"{server.url}/payment", CARD | {"amount": 150, "capture": False}))
    payment_id = held["payment_id"]
    post((f"{server.url}/capture/{payment_id}", {"amount": 30}))
    assert httpx.get(f"{server.url}/status/{payment_id}").json()["amount_captured"] == 30


def test_a_part_of_a_card_transaction_is_captured_and_refunded(server: Server, post: Any):
    cards = f"{server.url}/api/v1"
    [token] = post((f"{cards}/tokenize", TO_TOKENIZE))
    order = {"token": token["token"], "customer_id": "cus_1", "amount": 150, "capture": False}
    [held] = post((f"{cards}/payments", order))
    transaction = f"{cards}/transactions/{held['transaction_id']}"
    post((f"{transaction}/capture", {"amount": 100}), (f"{transaction}/refund", {"amount": 40.25}))
    shown = httpx.get(transaction).json()
    assert (shown["amount_captured"], shown["amount_refunded"]) == (100, 40.25)


def test_a_part_of_a_pix_payment_is_returned(server: Server, post: Any):
    [made] = post((f"{server.url}/payments", {"value": 150}))
    charge = f"{server.url}/payments/pix/{made['payment']['id']}"
    paid = {"bank_payment_id": made["payment"]["bank_payment_id"], "value": 150}
    post((f"{server.url}/payments/pix/confirmation", paid), (f"{charge}/refund", {"value": 54.3}))
    shown = httpx.get(charge, headers={"Accept": "application/json"}).json()
    assert shown["amount_returned"] == 54.3


def test_one_currency_is_settled(server: Server, post: Any):
    for currency in ("USD", "EUR"):
        post((f"{server.url}/payment", CARD | {"amount": 9, "currency": currency}))
    [closed] = post((f"{server.url}/settlements", {"currency": "EUR"}))
    assert [each["currency"] for each in closed["batches"]] == ["EUR"]
