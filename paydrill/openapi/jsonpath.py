"""Find the nodes that a JSONPath (RFC 9535) selects, within bounds.

Paths such as `$..*..*..*` ask for more than there is time for, so the steps of searches are
counted.
A regular expression of a path is matched in a time that grows with the text, and no faster.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from iregexp_check import check
from jsonpath_rfc9535 import JSONPathEnvironment, JSONPathNode, JSONPathNodeList
from jsonpath_rfc9535.exceptions import JSONPathError
from jsonpath_rfc9535.filter_expressions import (
    ComparisonExpression,
    Expression,
    FilterContext,
    FilterExpressionLiteral,
)
from jsonpath_rfc9535.function_extensions import ExpressionType, FilterFunction
from jsonpath_rfc9535.parse import Parser
from jsonpath_rfc9535.segments import (
    JSONPathChildSegment,
    JSONPathRecursiveDescentSegment,
    JSONPathSegment,
)
from jsonpath_rfc9535.selectors import IndexSelector, JSONPathSelector, NameSelector
from jsonpath_rfc9535.tokens import TokenStream
from jsonschema_rs import Draft202012Validator, RegexOptions

Location = tuple[str | int, ...]

_LONGEST = 2_000
"""Characters that a path may have."""

_CHARACTERS_A_STEP = 32
"""Characters of a filter, or of a text that is matched, whose time is that of a step."""

_TO_COMPILE = 10_000
"""Steps whose time is that of compiling a regular expression."""

# The library has no error of its own for numbers, escapes and parentheses that go on and on.
_NOT_A_PATH = (
    JSONPathError,
    ArithmeticError,
    AssertionError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


class NotJsonPath(ValueError):
    """A text that is no JSONPath; the text says why."""


class TooManySteps(ValueError):
    """A search that would take too long."""


class _Parser(Parser):
    """Make segments and comparisons that count their steps."""

    def parse_query(
        self, stream: TokenStream, *, in_filter: bool = False
    ) -> Iterator[JSONPathSegment]:
        for each in super().parse_query(stream, in_filter=in_filter):
            is_child = isinstance(each, JSONPathChildSegment)
            made = _Child if is_child else _Descent
            yield made(env=each.env, token=each.token, selectors=each.selectors)

    def parse_infix_expression(self, stream: TokenStream, left: Expression) -> Expression:
        made = super().parse_infix_expression(stream, left)
        if not isinstance(made, ComparisonExpression):
            return made
        return _Comparison(made.token, made.left, made.operator, made.right)


class Search(JSONPathEnvironment):
    """Find nodes by JSONPaths, with so many steps for all of these together."""

    parser_class = _Parser

    def __init__(self, steps: int) -> None:
        """Begin with all steps left."""
        super().__init__()
        self._left = steps

    def setup_function_extensions(self) -> None:
        """Provide the functions of RFC 9535."""
        super().setup_function_extensions()
        self.function_extensions["match"] = _Matching("^(?:{})$", self)
        self.function_extensions["search"] = _Matching("(?:{})", self)

    def spend(self, steps: int) -> None:
        """Count steps. Raises `TooManySteps`."""
        self._left -= steps
        if self._left < 0:
            raise TooManySteps

    def find(self, query: str, value: Any) -> dict[Location, Any]:  # type: ignore[override]
        """Return the nodes that a path selects, by their locations, in the order of the document.

        Raises `NotJsonPath` and `TooManySteps`.
        """
        if len(query) > _LONGEST:
            raise NotJsonPath(f"it has more than {_LONGEST:,} characters")
        try:
            compiled = self.compile(query)
            return {node.location: node.value for node in compiled.finditer(value)}
        except TooManySteps:
            raise
        except _NOT_A_PATH as error:
            said = error.args[0] if isinstance(error, JSONPathError) and error.args else ""
            raise NotJsonPath(str(said) or "it cannot be read") from None


class _Costs:
    """The steps that the selectors of a segment take: on a node, and on each member of it."""

    def __init__(self, selectors: Iterable[JSONPathSelector]) -> None:
        self._on_node, self._on_members = 1, 0
        for each in selectors:
            if isinstance(each, NameSelector | IndexSelector):
                self._on_node += 1
            else:
                self._on_members += 1 + len(str(each)) // _CHARACTERS_A_STEP

    def spend(self, env: JSONPathEnvironment, node: JSONPathNode) -> None:
        """Count the steps of applying the selectors to a node."""
        members = len(node.value) if isinstance(node.value, dict | list) else 0
        _search(env).spend(self._on_node + self._on_members * members)


class _Child(JSONPathChildSegment):
    def resolve(self, nodes: Iterable[JSONPathNode]) -> Iterator[JSONPathNode]:
        costs = _Costs(self.selectors)
        for node in nodes:
            costs.spend(self.env, node)
            for selector in self.selectors:
                yield from selector.resolve(node)


class _Descent(JSONPathRecursiveDescentSegment):
    def resolve(self, nodes: Iterable[JSONPathNode]) -> Iterator[JSONPathNode]:
        costs = _Costs(self.selectors)
        for top in nodes:
            waiting = [top]
            while waiting:
                node = waiting.pop()
                costs.spend(self.env, node)
                for selector in self.selectors:
                    yield from selector.resolve(node)
                waiting += reversed(list(_within(node)))


def _within(node: JSONPathNode) -> Iterator[JSONPathNode]:
    """Yield the objects and lists directly within a node."""
    value = node.value
    items: Iterable[tuple[Any, Any]] = enumerate(value) if isinstance(value, list) else ()
    for key, each in value.items() if isinstance(value, dict) else items:
        if isinstance(each, dict | list):
            yield node.new_child(each, key, node)


class _Comparison(ComparisonExpression):
    """A comparison that takes a step for each value that is compared."""

    def evaluate(self, context: FilterContext) -> bool:
        sides = (self.left, self.right)
        if not any(isinstance(each, FilterExpressionLiteral) for each in sides):
            left, right = (_value_of(each.evaluate(context)) for each in sides)
            if isinstance(left, dict | list) and isinstance(right, dict | list):
                _spend_on_comparing(_search(context.env), left, right)
        return super().evaluate(context)


def _value_of(found: Any) -> Any:
    """Return the value of the only node that a query has found; what a function has returned."""
    if isinstance(found, JSONPathNodeList):
        return found[0].value if len(found) == 1 else None
    return found


def _spend_on_comparing(env: "Search", left: Any, right: Any) -> None:
    """Count the steps of comparing two objects or lists, which end at once if one is longer."""
    waiting = [left] if len(left) == len(right) else []
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict | list):
            env.spend(1 + len(each))
            waiting += each.values() if isinstance(each, dict) else each


class _Matching(FilterFunction):
    """The functions `match` and `search`, in linear time."""

    arg_types = [ExpressionType.VALUE, ExpressionType.VALUE]  # noqa: RUF012 - as in the library
    return_type = ExpressionType.LOGICAL

    def __init__(self, within: str, env: "Search") -> None:
        self._within = within
        self._env = env
        self._compiled: dict[str, Draft202012Validator | None] = {}

    def __call__(self, text: object, pattern: object) -> bool:
        if not isinstance(text, str) or not isinstance(pattern, str):
            return False
        if pattern not in self._compiled:
            self._env.spend(_TO_COMPILE + len(pattern))
            self._compiled[pattern] = _compiled(self._within.format(pattern), pattern)
        self._env.spend(len(text) // _CHARACTERS_A_STEP)
        matching = self._compiled[pattern]
        return matching is not None and matching.is_valid(text)


def _compiled(whole: str, pattern: str) -> Draft202012Validator | None:
    """Compile an expression that is one of RFC 9485, as RFC 9535 wants it."""
    try:
        return (
            Draft202012Validator({"pattern": whole}, pattern_options=RegexOptions())
            if check(pattern)
            else None
        )
    except ValueError:
        return None


def _search(env: JSONPathEnvironment) -> "Search":
    assert isinstance(env, Search)  # noqa: S101 - its parser made all that asks
    return env
