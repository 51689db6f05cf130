"""Hold the files that `paydrill init` writes, by their paths."""

SCENARIO_FILE = "scenarios/checkout.yaml"
TEST_FILE = "tests/test_checkout.py"

_SETTINGS = """\
# The settings of this project: what the options of `paydrill serve` hold.
scenario = "checkout"
store = "memory:"
"""

_SCENARIO = """\
# yaml-language-server: $schema=http://127.0.0.1:8000/_control/scenario-schema
# An editor completes this file while a server runs, which has the words of your contracts.
scenario: 1
name: checkout
description: What a checkout has to stand. One amount is declined, of another the reply is lost.

rules:
  - id: no-money
    when: {amount: 42.42}
    then: {declined: insufficient_funds}

  - id: lost-reply
    when: {amount: 77.77}
    then: {fault: {reset: true, effect: committed}}

examples:
  - given: {operation: acquirer.authorize_payment, amount: 42.42, currency: USD}
    expect: {declined: insufficient_funds, rule: no-money}
  - given: {operation: acquirer.authorize_payment, amount: 10.00, currency: USD}
    expect: {approved: true}
"""

_TEST = '''\
"""The checkout, when a card is declined. The fixture `paydrill` is a sandbox."""

import json
from urllib.request import Request, urlopen


def charge(url, amount):
    """Stand in for your application, which is told where its provider is."""
    order = {
        "card_number": "4111111111111111",
        "amount": amount,
        "currency": "USD",
        "customer_name": "Maria Oliveira",
    }
    headers = {"Content-Type": "application/json"}
    with urlopen(Request(f"{url}/payment", json.dumps(order).encode(), headers)) as answer:
        return json.load(answer)


def test_a_declined_card_is_charged_once(paydrill):
    payment = charge(paydrill.url, 42.42)
    assert payment["decline_code"] == "insufficient_funds"
    paydrill.assert_requested("acquirer.authorize_payment", count=1)
'''

_COMPOSE = """\
# docker compose up, then http://localhost:8000
services:
  paydrill:
    image: paydrill # docker build -t paydrill . in the folder of Paydrill's source makes it
    environment:
      PAYDRILL_HOST: 0.0.0.0
    ports:
      - "127.0.0.1:8000:8000"
    volumes:
      - ./paydrill.toml:/work/paydrill.toml:ro
      - ./scenarios:/work/scenarios:ro
"""

FIRST_FILES = {
    "paydrill.toml": _SETTINGS,
    SCENARIO_FILE: _SCENARIO,
    TEST_FILE: _TEST,
    "compose.yaml": _COMPOSE,
}
