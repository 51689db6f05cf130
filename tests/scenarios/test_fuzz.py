"""Whatever a file contains, the loader answers with a scenario or with problems in words."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from paydrill.scenarios.files import ScenarioFileError, load_scenario
from paydrill.scenarios.files.grammar import schema
from tests.scenarios.documents import AS_THEY_COME
from tests.scenarios.samples import BAD, KNOWN, ROOT, write

SEEDS = [
    path.read_bytes()
    for folder in (BAD, BAD.parent, ROOT / "scenarios")
    for path in sorted(folder.glob("*.yaml"))
]
TOKENS = st.sampled_from(
    b"- |: |{|}|[|]|, |\n|  |\t|#|'|\"|&a |*a|!x |!!str |---\n|...\n|%YAML 1.1\n|<<|? ||\n|>\n|\\U"
    b"|1e9|0x|.nan|~|null|true|\xff|\x00|\xef\xbb\xbf|\r|\xc2\x85|\\ud83d|rules|then|id|when|amount|any"
    b"|not|later|after|delay|fault|effect|none|sequence|steps|header|time|nth|every|22:00|30s".split(
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
        assert problem.pointed()


KEYS = [key for part in schema()["$defs"].values() for key in part.get("properties", ())]
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS) | st.text(max_size=4),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
VALUES = st.fixed_dictionaries(
    {"scenario": st.just(1), "name": st.just("x")},
    optional=dict.fromkeys(["rules", "examples", "include", "seed"], PLAIN),
)
CONTENTS = {
    "mutilated": mutilated(),
    "tokens": st.lists(TOKENS, max_size=30).map(b"".join),
    "values": VALUES.map(json.dumps),
}


@pytest.mark.parametrize("contents", CONTENTS.values(), ids=CONTENTS)
def test_any_file_is_refused_in_words(tmp_path, contents):
    @AS_THEY_COME
    @given(contents)
    @example(b'"\\UFFFFFFFF"')
    def loads(content):
        loads_or_says_why(tmp_path, content)

    loads()
