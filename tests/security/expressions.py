"""The regular expressions of the product, with the ways in which each is used."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import handlers
import paydrill

_METHODS = frozenset(
    {"findall", "finditer", "fullmatch", "match", "search", "split", "sub", "subn"}
)
# Of names that other modules use.
_EXPORTED = {"BREAKS_CONTRACT": {"match"}}
# An environment of Alembic runs when it is imported.
_NOT_IMPORTED = "paydrill.stores.sql.migrations"


class Expression(NamedTuple):
    """A regular expression; `methods` are those by which texts are given to it."""

    place: str
    pattern: re.Pattern[Any]
    methods: frozenset[str]


class Computed(NamedTuple):
    """A call of `re` whose expression is put together while the server runs."""

    place: str
    written: str


def modules() -> Iterator[ModuleType]:
    for package in (paydrill, handlers):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.startswith(_NOT_IMPORTED) and not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def of(module: ModuleType) -> Iterator[Expression | Computed]:
    """All expressions of a module."""
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    kept = dict(_kept(module, tree))
    for name, patterns in kept.items():
        for pattern, method in patterns:
            methods = {method} if method else _methods(tree, name)
            methods = methods or _methods_of_others(tree, kept)
            yield Expression(f"{module.__name__}.{name}", pattern, frozenset(methods))
    at_the_top = {id(node) for each in tree.body for node in _outside_functions(each)}
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or not _is_of_re(call.func):
            continue
        text, place = call.args[0], f"{module.__name__}:{ast.unparse(call.func)}"
        if isinstance(text, ast.Constant):
            if id(call) not in at_the_top:
                flags = next((each.value for each in call.keywords if each.arg == "flags"), None)
                compiled = re.compile(text.value, _flags(flags, call))
                yield Expression(place, compiled, frozenset({call.func.attr}))
        elif id(call) not in at_the_top:
            yield Computed(module.__name__, ast.unparse(text))


def _kept(module: ModuleType, tree: ast.Module) -> Iterator[tuple[str, list[Any]]]:
    """The expressions that the module's own names stand for."""
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        for name in [e.id for t in targets if t for e in ast.walk(t) if isinstance(e, ast.Name)]:
            if found := list(_within(vars(module).get(name))):
                yield name, found


def _within(value: Any) -> Iterator[tuple[re.Pattern[Any], str]]:
    """The expressions in a value, with the method where it is one of theirs."""
    if isinstance(value, re.Pattern):
        yield value, ""
    elif isinstance(getattr(value, "__self__", None), re.Pattern):
        yield value.__self__, value.__name__
    elif isinstance(value, dict):
        for each in (*value, *value.values()):
            yield from _within(each)
    elif isinstance(value, tuple | list | set | frozenset):
        for each in value:
            yield from _within(each)


def _methods(tree: ast.Module, name: str) -> set[str]:
    """The methods of a name that its module uses; none where others may use it."""
    if name in _EXPORTED:
        return set(_EXPORTED[name])
    if not name.startswith("_"):
        return set()
    uses = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == name]
    called = [
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.value in uses
    ]
    named = len([each for each in uses if isinstance(each.ctx, ast.Load)])
    return set(called) & _METHODS if len(called) == named else set()


def _methods_of_others(tree: ast.Module, kept: Collection[str]) -> set[str]:
    """The methods that the module uses, of expressions that other names stand for."""
    attributes = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and not _is_of_re(node)
        and not (isinstance(node.value, ast.Name) and node.value.id in kept)
    ]
    return {node.attr for node in attributes} & _METHODS - {"split"} or set(_METHODS)


def _outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return
    yield node
    for each in ast.iter_child_nodes(node):
        yield from _outside_functions(each)


def _is_of_re(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id == "re"
        and function.attr in _METHODS | {"compile"}
    )


def _flags(written: ast.expr | None, call: ast.Call) -> int:
    named = [written] if written is not None else call.args[1:]
    words = [each.attr for each in named if isinstance(each, ast.Attribute)]
    return sum(re.RegexFlag[each] for each in words if each in re.RegexFlag.__members__)
