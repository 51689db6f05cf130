"""Stripe's own clients, unmodified but for their address, pay on our own engine."""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from tests.clients.libraries import node, python
from tests.server_process import IN_MEMORY, Server, running

HERE = Path(__file__).parent
PATIENCE_S = 120
LANGUAGES: dict[str, Callable[[Path], list[str]]] = {".py": python, ".mjs": node}
PROGRAMS = (*sorted(HERE.glob("stripe_journey*")), HERE / "stripe_in_parallel.py")
KEY = "sk_test_jdk"
HEADERS = {
    "Authorization": f"Bearer {KEY}",
    "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8",
    "Stripe-Version": "2026-09-30.dahlia",
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server of our own contracts."""
    with running(*IN_MEMORY) as started:
        yield started


@pytest.mark.parametrize("program", PROGRAMS, ids=[each.name for each in PROGRAMS])
def test_the_client_of_stripe_is_content(server: Server, program: Path):
    command = [*LANGUAGES[program.suffix](program), server.url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "Traceback" not in server.log()


def post_by_java(*posts: tuple[str, dict[str, Any]], **headers: str) -> list[Any]:
    """Post forms by the JDK's own client, and read the answers, which all are successes."""
    command = ["java", str(HERE / "Post.java")]
    for name, value in {**HEADERS, **headers}.items():
        command += ["-H", f"{name.replace('_', '-')}: {value}"]
    for url, form in posts:
        command += [url, urlencode(form)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=True)
    answers = [line.partition(" ") for line in done.stdout.splitlines()]
    assert [status for status, _, _ in answers] == ["200"] * len(posts), answers
    return [json.loads(body) for _, _, body in answers]


def test_the_client_of_the_jdk_moves_a_part_of_the_money(server: Server):
    intents = f"{server.url}/v1/payment_intents"
    order = {
        "amount": 2000,
        "currency": "usd",
        "payment_method": "pm_card_visa",
        "payment_method_types[]": "card",
        "confirm": "true",
        "capture_method": "manual",
        "metadata[order]": "não & 1",
        "expand[0]": "latest_charge",
    }
    held, again = post_by_java((intents, order), (intents, order), Idempotency_Key="order-1")
    assert again == held
    assert (held["status"], held["metadata"]) == ("requires_capture", {"order": "não & 1"})
    assert held["latest_charge"]["captured"] is False
    refund = {"payment_intent": held["id"], "amount": 500, "reason": "requested_by_customer"}
    taken, returned = post_by_java(
        (f"{intents}/{held['id']}/capture", {"amount_to_capture": 1500}),
        (f"{server.url}/v1/refunds", refund),
    )
    assert (taken["status"], taken["amount_received"]) == ("succeeded", 1500)
    assert (returned["status"], returned["amount"]) == ("succeeded", 500)
    moved = httpx.get(f"{server.url}/v1/balance_transactions", auth=(KEY, "")).json()["data"]
    assert [each["amount"] for each in moved] == [-500, 1500]
