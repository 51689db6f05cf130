"""What the loader accepts, and what it makes of it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from paydrill.scenario_files import Position, load_scenario
from tests.scenarios.samples import HEAD, KNOWN, load, rule, write

EVERYTHING = """\
scenario: 1
name: good
description: Everything this format has.
seed: 42
rules:
  - id: stolen-visa
    when:
      operation: cards.create_payment
      amount: {min: 10, max: 20.50}
      currency: [USD, NOK]
      customer: cus_*
      card: {brand: Visa, last4: "0002", number: "4000000000000002"}
    chance: 0.25
    then: {declined: stolen_card, message: Stolen, response_code: "43"}
examples:
  - given:
      operation: cards.create_payment
      amount: 15
      currency: NOK
      customer: cus_7
      card: {last4: "0002"}
    expect: {declined: stolen_card, rule: stolen-visa}
"""


def test_plain_data_comes_out(tmp_path):
    scenario = load(tmp_path, EVERYTHING)
    assert (scenario.name, scenario.seed) == ("good", 42)
    assert scenario.description == "Everything this format has."
    assert scenario.files == (tmp_path / "good.yaml",)
    assert scenario.rules == (
        {
            "id": "stolen-visa",
            "when": {
                "operation": "cards.create_payment",
                "amount": {"min": Decimal(10), "max": Decimal("20.50")},
                "currency": ["USD", "NOK"],
                "customer": "cus_*",
                "card": {"brand": "Visa", "last4": "0002", "number": "4000000000000002"},
            },
            "chance": Decimal("0.25"),
            "then": {"declined": "stolen_card", "message": "Stolen", "response_code": "43"},
        },
    )
    assert scenario.examples[0]["given"]["amount"] == Decimal(15)
    assert scenario.examples[0]["expect"] == {"declined": "stolen_card", "rule": "stolen-visa"}


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


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("{amount: {max: 10}}", "{amount: {max: 10.01}}"),
        ("{amount: 1, currency: USD}", "{amount: 1}"),
        ("{currency: USD}", "{currency: [USD, EUR]}"),
        ("{operation: cards.create_payment}", "{operation: acquirer.authorize_payment}"),
        ("{customer: cus_a*}", "{customer: cus_*}"),
        ("{card: {brand: Visa}}", '{card: {last4: "0002"}}'),
    ],
)
def test_rules_that_can_be_reached(tmp_path, earlier, later):
    text = HEAD + "rules:\n" + rule("a", earlier) + rule("b", later)
    assert len(load(tmp_path, text).rules) == 2


def test_a_rule_with_chance_lets_later_rules_through(tmp_path):
    text = HEAD + "rules:\n  - {id: a, chance: 0.5, then: {approved: true}}\n" + rule("b")
    assert [each["id"] for each in load(tmp_path, text).rules] == ["a", "b"]


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
