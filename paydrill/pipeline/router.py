"""Find the operations of a path: by dictionaries for most paths, by expressions for the rest."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from paydrill.openapi.operation import Operation
from paydrill.openapi.pointers import resolve
from paydrill.openapi.templates import bounds
from paydrill.pipeline.nearest_paths import NearestPaths
from paydrill.values.own_contracts import CONTROL_PATH, PROVIDERS

_PARAMETER = re.compile(r"\{[^{}]+\}")
# A contract's `/{owner}/{name}` leaves the server its own paths.
_NOT_CONTROL = f"(?!{CONTROL_PATH}/)"


class Match(NamedTuple):
    """A matched path: its operations by method in upper case, and the texts of its parameters.

    The parameters are in the order of the template.
    """

    operations: Mapping[str, Operation]
    parameters: tuple[str, ...] = ()

    def operation(self, method: str) -> Operation | None:
        """Return the operation of a method; HEAD is answered by GET (RFC 9110 §9.3.2)."""
        return self.operations.get(method) or (
            self.operations.get("GET") if method == "HEAD" else None
        )

    def any_operation(self, method: str) -> Operation | None:
        """Return the operation of a method, or else any of the path; `None` where it has none."""
        return self.operation(method) or next(iter(self.operations.values()), None)


NOWHERE = Match({})
"""The match of a path that no contract has."""


class Routes:
    """All paths of all contracts. Immutable."""

    def __init__(self, operations: Iterable[Operation], pages: Iterable[str] = ()) -> None:
        """Index `operations`; clashes of path templates were refused when the contracts were read.

        `pages` are paths served beside the operations.
        """
        by_template = _by_template(operations)
        self._static: dict[str, Match] = {}
        # By the path before the last segment, where that is the only parameter: most templates.
        self._last: dict[str, Mapping[str, Operation]] = {}
        parents = Counter(path.rpartition("/")[0] for path in by_template if "{" in path)
        alike: dict[int, dict[str, dict[str, Operation]]] = {}
        for template in sorted(by_template, key=_precedence):
            found = by_template[template]
            before, _, last = template.rpartition("/")
            if _PARAMETER.fullmatch(last) and "{" not in before and parents[before] == 1:
                self._last[before] = found
            elif "{" in template:
                alike.setdefault(template.count("/"), {})[template] = found
            else:
                self._static[template] = Match(found)
        self._choices = {slashes: _Choice(found) for slashes, found in alike.items()}
        self.nearest = NearestPaths({**dict.fromkeys(pages, ("GET",)), **by_template})
        """Suggestions for paths that are not served."""
        self._of_providers = {
            f"/{operation.path.split('/')[1]}/": operation
            for found in by_template.values()
            for operation in found.values()
            if operation.contract in PROVIDERS
        }

    def of_provider(self, path: str) -> Operation | None:
        """Return an operation of the provider whose path this would be; `None` of no provider's."""
        found = (each for at, each in self._of_providers.items() if path.startswith(at))
        return next(found, None)

    def match(self, path: str) -> Match | None:
        """Find the operations of a path; `None` when no contract has the path."""
        static = self._static.get(path)
        if static is not None:
            return static
        before, _, last = path.rpartition("/")
        if last and before in self._last:
            return Match(self._last[before], (last,))
        choice = self._choices.get(path.count("/"))
        return None if choice is None else choice.match(path)


def _by_template(operations: Iterable[Operation]) -> dict[str, dict[str, Operation]]:
    """Group operations; templates that differ only in the names of parameters are one path."""
    templates: dict[str, str] = {}
    by_template: dict[str, dict[str, Operation]] = {}
    for operation in operations:
        template = templates.setdefault(_PARAMETER.sub("{}", operation.path), operation.path)
        by_template.setdefault(template, {})[operation.method.upper()] = operation
    return by_template


def _precedence(template: str) -> list[tuple[bool, int, str]]:
    """Order templates: a fixed segment before one with a parameter, more fixed text before less."""
    segments = template.split("/")
    fixed = [_PARAMETER.sub("", each) for each in segments]
    return [("{" in each, -len(text), each) for each, text in zip(segments, fixed, strict=True)]


def _pattern(template: str, segments: list[str], found: Mapping[str, Operation]) -> str:
    """Write a template as an expression, with a group for each parameter.

    Of two parameters with nothing between them, the second has one of its documented values.
    """
    pattern = re.escape(segments[0])
    names = [each[1:-1] for each in _PARAMETER.findall(template)]
    for number, name in enumerate(names):
        is_second = number > 0 and segments[number] == ""
        values = _values(name, next(iter(found.values()))) if is_second else ""
        pattern += f"({values or '[^/]+'}){re.escape(segments[number + 1])}"
    return pattern


def _values(name: str, operation: Operation) -> str:
    """Write the documented values of a path parameter as an expression; empty if there are none."""
    for each in operation.parameters:
        if (each["in"], each["name"]) == ("path", name):
            schema = resolve(operation.document, each.get("schema", {}))
            return "|".join(re.escape(str(value)) for value in schema.get("enum", ()))
    return ""


class _Choice:
    """Match templates with equally many segments by one expression; the first that fits wins."""

    def __init__(self, operations: Mapping[str, Mapping[str, Operation]]) -> None:
        """Compile the templates of `operations`, which are by template, then by method."""
        # Each template is a group; if it matches, it closes last, so `lastindex` is its number.
        self._operations: dict[int, tuple[Mapping[str, Operation], slice]] = {}
        patterns, groups = [], 0
        for template, found in operations.items():
            segments = _PARAMETER.split(template)
            not_ours = _NOT_CONTROL if template.startswith("/{") else ""
            patterns.append(f"({not_ours}{bounds(template)}{_pattern(template, segments, found)})")
            end = groups + len(segments)
            self._operations[groups + 1] = found, slice(groups + 1, end)
            groups = end
        self._fullmatch = re.compile("|".join(patterns)).fullmatch

    def match(self, path: str) -> Match | None:
        found = self._fullmatch(path)
        if found is None or found.lastindex is None:
            return None
        operations, parameters = self._operations[found.lastindex]
        return Match(operations, found.groups()[parameters])
