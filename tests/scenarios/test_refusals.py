"""What the loader refuses, where, and in which words. Each file in bad/ says what to expect."""

import re
from pathlib import Path

import pytest

from paydrill.scenario_files import Problem, ScenarioFileError
from tests.scenarios.samples import BAD, HEAD, load, problems_of, rule, write


@pytest.mark.parametrize("path", sorted(BAD.glob("*.yaml")), ids=lambda path: path.stem)
def test_each_mistake_is_one_problem_at_its_place(path):
    expected = re.findall(r"^# expect: (\d+):(\d+) (.*)$", path.read_text(), re.MULTILINE)
    found = problems_of(path)
    assert [(p.line, p.column) for p in found] == [(int(ln), int(col)) for ln, col, _ in expected]
    for problem, (_, _, words) in zip(found, expected, strict=True):
        assert words.replace("BAD", str(BAD)) in problem.message


def test_a_problem_reads_like_a_compilers():
    problem = Problem(Path("scenarios/x.yaml"), 12, 5, "unknown key")
    assert str(problem) == "scenarios/x.yaml:12:5: unknown key"


def test_the_file_is_named_as_it_was_given(tmp_path, monkeypatch):
    write(tmp_path, HEAD + "seed: x\n", "scenarios/x.yaml")
    monkeypatch.chdir(tmp_path)
    (problem,) = problems_of(Path("scenarios/x.yaml"))
    assert str(problem).startswith("scenarios/x.yaml:3:7: seed must be")


def test_the_error_shows_every_problem(tmp_path):
    with pytest.raises(ScenarioFileError, match=r":3:7: seed .*\n.*:4:1: unknown key 'x'"):
        load(tmp_path, HEAD + "seed: -1\nx: 1\n")


@pytest.mark.parametrize(
    ("content", "line", "column", "words"),
    [
        (b"", 1, 1, "the file is empty"),
        (HEAD.encode() + b"description: \xff\n", 3, 14, "not UTF-8"),
        ("\ufeff# é\nname: é".encode() + b"\xe9", 2, 8, "not UTF-8"),
        (HEAD.encode("utf-16"), 1, 1, "not UTF-8"),
        (HEAD.encode() + b"description: a\x00b\n", 3, 15, "#x0000"),
        (b"#" * (1024 * 1024 + 1), 1, 1, "larger than 1048576 bytes"),
        (b"a: " + b"[" * 40, 1, 35, "nested deeper than 32 levels"),
        (b"a: &a [1]\nb: [" + b"*a, " * 101 + b"]", 2, 405, "more than 100 aliases"),
        (b"[" + b"1," * 100_000 + b"]", 1, 200_000, "more than 100000 values"),
    ],
)
def test_files_that_cannot_be_read(tmp_path, content, line, column, words):
    (problem,) = problems_of(write(tmp_path, content))
    assert (problem.line, problem.column) == (line, column)
    assert words in problem.message


def test_aliases_do_not_multiply(tmp_path):
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 9)]
    (problem,) = problems_of(write(tmp_path, "\n".join(["l0: &l0 [x, x]", *levels])))
    assert "more than 100000 values, aliases expanded" in problem.message


def test_aliases_do_not_hide_depth(tmp_path):
    deep = "a: &a " + "[" * 20 + "]" * 20
    (problem,) = problems_of(write(tmp_path, f"{deep}\nb: " + "[" * 15 + "*a" + "]" * 15))
    assert (problem.line, problem.message) == (2, "nested deeper than 32 levels")


def test_a_folder_and_a_missing_file(tmp_path):
    assert "not a file" in problems_of(tmp_path)[0].message
    assert "No such file" in problems_of(tmp_path / "none.yaml")[0].message


def test_a_card_number_is_never_shown(tmp_path):
    for number in ("4532015112830366", '"4532-0151-1283-0366"'):
        text = HEAD + "rules:\n" + rule("a", f"{{card: {{number: {number}}}}}")
        assert "0366" not in str(problems_of(write(tmp_path, text)))


def test_what_an_alias_repeats_is_wrong_once(tmp_path):
    text = HEAD + (
        "rules:\n"
        "  - {id: a, when: {amount: 1}, then: &then {declined: lost}}\n"
        "  - {id: b, when: {amount: 2}, then: *then}\n"
    )
    assert len(problems_of(write(tmp_path, text))) == 1


def test_an_aliased_rule_is_the_same_id_twice(tmp_path):
    text = HEAD + "rules:\n  - &a {id: a, then: {approved: true}}\n  - *a\n"
    assert "is taken" in problems_of(write(tmp_path, text))[0].message
