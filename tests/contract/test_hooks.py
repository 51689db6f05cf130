"""The packaged hooks of Schemathesis: what they know by heart is what the server knows."""

import subprocess
import sys

import pytest

from paydrill.standards import standards
from paydrill.testing.meaningful import CARDS, DECIMALS, USUAL_DECIMALS, meaningful
from paydrill.testing.memory import LONGEST_KEY, Memory
from paydrill.testing.refusals import STATUSES
from paydrill.values import cards
from paydrill.values.cards import CardDetails
from tests.our_contracts import OUR_CONTRACTS
from tests.server_process import ROOT

BY_ID = {operation.id: operation for contract in OUR_CONTRACTS for operation in contract.operations}
HOOKS = "paydrill.testing.schemathesis"


def python(code: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_decimals_are_those_of_the_server():
    exponents = standards().currency_exponents
    assert exponents == {code: DECIMALS.get(code, USUAL_DECIMALS) for code in exponents}
    assert DECIMALS.keys() <= exponents.keys()


@pytest.mark.parametrize(("number", "digits"), CARDS.items())
def test_cards_are_taken(number: str, digits: int):
    details = CardDetails(number, 12, 2099, "1" * digits)
    assert cards.check_card(details, 0, standards().luhn)


@pytest.mark.parametrize("id_", STATUSES)
def test_refusals_are_documented(id_: str):
    assert set(STATUSES[id_]) <= BY_ID[id_].responses.keys()


def test_null_is_no_value():
    body = {"card_number": "1", "cvv": None, "expiry": None, "amount": None, "currency": None}
    assert meaningful(body) == body | {"card_number": meaningful(body)["card_number"]}


def test_every_key_is_fresh_in_this_run_and_in_others():
    first, second = Memory(), Memory()
    keys = [memory.fresh("k" * LONGEST_KEY) for memory in (first, second) for _ in range(3)]
    assert len(set(keys)) == len(keys)
    assert {len(key) for key in keys} == {LONGEST_KEY}


def test_they_need_nothing_but_schemathesis():
    loaded = f"import sys, {HOOKS}; print(*sys.modules)"
    modules = python(loaded).stdout.split()
    ours = {name for name in modules if name.startswith("paydrill.")}
    assert ours
    assert {name for name in ours if not name.startswith("paydrill.testing")} == set()
    assert {"connexion", "iso4217", "stdnum", "flask"} & set(modules) == set()


def test_without_schemathesis_the_error_says_what_to_install():
    done = python(f"import sys; sys.modules['schemathesis'] = None; import {HOOKS}")
    assert "needs Schemathesis 4.32 or later: pip install schemathesis" in done.stderr
    assert python("import paydrill.testing").returncode == 0


def test_what_an_attempt_is_supposed_to_send_is_any_value():
    supposed = {"body": 5, "resource": {"now": 1}, "path": {"by": None}, "query": {"url": [1.5]}}
    assert meaningful(supposed) == supposed
