"""The rules of the house that no linter knows: sizes, names, thin handlers, nothing left behind."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]

MAX_MODULE_LINES = 300
MAX_SERVER_LINES = 99
MAX_FUNCTION_LINES = 40
MAX_HANDLER_LINES = 10
MAX_PARAMETERS = 6

# What make, editors and a running server leave in the tree; all of it is ignored by git.
LEFTOVERS = {"__pycache__", "node_modules"}
LEFTOVERS_AT_THE_TOP = {"build", "data", "schemathesis-report"}
HIDDEN_BUT_OURS = {".ci", ".editorconfig", ".gitattributes", ".gitignore"}
# Written by others, and held to hashes.
VENDORED = Path("paydrill/pages/static")
TEXT = {"", ".cfg", ".css", ".html", ".ini", ".js", ".json", ".md", ".py", ".toml", ".txt", ".yaml"}

EMPTY_NAMES = {"base", "helper", "helpers", "manager", "misc", "util", "utils"}
# Written so that this file does not hold what it looks for. ISO 4217 has a currency of three X,
# which is a marker only at the start of a comment.
MARKER = re.compile(r"\b(?:TO[D]O|FIX[M]E)\b|(?:#|//|<!--)\s*X[X]X\b")
HOME_PATH = re.compile(r"(?<![\w.])/(?:(?:home|Users)/\w|ro[o]t/)|[A-Z]:\\User[s]\\")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def ours(folder: Path = ROOT) -> Iterator[Path]:
    """Every file and folder of the tree that git would keep, relative to its root."""
    for path in sorted(folder.iterdir()):
        if path.relative_to(ROOT) == VENDORED:
            continue
        hidden = path.name.startswith(".") and path.name not in HIDDEN_BUT_OURS
        at_the_top = folder == ROOT and path.name in LEFTOVERS_AT_THE_TOP
        if hidden or at_the_top or path.name in LEFTOVERS:
            continue
        yield path.relative_to(ROOT)
        if path.is_dir():
            yield from ours(path)


def text_of(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def modules() -> list[Path]:
    return [path for path in ours() if path.suffix == ".py"]


def texts() -> list[Path]:
    return [path for path in ours() if path.suffix in TEXT and (ROOT / path).is_file()]


def contract_modules() -> list[Path]:
    """The handler modules, each named after its contract; views are in a package of their own."""
    contracts = {path.stem for path in (ROOT / "openapi").glob("*.yaml")}
    return [
        path for path in modules() if path.parent == Path("handlers") and path.stem in contracts
    ]


@cache
def functions(path: Path) -> list[Function]:
    tree = ast.parse(text_of(path), filename=str(path))
    return [node for node in ast.walk(tree) if isinstance(node, Function)]


def body_lines(function: Function) -> int:
    """The lines from the first statement to the last, the docstring left out."""
    body = function.body
    if ast.get_docstring(function, clean=False) is not None:
        body = body[1:]
    return 0 if not body else (body[-1].end_lineno or 0) - body[0].lineno + 1


def parameters(function: Function) -> int:
    given = function.args
    names = [each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return len([name for name in names if name not in {"self", "cls"}])


def longer_functions(paths: list[Path], limit: int) -> list[str]:
    return [
        f"{path}:{function.lineno} {function.name} has {body_lines(function)} lines"
        for path in paths
        for function in functions(path)
        if body_lines(function) > limit
    ]


def test_the_tree_is_seen():
    # The tests below pass on an empty list, so this one says that the lists are not empty.
    assert Path("tests/house/test_tidy.py") in modules()
    assert Path("Makefile") in texts()
    assert Path(".ci/run") in texts()


def test_modules_are_short():
    lengths = {path: len(text_of(path).splitlines()) for path in modules()}
    assert {path: n for path, n in lengths.items() if n > MAX_MODULE_LINES} == {}


def test_functions_are_short():
    assert longer_functions(modules(), MAX_FUNCTION_LINES) == []


def test_functions_take_few_parameters():
    assert [
        f"{path}:{function.lineno} {function.name} takes {parameters(function)}"
        for path in modules()
        for function in functions(path)
        if parameters(function) > MAX_PARAMETERS
    ] == []


def test_handlers_are_thin():
    assert longer_functions(contract_modules(), MAX_HANDLER_LINES) == []


def test_handlers_translate_and_do_not_decide():
    decisions = (ast.If, ast.Match, ast.Try, ast.TryStar, ast.While)
    assert [
        f"{path}:{node.lineno} {function.name} holds a {type(node).__name__.lower()}"
        for path in contract_modules()
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, decisions)
    ] == []


def test_the_composition_root_is_short():
    assert len(text_of(Path("server.py")).splitlines()) <= MAX_SERVER_LINES


def test_names_say_something():
    assert [path for path in ours() if EMPTY_NAMES & set(re.split(r"[_\-.]", path.stem))] == []


def test_nothing_is_left_to_do():
    assert lines_holding(MARKER) == []


def test_no_file_names_a_home_folder():
    assert lines_holding(HOME_PATH) == []


def lines_holding(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path}:{number} {line.strip()}"
        for path in texts()
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if pattern.search(line)
    ]
