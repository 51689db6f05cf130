"""Docstrings of the product open with a verb and name their subject; ruff's D401 holds the mood."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

RIDDLES = {"As", "Likewise", "Nobody", "Somebody", "What", "Whatever", "Where", "Who", "Whoever"}
PERSONS = re.compile(
    r"\b(anybody|befall\w*|likewise|nobody|one more|somebody|told|whatever|whoever)\b",
    re.IGNORECASE,
)

Described = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def docstrings(folder: str) -> Iterator[tuple[str, Described, str]]:
    """Where each stands, what it describes, and its text."""
    for file in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, Described) and (text := ast.get_docstring(node)):
                at = f"{file.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"
                yield at, node, text


def is_property(node: Described) -> bool:
    decorators = getattr(node, "decorator_list", [])
    return any("property" in ast.unparse(each) for each in decorators)


@pytest.mark.parametrize("folder", ["handlers", "paydrill"])
def test_docstrings_name_their_subject(folder: str):
    found = list(docstrings(folder))
    assert found, f"{folder} describes nothing"
    openers = [(at, node, text.split()[0].strip("`.,:")) for at, node, text in found]
    assert [f"{at} opens with {word}" for at, _, word in openers if word in RIDDLES] == []
    assert [
        f"{at} is no property, and opens with Whether"
        for at, node, word in openers
        if word == "Whether" and not isinstance(node, ast.ClassDef) and not is_property(node)
    ] == []
    persons = [(at, PERSONS.search(text)) for at, _, text in found]
    assert [f"{at} says {word[0]}" for at, word in persons if word] == []
