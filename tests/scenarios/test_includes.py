"""Files that include others: order, replacement, cycles, and whose mistake it is."""

import pytest

from tests.scenarios.samples import HEAD, load, problems_of, rule, write


def test_included_rules_come_after_and_are_replaced(tmp_path):
    write(tmp_path, HEAD + "rules:\n" + rule("x", "{amount: 5}"), "shared/deep.yaml")
    write(
        tmp_path,
        HEAD
        + "seed: 7\ninclude: [deep.yaml]\nrules:\n"
        + rule("b", "{amount: 2}")
        + rule("c", "{amount: 3}"),
        "shared/middle.yaml",
    )
    scenario = load(
        tmp_path,
        HEAD
        + "include: [shared/middle.yaml, shared/deep.yaml]\nrules:\n"
        + rule("a", "{amount: 1}")
        + rule("c", "{amount: 4}"),
    )
    assert [(each["id"], each["when"]["amount"]) for each in scenario.rules] == [
        ("a", 1),
        ("c", 4),
        ("b", 2),
        ("x", 5),
    ]
    assert scenario.seed is None
    assert [file.name for file in scenario.files] == ["good.yaml", "middle.yaml", "deep.yaml"]


@pytest.mark.parametrize("order", ["[one.yaml, two.yaml]", "[two.yaml, one.yaml]"])
def test_a_replacement_holds_in_any_order_of_includes(tmp_path, order):
    write(tmp_path, HEAD + "rules:\n" + rule("x", "{amount: 1}"), "two.yaml")
    write(tmp_path, HEAD + "include: [two.yaml]\nrules:\n" + rule("x", "{amount: 2}"), "one.yaml")
    scenario = load(tmp_path, HEAD + f"include: {order}\n")
    assert [each["when"]["amount"] for each in scenario.rules] == [2]


def test_two_included_files_cannot_both_have_a_rule(tmp_path):
    write(tmp_path, HEAD + "rules:\n" + rule("x", "{amount: 1}"), "one.yaml")
    write(tmp_path, HEAD + "rules:\n" + rule("x", "{amount: 2}"), "two.yaml")
    path = write(tmp_path, HEAD + "include: [one.yaml, two.yaml]\n")
    (problem,) = problems_of(path)
    assert (problem.file.name, problem.line, problem.column) == ("two.yaml", 4, 10)
    assert "one.yaml has a rule 'x' too" in problem.message


def test_problems_of_all_files_come_together(tmp_path):
    write(tmp_path, HEAD + "seed: x\n", "other.yaml")
    path = write(tmp_path, HEAD + "include: [other.yaml, none.yaml]\nsed: 1\n")
    found = [(p.file.name, p.line) for p in problems_of(path)]
    assert found == [("good.yaml", 3), ("good.yaml", 4), ("other.yaml", 3)]


def test_include_cycles_are_found(tmp_path):
    write(tmp_path, HEAD + "include: [good.yaml]\n", "other.yaml")
    path = write(tmp_path, HEAD + "include: [other.yaml]\n")
    (problem,) = problems_of(path)
    assert (problem.file.name, problem.line, problem.column) == ("other.yaml", 3, 11)
    assert problem.message.startswith("a file includes itself: ")


def test_a_chain_of_files_ends_somewhere(tmp_path):
    for n in range(40):
        write(tmp_path, HEAD + f"include: [f{n + 1}.yaml]\n", f"f{n}.yaml")
    (problem,) = problems_of(tmp_path / "f0.yaml")
    assert (problem.file.name, problem.message) == ("f31.yaml", "more than 32 files")


def test_an_own_rule_that_blocks_an_included_one_is_blamed(tmp_path):
    write(tmp_path, HEAD + "rules:\n" + rule("b", "{amount: 2}"), "other.yaml")
    path = write(tmp_path, HEAD + "include: [other.yaml]\nrules:\n" + rule("a"))
    (problem,) = problems_of(path)
    assert (problem.file, problem.line) == (path, 5)
    assert "other.yaml:4:5) can never be reached" in problem.message


def test_examples_may_name_included_rules(tmp_path):
    write(tmp_path, HEAD + "rules:\n" + rule("b", "{amount: 2}"), "other.yaml")
    expect = (
        "{given: {operation: cards.create_payment, amount: 2}, expect: {approved: true, rule: b}}"
    )
    scenario = load(tmp_path, HEAD + f"include: [other.yaml]\nexamples:\n  - {expect}\n")
    assert scenario.examples[0]["expect"]["rule"] == "b"


def test_what_becomes_of_a_scenario_changes_none_that_includes_the_same_file(tmp_path):
    write(tmp_path, HEAD + "rules:\n" + rule("x", "{amount: 1}"), "shared.yaml")
    text = HEAD + "include: [shared.yaml]\n"
    load(tmp_path, text).rules[0]["when"]["amount"] = 2
    assert load(tmp_path, text).rules[0]["when"]["amount"] == 1
