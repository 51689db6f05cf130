"""What the loader accepts, and what it makes of it."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from paydrill.scenarios.files import Position, load_scenario, parse_scenario
from tests.scenarios.samples import EVERYTHING, HEAD, KNOWN, load, rule, write


def test_plain_data_comes_out(tmp_path):
    scenario = load(tmp_path, EVERYTHING)
    assert (scenario.name, scenario.seed) == ("good", 42)
    assert scenario.description == "Everything this format has."
    assert scenario.files == (tmp_path / "good.yaml",)
    rules = {rule["id"]: rule for rule in scenario.rules}
    assert rules["stolen-visa"] == {
        "id": "stolen-visa",
        "when": {
            "operation": "cards.create_payment",
            "amount": {"min": Decimal(10), "max": Decimal("20.50"), "cents": 51},
            "currency": ["USD", "NOK"],
            "customer": "cus_*",
            "card": {
                "number": "4000000000000002",
                "bin": "400000",
                "last4": "0002",
                "brand": "Visa",
                "token": "tok_1",
                "expired": False,
            },
            "description": "*gift*",
            "merchant_reference": "order-*",
            "header": {"X-Case": "lost-*", "amount": "5"},
            "method": "card",
            "time": {"between": ["22:00", "06:00"]},
            "nth": {"from": 2, "to": 4},
        },
        "chance": Decimal("0.25"),
        "then": {"declined": "stolen_card", "message": "Stolen", "response_code": "43"},
    }
    assert rules["either"]["when"] == {
        "any": [{"amount": [Decimal(1), Decimal("2.5")]}, {"not": {"currency": "USD"}}],
        "all": [{"refund_of": {"payment": "txn_*", "amount": Decimal(5), "description": "a"}}],
        "nth": {"every": 3},
    }


def test_what_is_compared_keeps_its_type(tmp_path):
    rules = {rule["id"]: rule for rule in load(tmp_path, EVERYTHING).rules}
    assert rules["other-faults"]["when"] == {
        "body": {
            "/amount": {"min": 10, "max": Decimal("20.5")},
            "/customer_id": {"matches": "^[a-z_]+", "like": "cus_*"},
        },
        "resource": {"/status": ["paid", None, True], "/a~1b~0": Decimal("5.5")},
        "nth": 7,
    }


def test_what_rules_do_comes_out_as_it_is_written(tmp_path):
    rules = {rule["id"]: rule for rule in load(tmp_path, EVERYTHING).rules}
    assert rules["review"]["then"] == {
        "pending": "manual_review",
        "later": [
            {"after": "30s", "pending": "verification", "message": "Still looking"},
            {"after": "1m", "declined": "card_declined", "response_code": "05"},
        ],
        "delay": {"median_ms": 800, "sigma": Decimal("0.4"), "max_ms": 5000},
        "fault": {"slow_drip": "5s", "effect": "committed"},
    }
    assert rules["steps"]["sequence"] == {
        "per": "card",
        "steps": [
            {"fault": {"status": 503, "retry_after_s": 1, "effect": "none"}},
            {"fault": {"truncate": 20, "effect": "committed"}},
            {"fault": {"truncate": True, "effect": "committed"}, "delay": {"ms": 1000}},
            {"fault": {"rate_limit": {"per_s": 5, "burst": 10}}},
            {},
        ],
        "after": "repeat",
    }


def test_examples_come_out_as_they_are_written(tmp_path):
    (example,) = load(tmp_path, EVERYTHING).examples
    assert example["given"] == {
        "operation": "cards.refund_transaction",
        "amount": Decimal(15),
        "currency": "NOK",
        "customer": "cus_7",
        "card": {"last4": "0002"},
        "description": "a gift",
        "header": {"X-Case": "lost-reply"},
        "method": "card",
        "at": "2026-01-27T22:30:00Z",
        "payment": "txn_1",
        "refund_of": {"payment": "txn_1", "amount": Decimal("20.00")},
        "call": 2,
    }
    assert example["expect"] == {"approved": True, "status": 503, "rule": "review"}


def test_numbers_are_of_the_kind_that_is_meant(tmp_path):
    rules = {rule["id"]: rule for rule in load(tmp_path, EVERYTHING).rules}
    delay = rules["steps"]["sequence"]["steps"][2]["delay"]["ms"]  # written 1e3
    amount = rules["either"]["when"]["all"][0]["refund_of"]["amount"]
    assert (type(delay), type(amount)) == (int, Decimal)


def test_json_is_read_as_well(tmp_path):
    scenario = load(tmp_path, EVERYTHING)
    content = {
        "scenario": 1.0,
        "name": "good",
        "description": "Everything this format has. \U0001f4b3",
        "rules": scenario.rules,
        "examples": scenario.examples,
    }
    for indent in (None, 2, "\t"):
        text = json.dumps(content, default=float, indent=indent)
        again = parse_scenario(text, label=Path("sent"), folder=tmp_path, known=KNOWN)
        assert again.rules == scenario.rules
        assert again.examples == scenario.examples
        assert again.description.endswith(". \U0001f4b3")


def test_little_is_required(tmp_path):
    scenario = load(tmp_path, HEAD)
    assert (scenario.description, scenario.seed, scenario.rules, scenario.examples) == (
        "",
        None,
        (),
        (),
    )


@pytest.mark.parametrize("literal", ["0.01", "0.010", "1e-2", ".01", "0.0100000"])
def test_amounts_are_made_from_the_digits(tmp_path, literal):
    scenario = load(tmp_path, HEAD + "rules:\n" + rule("a", f"{{amount: {literal}}}"))
    amount = scenario.rules[0]["when"]["amount"]
    assert isinstance(amount, Decimal)
    assert amount == Decimal("0.01")


def test_a_near_miss_stays_a_near_miss(tmp_path):
    text = HEAD + "rules:\n" + rule("a", "{amount: 0.0100000000000000000001}")
    assert load(tmp_path, text).rules[0]["when"]["amount"] > Decimal("0.01")


@pytest.mark.parametrize("word", ["NO", "off", "y", "1_000", "12:30", "2026-01-27", "0b1"])
def test_yaml_1_2_keeps_words_as_text(tmp_path, word):
    assert load(tmp_path, HEAD + f"description: {word}\n").description == word


def test_reasons_are_free_where_no_list_is_given(tmp_path):
    path = write(tmp_path, HEAD + "rules:\n" + rule("a", then="{pending: moon_phase}"))
    free = replace(KNOWN, pending_reasons=None)
    assert load_scenario(path, known=free).rules[0]["then"] == {"pending": "moon_phase"}


def test_a_byte_order_mark_and_windows_lines_are_fine(tmp_path):
    text = "\ufeff" + HEAD.replace("\n", "\r\n") + "description: ok\r\n"
    assert load(tmp_path, text).description == "ok"


def test_aliases_give_independent_copies(tmp_path):
    scenario = load(
        tmp_path,
        HEAD
        + "rules:\n"
        + rule("a", "{currency: &both [USD, EUR], amount: 1}")
        + rule("b", "{currency: *both, amount: 2}"),
    )
    first, second = (each["when"]["currency"] for each in scenario.rules)
    assert first == second
    assert first is not second


def test_where_finds_values_and_falls_back_to_what_is_around_them(tmp_path):
    write(tmp_path, HEAD + "rules:\n" + rule("b", "{amount: 2}"), "other.yaml")
    text = HEAD + (
        "include: [other.yaml]\n"
        "rules:\n"
        "  - id: a\n"
        "    when: {amount: 1}\n"
        "    then: {approved: true}\n"
        "examples:\n"
        "  - {given: {operation: cards.create_payment, amount: 1}, expect: {approved: true}}\n"
    )
    scenario = load(tmp_path, text)
    file = tmp_path / "good.yaml"
    assert scenario.where(0) == Position(file, 5, 5)
    assert scenario.where(0, "when", "amount") == Position(file, 6, 20)
    assert scenario.where(0, "when", "currency") == Position(file, 6, 11)
    assert scenario.where(1, "when") == Position(tmp_path / "other.yaml", 4, 19)
    assert scenario.where_example(0, "expect", "approved") == Position(file, 9, 78)
    assert scenario.where(0).problem("no").line == 5
