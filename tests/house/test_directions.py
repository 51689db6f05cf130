"""What import-linter cannot say: what decides, and the handlers, import *nothing* from outside.

The contracts in pyproject.toml name the frameworks in use; this also catches the one that somebody
adds tomorrow.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

LOWER = ("paydrill.errors", "paydrill.sandbox", "paydrill.scenarios", "paydrill.values")
ROOT = Path(__file__).parents[2]


def imported(module: Path) -> Iterator[str]:
    """The dotted name of every module the file imports, inside functions too."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"), filename=str(module))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "."


def is_inside(name: str, packages: tuple[str, ...]) -> bool:
    """Whether the module comes with Python or lies in one of the packages."""
    if name.partition(".")[0] in sys.stdlib_module_names:
        return True
    return any(name == package or name.startswith(f"{package}.") for package in packages)


@pytest.mark.parametrize(
    ("folder", "packages"),
    [
        ("paydrill/values", ("paydrill.errors", "paydrill.values")),
        ("paydrill/sandbox", LOWER),
        ("paydrill/payments", (*LOWER, "paydrill.payments")),
        ("handlers", ("paydrill", "handlers")),
    ],
)
def test_only_the_standard_library_and_its_own_packages(folder: str, packages: tuple[str, ...]):
    modules = sorted((ROOT / folder).rglob("*.py"))
    assert modules, f"{folder} holds no module"
    assert [
        f"{module.relative_to(ROOT)} imports {name}"
        for module in modules
        for name in imported(module)
        if not is_inside(name, packages)
    ] == []


def test_no_test_module_imports_another():
    tests = sorted((ROOT / "tests").rglob("*.py"))
    assert [
        f"{module.relative_to(ROOT)} imports {name}"
        for module in tests
        for name in imported(module)
        if name.startswith("tests.") and name.rpartition(".")[2].startswith("test_")
    ] == []
