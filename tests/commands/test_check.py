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


OBSTACLES = """\
openapi: 3.0.3
info: {title: Shop, version: 1.0}
paths:
  x-ours: [1]
  /a/{id}:
    get:
      operationId: a
      security: [{lost: []}]
      parameters:
        - {name: n, in: query, schema: {type: integer, default: '5'}}
        - {name: a b, in: header, schema: {type: string}}
      responses:
        200:
          description: 5
          headers: {"no name": {schema: {type: string}}, X-Plain: {description: d}}
          content: {application/json: {schema: {type: integer, format: int32}, example: 3000000000}}
        default: {$ref: '#/components/responses/Lost'}
  /a/{name}:
    get: {operationId: a, responses: {200: {description: d}}}
    put: {operationId: a, responses: {200: {description: d}}}
components:
  schemas:
    Bad: {type: string, pattern: '(('}
    Out: {$ref: ../out.yaml}
    Far: {$ref: 'https://contracts.invalid/far.yaml'}
    Slow: {type: string, pattern: '^([\\w-.]+)+$'}
    Mended: {type: int, maxLength: '5'}
    Twice: {type: string, type: integer}
"""


def test_each_obstacle_is_told_at_its_line(run):
    done = run("check", shop=OBSTACLES)
    assert done.exit_code == 0
    lines = [each for each in done.output.splitlines() if ".yaml:" in each]
    told = {
        (int(each.split(".yaml:")[1].split(":")[0]), each.rpartition("(")[2].rstrip(")"))
        for each in lines
    }
    assert told >= {
        (2, "wrong-type"),
        (6, "path-parameter-undeclared"),
        (8, "undefined-security-scheme"),
        (10, "default-of-wrong-type"),
        (11, "unusable-header"),
        (14, "wrong-type"),
        (15, "unusable-header"),
        (15, "parameter-without-schema"),
        (16, "invalid-example"),
        (17, "missing-reference"),
        (19, "duplicate-path"),
        (20, "duplicate-operation-id"),
        (23, "unusable-pattern"),
        (24, "reference-outside"),
        (25, "remote-reference"),
        (26, "slow-pattern"),
        (27, "keyword-mended"),
        (28, "duplicate-key"),
    }
    assert f"1 contract checked: {len(lines)} findings" in done.output
    assert "A start tells of 21: it leaves out examples" in done.output
    assert run("check", "--strict", shop=OBSTACLES).exit_code == 1


UNKNOWN_KEYS = """
openapi: {version}
info: {{title: Shop, version: '1'}}
tags: [{{name: a}}, {{nam: b, name: b}}]
paths:
  /orders:
    gett: {{responses: {{200: {{description: d}}}}}}
    put:
      tags: [fine, 1]
      descripton: Mistyped
      responses: {{200: {{description: d}}}}
"""


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
def test_an_unknown_key_and_the_item_of_a_list_are_named(run, version):
    done = run("check", shop=UNKNOWN_KEYS.format(version=version))
    said = [
        each.partition(": ")[2].partition(";")[0]
        for each in done.output.splitlines()
        if each.endswith("(not-as-specified)")
    ]
    assert said == [
        "nam is not a field that OpenAPI has (did you mean name?)",
        "gett is not a field that OpenAPI has (did you mean get?)",
        "item 2 of tags must be a string",
        "descripton is not a field that OpenAPI has (did you mean description?)",
    ]


ANSWERING = """\
scenario: 1
name: mine
rules:
  - id: named
    when: {operation: acquirer.authorize_payment, body: {/customer_name: "Ada*", /amount: 5.5}}
    then: {respond: {status: 503, body: {/detail: Closed}}}
examples:
  - given: {operation: acquirer.authorize_payment, body: {customer_name: Ada L., amount: 5.50}}
    expect: {respond: {status: 503, body: {/detail: Closed}}, rule: named}
  - given: {operation: acquirer.authorize_payment, body: {customer_name: Bob, amount: 5.50}}
    expect: {approved: true}
"""


def test_examples_have_bodies_and_expect_answers(run):
    assert run("check", mine=ANSWERING).output == "1 scenario checked: all is well\n"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            "expect: {respond: {status: 503, body: {/detail: Closed}}",
            "expect: {respond: {status: 503, body: {/detail: Open}}",
            'and meets rule named, respond {status: 503, body: {"/detail": Closed}}',
        ),
        (
            "customer_name: Ada L., amount: 5.50",
            "customer_name: Ada L., amount: 5",
            "and meets an approval; nearest was named, but for body /amount",
        ),
    ],
)
def test_an_example_of_an_answer_that_does_not_hold_says_what_happens(run, before, after, said):
    done = run("check", mine=ANSWERING.replace(before, after))
    assert done.exit_code == 1
    assert said in done.output
