"""What the loader refuses, where, and in which words. Each file in bad/ says what to expect."""

import re
from pathlib import Path

import pytest

from paydrill.scenarios.files import Problem, ScenarioFileError, load_scenario, parse_scenario
from tests.scenarios.samples import BAD, HEAD, KNOWN, load, problems_of, rule, write


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


def many(key, item):
    """One more than there may be."""
    return HEAD + f"{key}:\n" + "".join(item.replace("NUMBER", str(n)) for n in range(1, 1002))


def when(conditions):
    return HEAD + "rules:\n" + rule("a", conditions)


@pytest.mark.parametrize(
    ("content", "line", "column", "words"),
    [
        (b"", 1, 1, "the file is empty; begin with scenario: 1, and a name"),
        (
            HEAD.encode() + b"description: \xff\n",
            3,
            14,
            "the file is not UTF-8 text: save it as UTF-8",
        ),
        (
            "\ufeff# é\nname: é".encode() + b"\xe9",
            2,
            8,
            "the file is not UTF-8 text: save it as UTF-8",
        ),
        (HEAD.encode("utf-16"), 1, 1, "the file is not UTF-8 text: save it as UTF-8"),
        (HEAD.encode() + b"description: a\x00b\n", 3, 15, "#x0000"),
        (
            HEAD.encode() + "description: é".encode("latin-1"),
            3,
            14,
            "the file is not UTF-8 text: save it as UTF-8",
        ),
        (b"\xff\xfe\x00\x00", 1, 1, "the file is not UTF-8 text: save it as UTF-8"),
        (b"#" * (1024 * 1024 + 1), 1, 1, "larger than 1048576 bytes"),
        (HEAD.encode() + b"description: x\n" * 700_000, 1, 1, "larger than 1048576 bytes"),
        (b"a: " + b"[" * 40, 1, 35, "nested deeper than 32 levels"),
        (b"a: &a [1]\nb: [" + b"*a, " * 101 + b"]", 2, 405, "more than 100 aliases"),
        (b"[" + b"1," * 100_000 + b"]", 1, 200_000, "more than 100000 values"),
        (b"a: &a [1]\n" + b"b: {c: &a [*a]}", 2, 12, "the alias 'a' contains itself"),
        (
            many("rules", rule("rNUMBER", "{amount: NUMBER}")),
            4,
            3,
            "at most 1000 rules",
        ),
        (
            many(
                "examples",
                "  - {given: {operation: cards.create_payment}, expect: {approved: true}}\n",
            ),
            4,
            3,
            "at most 1000 examples",
        ),
        (when("{not: " * 29 + "{amount: 1}" + "}" * 29), 4, 193, "nested deeper than 32 levels"),
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


def test_the_line_is_shown_with_a_caret_under_the_column(tmp_path):
    path = write(
        tmp_path, HEAD + "rules:\n  - {id: a, when: {amonut: 1}, then: {approved: true}}\n"
    )
    (problem,) = problems_of(path)
    assert problem.pointed().splitlines() == [
        f"{path}:4:20: unknown key 'amonut' in when; did you mean 'amount'?",
        "    4 |   - {id: a, when: {amonut: 1}, then: {approved: true}}",
        "      |                    ^",
    ]


def test_the_caret_stands_right_after_wide_and_unprintable_characters(tmp_path):
    text = '{"scenario": 1, "name": "good",\t"description": "支付", "seed": -1}'
    (problem,) = problems_of(write(tmp_path, text))
    _, line, caret = problem.pointed().splitlines()
    assert line == '    1 | "scenario": 1, "name": "good", "description": "支付", "seed": -1}'
    # Two of the characters take two columns each.
    assert caret.index("^") == line.index("-1") + 2


def test_only_a_part_of_a_very_long_line_is_shown(tmp_path):
    text = HEAD + "description: '" + "x" * 3000 + "'\n"
    (problem,) = problems_of(write(tmp_path, text))
    assert (problem.column, len(problem.source)) == (14, 3015)
    assert all(len(line) < 120 for line in problem.pointed().splitlines()[1:])


def test_a_file_that_is_not_text_is_shown_as_far_as_it_is(tmp_path):
    path = write(tmp_path, HEAD.encode() + b"description: caf\xe9 au lait\n")
    (problem,) = problems_of(path)
    assert problem.pointed().splitlines()[1:] == [
        "    3 | description: caf\ufffd au lait",
        "      |                 ^",
    ]


def test_many_files_that_include_one_another_are_no_maze(tmp_path):
    for n in range(30):
        names = ", ".join(f"f{m}.yaml" for m in range(n + 1, min(n + 16, 30)))
        text = HEAD.replace("good", f"f{n}") + f"include: [{names}]\nrules:\n"
        write(tmp_path, text + rule(f"r{n}", f"{{amount: {n + 1}}}"), f"f{n}.yaml")
    scenario = load_scenario(tmp_path / "f0.yaml", known=KNOWN)
    assert [each["id"] for each in scenario.rules] == [f"r{n}" for n in range(30)]


def test_there_are_only_so_many_rules_in_all(tmp_path):
    names = [f"f{n}.yaml" for n in range(6)]
    for number, name in enumerate(names):
        first = number * 1000
        rules = "".join(rule(f"r{n}", f"{{amount: {n + 1}}}") for n in range(first, first + 1000))
        write(tmp_path, HEAD + "rules:\n" + rules, name)
    scenario = load(tmp_path, HEAD + f"include: [{', '.join(names[:5])}]\n")
    assert len(scenario.rules) == 5000
    (problem,) = problems_of(write(tmp_path, HEAD + f"include: [{', '.join(names)}]\n"))
    assert problem.message == "more than 5000 rules, with those of included files"


def test_of_very_many_problems_the_first_are_told(tmp_path):
    text = HEAD + "rules: [" + "1, " * 999 + "1]\nexamples: [" + "2, " * 999 + "2]\n"
    with pytest.raises(ScenarioFileError, match=r"and 1000 more$") as caught:
        load(tmp_path, text)
    assert {problem.line for problem in caught.value.problems} == {3}


def test_a_long_way_to_itself_is_cut_short(tmp_path):
    for n in range(20):
        text = HEAD + f"include: [f{(n + 1) % 20}.yaml]\n"
        write(tmp_path, text, f"f{n}.yaml")
    (problem,) = problems_of(tmp_path / "f0.yaml")
    assert problem.message.count("→") == 4


def test_a_text_without_a_file_is_called_what_it_is_told(tmp_path):
    write(tmp_path, HEAD + "rules:\n" + rule("b", "{amount: 2}"), "other.yaml")
    label = Path("sent")
    text = HEAD + "include: [other.yaml, none.yaml]\nsed: 1\n"
    with pytest.raises(ScenarioFileError) as caught:
        parse_scenario(text, label=label, folder=tmp_path, known=KNOWN)
    assert [(p.file, p.line, p.column) for p in caught.value.problems] == [
        (label, 3, 23),
        (label, 4, 1),
    ]
    assert list(caught.value.stamps) == [tmp_path / "other.yaml", tmp_path / "none.yaml"]


def test_a_text_may_extend_the_file_it_goes_before(tmp_path):
    write(tmp_path, HEAD + "rules:\n" + rule("b", "{amount: 2}"))
    text = HEAD + "include: [good.yaml]\nrules:\n" + rule("a", "{amount: 1}")
    scenario = parse_scenario(text, label=Path("good"), folder=tmp_path, known=KNOWN)
    assert [each["id"] for each in scenario.rules] == ["a", "b"]


def test_a_very_long_text_is_refused(tmp_path):
    with pytest.raises(ScenarioFileError, match="sent is larger than"):
        parse_scenario("#" * 2**21, label=Path("sent"), folder=tmp_path, known=KNOWN)


def test_half_a_character_in_a_text_is_refused(tmp_path):
    with pytest.raises(ScenarioFileError, match="#xd83d is not allowed"):
        parse_scenario("a: \ud83d", label=Path("sent"), folder=tmp_path, known=KNOWN)
