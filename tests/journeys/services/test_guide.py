"""What language models are told at /llms.txt."""

import json
import re

import httpx

from tests.in_process import Asked, InProcess, only

SHOP = """
openapi: 3.1.0
info: {title: "Shops & <b>Co</b>", version: "1"}
paths:
  /orders:
    get:
      operationId: listOrders
      responses: {"200": {description: All orders.}}
"""
alone = only(SHOP)


def test_its_examples_are_taken_by_the_server(api: httpx.Client):
    told = api.get("/llms.txt")
    assert told.headers["content-type"].startswith("text/plain")
    assert told.text.isascii()
    assert "Amount 0.01: declined: insufficient_funds" in told.text
    text = told.text.replace("OPERATION_ID", "acquirer.authorize_payment")
    examples = re.findall(r"^.*?(\{\".*\})$", text, re.MULTILINE)
    assert len(examples) == 4
    outcome, fault, verify, advance = map(json.loads, examples)
    for path, body in (
        ("outcomes", outcome),
        ("outcomes", {"when": {}, **fault}),
        ("clock/advance", advance),
    ):
        taken = api.post(f"/_control/{path}", json=body)
        assert taken.is_success, taken.text
    verdict = api.post("/_control/requests/verify", json=verify).json()
    assert verdict["found"].startswith("Expected exactly 1 request")


def test_of_a_contract_without_payments_it_tells_of_none(alone: InProcess):
    told = alone.ask(Asked("GET", "/llms.txt")).body.decode()
    assert "[Shops & <b>Co</b>]" in told
    assert "## Payments" not in told
