"""Whatever a file contains, the loader answers with a scenario or with problems in words."""

import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from paydrill.scenario_files import ScenarioFileError, load_scenario
from tests.scenarios.samples import BAD, KNOWN, ROOT, write

SEEDS = [
    path.read_bytes() for path in sorted([*BAD.glob("*.yaml"), *ROOT.glob("scenarios/*.yaml")])
]
TOKENS = st.sampled_from(
    b"- |: |{|}|[|]|, |\n|  |\t|#|'|\"|&a |*a|!x |!!str |---\n|...\n|%YAML 1.1\n|<<|? ||\n|>\n|\\U"
    b"|1e9|0x|.nan|~|null|true|\xff|\x00|\xef\xbb\xbf|\r|\xc2\x85|rules|then|id|when|amount".split(
        b"|"
    )
)


@st.composite
def mutilated(draw):
    """A scenario file with pieces cut out, put in, and repeated."""
    text = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 8)))
        piece = draw(st.one_of(TOKENS, st.binary(max_size=4), st.just(text[start:end] * 2)))
        text = text[:start] + piece + text[end:]
    return text


def problems_or_none(folder, content):
    try:
        load_scenario(write(folder, content, "fuzzed.yaml"), known=KNOWN)
    except ScenarioFileError as error:
        return error.problems
    return None


def loads_or_says_why(folder, content):
    problems = problems_or_none(folder, content)
    assert problems is None or problems
    for problem in problems or ():
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.message.isprintable()


@settings(max_examples=400, deadline=None)
@given(mutilated())
@example(b'"\\UFFFFFFFF"')
def test_mutilated_files_are_refused_in_words(tmp_path_factory, content):
    loads_or_says_why(tmp_path_factory.getbasetemp(), content)


@settings(max_examples=300, deadline=None)
@given(st.lists(TOKENS, max_size=30).map(b"".join))
def test_any_yaml_is_refused_in_words(tmp_path_factory, content):
    loads_or_says_why(tmp_path_factory.getbasetemp(), content)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "when", "then", "amount", "min", "max", "card", "last4", "declined"]
            )
            | st.text(max_size=4),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(
    st.fixed_dictionaries(
        {"scenario": st.just(1), "name": st.just("x")},
        optional=dict.fromkeys(["rules", "examples", "include", "seed"], PLAIN),
    )
)
def test_any_content_is_refused_in_words(tmp_path_factory, content):
    loads_or_says_why(tmp_path_factory.getbasetemp(), json.dumps(content))
