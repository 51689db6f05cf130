"""`paydrill check` and `paydrill scenarios`, as somebody at a terminal runs them."""

import subprocess
import sys

import pytest
from click.testing import CliRunner

from paydrill.cli import paydrill
from tests.scenarios.samples import ROOT

GOOD = """\
scenario: 1
name: mine
rules:
  - id: no
    when: {amount: 42.42}
    then: {declined: do_not_honor}
examples:
  - given: {operation: cards.create_payment, amount: 42.42}
    expect: {declined: do_not_honor, rule: no}
"""


@pytest.fixture
def run(tmp_path):
    """Run `paydrill` with arguments; files are made from the texts that follow."""

    def run(*arguments, **texts):
        for name, text in texts.items():
            (tmp_path / f"{name}.yaml").write_text(text)
        files = [str(tmp_path / f"{name}.yaml") for name in texts]
        return CliRunner().invoke(paydrill, [*arguments, *files])

    return run


def test_what_is_shipped_is_well():
    command = [sys.executable, "-m", "paydrill", "check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert done.stdout.endswith("checked: all is well\n")


def test_every_problem_of_every_file_is_told_with_its_place_and_a_caret(run):
    typo = GOOD.replace("do_not_honor, ", "do_not_honour, ").replace(
        "then: {declined", "then: {declned"
    )
    done = run("check", one=typo, two=GOOD.replace("scenario: 1", "scenario: 2"), three=GOOD)
    assert done.exit_code == 1
    assert "one.yaml:6:12: " in done.output
    assert "two.yaml:1:11: " in done.output
    line = done.output.splitlines().index("    6 |     then: {declned: do_not_honor}")
    assert done.output.splitlines()[line + 1] == "      |            ^"
    assert done.output.endswith("problems\n")


def test_an_example_that_does_not_hold_says_what_happens_instead(run):
    done = run(
        "check", mine=GOOD.replace("amount: 42.42}\n    expect", "amount: 42.43}\n    expect")
    )
    assert done.exit_code == 1
    expected, met = "declined do_not_honor, rule no", "an approval; nearest was no, but for amount"
    assert f"mine.yaml:9:13: the example expects {expected}, and meets {met}" in done.output


def test_an_example_of_a_later_call_takes_the_steps_before_it(run):
    steps = GOOD.replace(
        "    then: {declined: do_not_honor}\n",
        "    sequence: {steps: [{fault: {status: 503, effect: none}}, {declined: do_not_honor}]}\n",
    )
    second = steps.replace("amount: 42.42}\n    expect", "amount: 42.42, call: 2}\n    expect")
    assert run("check", mine=second).exit_code == 0
    first = run("check", mine=steps)
    assert first.exit_code == 1
    assert "and meets rule no, status 503" in first.output


def test_contracts_are_checked_as_well(tmp_path):
    (tmp_path / "broken.yaml").write_text("openapi: 3.0.3\n")
    done = CliRunner().invoke(paydrill, ["check", "--contracts", str(tmp_path)])
    assert done.exit_code == 2
    assert "broken.yaml" in done.output


def test_the_list_names_every_scenario_and_says_which_cannot_be_used(tmp_path):
    (tmp_path / "mine.yaml").write_text(GOOD)
    (tmp_path / "other.yaml").write_text("scenario: 2\n")
    done = CliRunner().invoke(paydrill, ["scenarios", "--scenarios", str(tmp_path)])
    assert done.exit_code == 0
    assert "mine" in done.output
    assert "problems: python -m paydrill check other.yaml" in done.output


def test_a_description_is_listed_as_it_is_written(tmp_path):
    (tmp_path / "mine.yaml").write_text(
        GOOD.replace("rules:", "description: '[red] :bug:'\nrules:")
    )
    (tmp_path / "other.yaml").write_text("scenario: 1\nname: other\nrule: []\n")
    done = CliRunner().invoke(paydrill, ["scenarios", "--scenarios", str(tmp_path)])
    assert "[red] :bug:" in done.output
    assert "1 problem: python -m paydrill check other.yaml" in done.output


def test_contracts_that_cannot_be_read_are_told_in_a_line(tmp_path):
    done = CliRunner().invoke(paydrill, ["scenarios", "--contracts", str(tmp_path)])
    assert done.exit_code == 2
    assert done.stderr.startswith("paydrill scenarios: ")
    assert "no contract" in done.stderr
