"""Rules that come after others, and are reached all the same. For those that are not, see bad/."""

import pytest

from tests.scenarios.samples import HEAD, load, rule

APPROVE = "{approved: true}"


def ids(scenario):
    return [each["id"] for each in scenario.rules]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("{amount: {max: 10}}", "{amount: {max: 10.01}}"),
        ("{amount: [1, 2]}", "{amount: [2, 3]}"),
        ("{amount: [1, 2]}", "{amount: {min: 1, max: 2}}"),
        ("{amount: {cents: 51}}", "{amount: 1.52}"),
        ("{amount: {cents: 51}}", "{amount: {min: 5}}"),
        ("{amount: {min: 2, cents: 51}}", "{amount: 1.51}"),
        ("{amount: 1, currency: USD}", "{amount: 1}"),
        ("{currency: USD}", "{currency: [USD, EUR]}"),
        ("{operation: cards.create_payment}", "{operation: acquirer.authorize_payment}"),
        ("{customer: cus_a*}", "{customer: cus_*}"),
        ("{customer: cus_?}", "{customer: cus_1}"),
        ('{customer: "cus_[1]"}', "{customer: cus_1}"),
        ("{card: {brand: Visa}}", '{card: {last4: "0002"}}'),
        ('{card: {bin: "41111111"}}', '{card: {bin: "411111"}}'),
        ("{card: {expired: true}}", "{card: {expired: false}}"),
        ("{header: {X-Case: a}}", "{header: {X-Case: b}}"),
        ("{header: {X-Case: a}}", "{header: {X-Other: a}}"),
        ("{method: card}", "{method: pix}"),
        ('{time: {between: ["22:00", "06:00"]}}', '{time: {between: ["23:00", "05:00"]}}'),
        ("{refund_of: {amount: 1}}", "{refund_of: {amount: 2}}"),
        ("{any: [{amount: 1}, {amount: 2}]}", "{amount: 1}"),
        ("{not: {amount: 1}}", "{amount: 2}"),
        ("{amount: 1, nth: 2}", "{amount: 1}"),
        ("{body: {/a: true}}", "{body: {/a: 1}}"),
        ("{body: {/a: 1, /b: 1}}", "{body: {/a: 1}}"),
        ("{resource: {/a: 1}}", "{body: {/a: 1}}"),
    ],
)
def test_rules_that_can_be_reached(tmp_path, earlier, later):
    text = HEAD + "rules:\n" + rule("a", earlier) + rule("b", later)
    assert ids(load(tmp_path, text)) == ["a", "b"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("{delay: {ms: 5}}", APPROVE),
        ("{delay: {ms: 5}}", "{fault: {reset: true, effect: none}}"),
        ("{delay: {ms: 5}}", "{delay: {ms: 5}, fault: {reset: true, effect: committed}}"),
        ("{fault: {reset: true, effect: committed}}", APPROVE),
        ("{fault: {rate_limit: {per_s: 1, burst: 1}}}", APPROVE),
        ("{fault: {rate_limit: {per_s: 1, burst: 1}}}", "{fault: {reset: true, effect: none}}"),
    ],
)
def test_what_decides_nothing_lets_the_next_rule_decide(tmp_path, first, second):
    text = HEAD + "rules:\n" + rule("a", then=first) + rule("b", then=second)
    assert ids(load(tmp_path, text)) == ["a", "b"]


def test_a_rule_with_chance_lets_later_rules_through(tmp_path):
    text = HEAD + "rules:\n  - {id: a, chance: 0.5, then: {approved: true}}\n" + rule("b")
    assert ids(load(tmp_path, text)) == ["a", "b"]


def test_a_rule_with_a_sequence_lets_later_rules_through(tmp_path):
    text = HEAD + "rules:\n  - {id: a, sequence: {steps: [{approved: true}]}}\n" + rule("b")
    assert ids(load(tmp_path, text)) == ["a", "b"]


def test_an_outcome_leaves_alone_what_has_none(tmp_path):
    later = rule("b", "{operation: cards.get_transaction}", "{delay: {ms: 5}}")
    assert ids(load(tmp_path, HEAD + "rules:\n" + rule("a") + later)) == ["a", "b"]


def test_stars_do_not_take_for_ever(tmp_path):
    stars = "*a" * 90
    text = (
        HEAD
        + "rules:\n"
        + rule("a", f'{{customer: "{stars}b"}}')
        + rule("b", f'{{customer: "{stars}c"}}')
    )
    assert ids(load(tmp_path, text)) == ["a", "b"]


@pytest.mark.parametrize(
    "challenge",
    [
        "{challenge: required, later: [{after: 30s, challenge: authenticated}]}",
        "{challenge: frictionless}",
    ],
)
def test_a_challenge_leaves_the_outcome_after_it_to_the_next_rule(tmp_path, challenge):
    first = f"  - id: one\n    when: {{operation: cards.create_payment}}\n    then: {challenge}\n"
    second = "  - id: two\n    when: {operation: cards.create_payment, amount: 2}\n    then: "
    declines = f"{second}{{declined: insufficient_funds}}\n"
    text = f"{HEAD}rules:\n{first}{declines}"
    assert ids(load(tmp_path, text)) == ["one", "two"]


def test_a_decline_may_come_after_a_challenge_that_ends_by_itself(tmp_path):
    then = (
        "{challenge: required, declined: card_declined, later: [{after: 30s, challenge: failed}]}"
    )
    text = f"{HEAD}rules:\n  - id: one\n    then: {then}\n"
    assert ids(load(tmp_path, text)) == ["one"]
