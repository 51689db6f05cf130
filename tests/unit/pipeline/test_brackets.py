"""Names with brackets, as PHP's `http_build_query` and others write nested values."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydrill.openapi.shapes import NotOfTypeError, Shape
from paydrill.openapi.validators import Schemas
from paydrill.pipeline.brackets import DEEPEST, nested, split_name, steps_below

ANYTHING = Shape({}, Schemas({}), {})
NAMES = st.text(st.characters(exclude_characters="[]"), min_size=1, max_size=8).filter(
    lambda name: not name.isdecimal()
)
VALUES = st.recursive(
    st.text(max_size=8),
    lambda below: (
        st.lists(below, min_size=1, max_size=4)
        | st.dictionaries(NAMES, below, min_size=1, max_size=4)
    ),
    max_leaves=8,
)


def flat(value: Any, name: str) -> Iterator[tuple[str, str]]:
    """Write a value as PHP does: each item by its number."""
    if isinstance(value, str):
        yield name, value
        return
    below = enumerate(value) if isinstance(value, list) else value.items()
    for key, each in below:
        yield from flat(each, f"{name}[{key}]")


@given(value=st.dictionaries(NAMES, VALUES, min_size=1, max_size=4))
def test_what_is_written_flat_is_read_again(value: dict[str, Any]):
    pairs = [(steps_below(name, "a"), text) for name, text in flat(value, "a")]
    assert all(steps for steps, _ in pairs)
    assert ANYTHING.read(nested(pairs)) == value


@given(items=st.lists(st.text(), min_size=1))
def test_a_list_without_numbers_is_read_again(items: list[str]):
    assert nested([([""], each) for each in items]) == items


@pytest.mark.parametrize(
    ("name", "root", "steps"),
    [
        ("a", "a", []),
        ("a[b]", "a", ["b"]),
        ("a[b][][0]", "a", ["b", "", "0"]),
        ("a[", "a[", []),
        ("a]b[c]", "a]b[c]", []),
        ("[a]", "[a]", []),
        ("a[b]c", "a[b]c", []),
    ],
)
def test_a_name_is_taken_apart(name: str, root: str, steps: list[str]):
    assert split_name(name) == (root, steps)


@pytest.mark.parametrize(
    "pairs",
    [
        [(["a"], "1"), (["a", "b"], "2")],
        [(["a", "b"], "1"), (["a"], "2")],
        [(["a"] * (DEEPEST + 1), "1")],
        [(["a"], "1"), ([], "2")],
    ],
)
def test_what_contradicts_itself_is_refused(pairs: list[tuple[list[str], str]]):
    with pytest.raises(NotOfTypeError):
        nested(pairs)
