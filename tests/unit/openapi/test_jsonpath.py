"""JSONPaths find what RFC 9535 says, in bounded time, whatever they ask for."""

from typing import Any

import pytest

from paydrill.openapi.jsonpath import NotJsonPath, Search, TooManySteps

DOCUMENT: dict[str, Any] = {
    "paths": {
        "/a": {"get": {"x-traits": ["paged"], "tags": ["one"]}, "post": {}},
        "/b": {"get": {"deprecated": True, "summary": "It's b"}},
    },
    "__proto__": {"constructor": 1},
}


def found(path: str, document: Any = DOCUMENT) -> list[str]:
    nodes = Search(100_000).find(path, document)
    return ["/".join(str(step) for step in location) for location in nodes]


@pytest.mark.parametrize(
    ("path", "locations"),
    [
        ("$", [""]),
        ("$.paths", ["paths"]),
        ("$['paths']['/a'].get", ["paths//a/get"]),
        ('$.paths["/b"][\'get\',"post"]', ["paths//b/get"]),
        ("$.paths.*.get", ["paths//a/get", "paths//b/get"]),
        ("$..get", ["paths//a/get", "paths//b/get"]),
        ("$.paths.*[?@.deprecated == true]", ["paths//b/get"]),
        ("$.paths[?@.get['x-traits'][?@ == 'paged']]", ["paths//a"]),
        ("$..tags[-1]", ["paths//a/get/tags/0"]),
        ("$..tags[0:1]", ["paths//a/get/tags/0"]),
        ("$.paths.*[?count(@.*) == 0]", ["paths//a/post"]),
        ("$..[?length(@.tags) == 1]", ["paths//a/get"]),
        ("$..[?value(@..deprecated) == true && @.get]", ["paths//b"]),
        ('$..get[?match(@, "It\'s .")]', ["paths//b/get/summary"]),
        ("$..get[?match(@, 's b')]", []),
        ("$..get[?search(@, 's b')]", ["paths//b/get/summary"]),
        ("$..get[?search(@, '(?=s)')]", []),
        ("$..get[?search(@, $.nothing)]", []),
        ("$.__proto__.constructor", ["__proto__/constructor"]),
        ("$.constructor", []),
    ],
)
def test_a_path_selects_nodes_in_the_order_of_the_document(path: str, locations: list[str]):
    assert found(path) == locations


@pytest.mark.parametrize(
    "path",
    [
        "",
        "paths",
        "/paths",
        "$.",
        "$.paths[",
        "$.paths[]",
        "$[?@.a = 1]",
        "$[?nothing(@)]",
        "$[?@.a == 1e999]",
        "$['\\",
        "$['\\ud800']",
        f"$[{'9' * 30}]",
        f"$[?{'(' * 900}",
        f"$[?{'!' * 900}@.a]",
        f"$.{'a' * 2_000}",
    ],
)
def test_what_is_no_path_is_refused_with_a_reason(path: str):
    with pytest.raises(NotJsonPath, match=r"\w"):
        found(path)


WIDE = {"a": [{"a": [{"a": [{"a": ["text"] * 20}] * 20}] * 20}] * 20}


@pytest.mark.parametrize(
    "path",
    [
        "$..*..*",
        "$..*..nothing..a",
        "$..[?$..nothing]",
        "$..[?count($..*) > 1]",
        f"$.a{'[*,*,*,*].a' * 3}",
        f"$..[?@{'[0,0]' * 20}]",
    ],
)
def test_a_search_ends_when_its_steps_are_spent(path: str):
    with pytest.raises(TooManySteps):
        found(path, WIDE)


TWINS = {name: {str(number): [number] for number in range(500)} for name in "ab"} | {
    "long": "a" * 1_000_000,
    "patterns": [f"(a{{1,{number}}}){{1,100}}" for number in range(100, 120)],
}


@pytest.mark.parametrize(
    "filter_",
    [
        "$.a == $.b",
        "value($.a) != value($.b)",
        "search($.long, 'b')",
        "match('a', @)",
        " && ".join(["1 == 1"] * 150),
    ],
)
def test_steps_are_what_a_filter_takes(filter_: str):
    assert found("$[?1 == 2]", TWINS) == []
    with pytest.raises(TooManySteps):
        found(f"$..[?{filter_}]", TWINS)


def test_equality_is_that_of_the_values():
    assert found("$[?@ == $.a]", TWINS) == ["a", "b"]


def test_all_searches_together_have_so_many_steps():
    search = Search(100)
    assert search.find("$..get", DOCUMENT)
    with pytest.raises(TooManySteps):
        [search.find("$..get", DOCUMENT) for _ in range(10)]


@pytest.mark.parametrize("pattern", ["(a+)+b", "(a|a)*b", "((a*)*)*b"])
@pytest.mark.parametrize("function", ["match", "search"])
def test_an_expression_takes_no_longer_than_the_text(function: str, pattern: str):
    # Going back and forth, it would take 2 ** 100_000 steps.
    assert found(f"$[?{function}(@, '{pattern}')]", ["a" * 100_000, "aab"]) == ["1"]


def test_an_expression_that_is_too_large_matches_nothing():
    assert found("$[?match(@, '((a{1,1000}){1,1000}){1,1000}')]", ["a"]) == []


def test_objects_and_lists_are_searched_however_deep_they_are():
    deep: Any = 1
    for _ in range(500):
        deep = {"a": [deep]}
    assert len(Search(100_000).find("$..a", deep)) == 500
