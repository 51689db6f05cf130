"""Names of arguments."""

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydrill.openapi.arguments import TAKEN, argument_names, identifier


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("page-size", "page_size"),
        ("$filter", "filter"),
        ("filter[status][0]", "filter_status_0"),
        ("_id", "_id"),
        ("type", "type"),
        ("None", "None_"),
        ("2fa", "_2fa"),
        ("", "_"),
        ("\ufb01x", "fix"),
    ],
)
def test_a_name_becomes_an_identifier(name: str, expected: str):
    assert identifier(name) == expected


PLACES = st.sampled_from(["path", "query", "header", "cookie"])


@given(known=st.lists(st.tuples(PLACES, st.one_of(st.text(), st.sampled_from(sorted(TAKEN))))))
def test_no_two_arguments_have_one_name(known: list[tuple[str, str]]):
    names = argument_names([{"in": place, "name": name} for place, name in known])
    assert names.keys() == {each for each in known if each[0] in {"path", "query"}}
    chosen = list(names.values())
    assert len(set(chosen)) == len(chosen)
    assert TAKEN.isdisjoint(chosen)
    assert all(each.isidentifier() and not keyword.iskeyword(each) for each in chosen)
