"""No regular expression can be made slow by a text: steps are counted, not seconds."""

import re
from math import inf

import pytest

from paydrill.delivery.webhooks.secret_shapes import HEX, KEY, PREFIXED_TEXT, TEXT
from paydrill.openapi.templates import bounds
from paydrill.scenarios.files.grammar import schema
from tests.security.ambiguity import degree, pumped, steps
from tests.security.automaton import Automaton
from tests.security.expressions import Computed, Expression, modules, of

MOST_STEPS = 2_000_000
"""What may be spent on one text: a few hundredths of a second."""

STEPS_A_CHARACTER = 64
LENGTH = 200

# Expressions whose steps grow with the square of a text, with the longest text that they are given.
BOUNDED = {
    "paydrill.responders.samples.context._WORD": 1_000,  # the name of a contract's field
    "paydrill.stores._PASSWORD": 1_000,  # the URL of the store, given by who starts the server
}

# Expressions put together while a server runs, and where they are tried.
COMPUTED = {
    Computed("paydrill.delivery.webhooks.secret_shapes", "self.pattern"),  # below
    Computed("paydrill.openapi.templates", "bounds(template) + pattern"),  # below
    Computed("paydrill.pipeline.router", "'|'.join(patterns)"),  # below, and its own tests
    Computed("paydrill.responders.samples.numbers", "pattern"),  # words of its own
    Computed("paydrill.responders.samples.numbers", "_AMOUNT"),  # words of its own
    Computed("paydrill.responders.samples.believable", "f'\\\\b(?:{pattern})\\\\b'"),  # kept words
    Computed("paydrill.responders.samples.patterns", "written"),  # two characters of a pattern
    Computed(
        "paydrill.responders.resources.links",
        "f'(?<=[/=]){re.escape(id_)}(?=[/?&#:]|$)' if id_ else '(?!)'",  # no repetition
    ),
    Computed("paydrill.scenarios.files.remedies", "rules.get('pattern', '(?!)')"),  # below
}


@pytest.fixture(scope="module")
def found() -> list[Expression | Computed]:
    return [each for module in modules() for each in of(module)]


def expressions(found: list[Expression | Computed]) -> list[Expression]:
    return [each for each in found if isinstance(each, Expression)]


def of_files() -> list[Expression]:
    """The expressions of the grammar of scenarios, and of secrets."""
    grammar = {
        part["pattern"] for part in parts_of(schema()) if isinstance(part.get("pattern"), str)
    }
    return [
        *(Expression(each, re.compile(each), frozenset({"search"})) for each in sorted(grammar)),
        *(
            Expression(each.described, re.compile(each.pattern), frozenset({"fullmatch"}))
            for each in (KEY, PREFIXED_TEXT, HEX, TEXT)
        ),
    ]


def parts_of(node):
    if isinstance(node, dict):
        yield node
    for each in node.values() if isinstance(node, dict) else node:
        if isinstance(each, dict | list):
            yield from parts_of(each)


def test_all_expressions_are_seen(found):
    assert len(expressions(found)) > len(BOUNDED) * 100
    places = {each.place for each in expressions(found)}
    assert "paydrill.pipeline.content._MEDIA_TYPE" in places
    assert {each for each in found if isinstance(each, Computed)} == COMPUTED
    assert BOUNDED.keys() <= places
    assert len(of_files()) > len("a few")


def test_no_text_makes_an_expression_slow(found):
    slow = {
        (each.place, degree(automaton))
        for each in (*expressions(found), *of_files())
        for method in each.methods
        if degree(automaton := Automaton(each.pattern, method))
    }
    assert slow == {(place, 1) for place in BOUNDED}


def test_steps_stay_within_their_budget(found):
    for each in (*expressions(found), *of_files()):
        length = BOUNDED.get(each.place, LENGTH)
        budget = MOST_STEPS if each.place in BOUNDED else STEPS_A_CHARACTER * LENGTH
        for method in each.methods:
            automaton = Automaton(each.pattern, method)
            for lead, repeated in pumped(automaton):
                text = lead + repeated * (length // len(repeated))
                assert steps(automaton, text) <= budget, (each.place, method, lead, repeated)


@pytest.mark.parametrize(
    ("pattern", "method", "grows"),
    [
        ("(a|b)*c", "match", 0),
        ("(a|a)*c", "match", inf),
        ("(a*)*c", "fullmatch", inf),
        ("(?:ab|a|b)*c", "match", inf),
        ("(?:aa|aaa)*b", "match", inf),
        ("(?:;[ ]*(?:a=b)?[ ]*)*", "fullmatch", inf),
        ("(?:;[ ]*(?:a=b[ ]*)?)*", "fullmatch", 0),
        ("a*a*b", "match", 1),
        ("a*a*a*b", "match", 2),
        ("a{0,30}b", "search", 0),
        ("a{0,90}b", "search", 1),
        ("a+b", "match", 0),
        ("a+b", "search", 1),
        ("(?<!a)a+b", "search", 0),
        (r"\ba\w*!", "search", 0),
        ("^a+b", "search", 0),
        ("(?m)^a+b", "search", 0),
        ("(?:^|,)a+b", "search", 0),
        (r"\s+$", "search", 1),
        ("[0-9]+", "finditer", 0),
        ("a(?:.+c)?", "search", 0),
        ("a(?:.+c)?", "finditer", 1),
        (r"(?i)(?:STRASSE|ß)+x", "match", 0),
        (r"(['\"])\w*\1", "match", 0),
        (rb"[^\x80-\xff]*[a-z]*!", "match", 1),
        ("(?=a+b)c", "search", 1),
    ],
)
def test_growth_is_found(pattern, method, grows):
    assert degree(Automaton(re.compile(pattern), method)) == grows


@pytest.mark.parametrize(
    ("pattern", "method", "text", "number"),
    [
        ("a*b", "match", "a" * 10, 10),
        ("(a|a)*b", "match", "a" * 10, 2**10 - 1),
        ("a*a*b", "match", "a" * 10, sum(range(2, 12))),
        ("a+b", "search", "a" * 10, sum(range(2, 12))),
        ("a", "search", "bbbb", 4),
    ],
)
def test_steps_are_counted(pattern, method, text, number):
    assert steps(Automaton(re.compile(pattern), method), text) == number


def test_segments_of_many_parameters_are_bounded():
    assert bounds("/v1/{a}/{b}") == ""
    for number in (2, 3, 5):
        template = "/v1/" + "-".join(["{a}"] * number)
        expression = re.compile("/v1/" + "-".join(["([^/]+)"] * number) + "!")
        longest = max(
            length
            for length in range(2, 1_001)
            if re.match(bounds(template), f"/v1/{'-' * length}/")
        )
        assert longest**number <= MOST_STEPS
        automaton = Automaton(expression, "fullmatch")
        assert degree(automaton) == number - 1
        assert steps(automaton, f"/v1/{'-' * longest}") <= MOST_STEPS
