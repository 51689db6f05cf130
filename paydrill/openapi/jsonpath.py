"""Find the nodes that a JSONPath (RFC 9535) selects, within bounds.

Paths such as `$..*..*..*` ask for more than there is time for, so the steps of searches are
counted.
A regular expression of a path is matched in a time that grows with the text, and no faster.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from iregexp_check import check
from jsonpath_rfc9535 import JSONPathEnvironment, JSONPathNode
from jsonpath_rfc9535.exceptions import JSONPathError
from jsonpath_rfc9535.function_extensions import ExpressionType, FilterFunction
from jsonpath_rfc9535.parse import Parser
from jsonpath_rfc9535.segments import (
    JSONPathChildSegment,
    JSONPathRecursiveDescentSegment,
    JSONPathSegment,
)
from jsonpath_rfc9535.selectors import IndexSelector, NameSelector
from jsonpath_rfc9535.tokens import TokenStream
from jsonschema_rs import Draft202012Validator, RegexOptions

Location = tuple[str | int, ...]

_LONGEST = 2_000
"""Characters that a path may have."""

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
    """Make segments that count their steps."""

    def parse_query(
        self, stream: TokenStream, *, in_filter: bool = False
    ) -> Iterator[JSONPathSegment]:
        for each in super().parse_query(stream, in_filter=in_filter):
            is_child = isinstance(each, JSONPathChildSegment)
            made = _Child if is_child else _Descent
            yield made(env=each.env, token=each.token, selectors=each.selectors)


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
        self.function_extensions["match"] = _Matching("^(?:{})$")
        self.function_extensions["search"] = _Matching("(?:{})")

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


class _Child(JSONPathChildSegment):
    def resolve(self, nodes: Iterable[JSONPathNode]) -> Iterator[JSONPathNode]:
        for node in nodes:
            _spend(self, node)
            for selector in self.selectors:
                yield from selector.resolve(node)


class _Descent(JSONPathRecursiveDescentSegment):
    def resolve(self, nodes: Iterable[JSONPathNode]) -> Iterator[JSONPathNode]:
        for top in nodes:
            waiting = [top]
            while waiting:
                node = waiting.pop()
                _spend(self, node)
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


def _spend(segment: JSONPathSegment, node: JSONPathNode) -> None:
    """Count the steps of applying each selector of a segment to a node."""
    assert isinstance(segment.env, Search)  # noqa: S101 - its parser made the segment
    value = node.value
    inner = len(value) if isinstance(value, dict | list) else 1
    singles = sum(isinstance(each, NameSelector | IndexSelector) for each in segment.selectors)
    segment.env.spend(1 + singles + (len(segment.selectors) - singles) * inner)


class _Matching(FilterFunction):
    """The functions `match` and `search`, in linear time."""

    arg_types = [ExpressionType.VALUE, ExpressionType.VALUE]  # noqa: RUF012 - as in the library
    return_type = ExpressionType.LOGICAL

    def __init__(self, within: str) -> None:
        self._within = within

    def __call__(self, text: object, pattern: object) -> bool:
        if not isinstance(text, str) or not isinstance(pattern, str):
            return False
        matching = _compiled(self._within.format(pattern)) if check(pattern) else None
        return matching is not None and matching.is_valid(text)


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Draft202012Validator | None:
    try:
        return Draft202012Validator({"pattern": pattern}, pattern_options=RegexOptions())
    except ValueError:
        return None
