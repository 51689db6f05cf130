"""From path to operations: a dictionary for paths without parameters, expressions for the rest."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from paydrill.contract.operations import Operation


class Match(NamedTuple):
    """What a path is: its operations by method in upper case, and the text of its parameters.

    The parameters are in the order of the template.
    """

    operations: Mapping[str, Operation]
    parameters: tuple[str, ...] = ()


class Routes:
    """All paths of all contracts. Immutable."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        """`operations` whose path templates clash were refused when the contracts were read."""
        by_template: dict[str, dict[str, Operation]] = {}
        for operation in operations:
            by_template.setdefault(operation.path, {})[operation.method.upper()] = operation
        self._static: dict[str, Match] = {}
        self._patterns: dict[int, list[tuple[re.Pattern[str], dict[str, Operation]]]] = {}
        # A path that spells a segment out goes before one that has a parameter there.
        for template in sorted(by_template, key=lambda path: path.replace("{", "\U0010ffff")):
            found = by_template[template]
            if "{" in template:
                at = self._patterns.setdefault(template.count("/"), [])
                at.append((_pattern(template), found))
            else:
                self._static[template] = Match(found)

    def match(self, path: str) -> Match | None:
        """The operations of a path; `None` when no contract knows it."""
        static = self._static.get(path)
        if static is not None:
            return static
        for pattern, operations in self._patterns.get(path.count("/"), ()):
            found = pattern.fullmatch(path)
            if found:
                return Match(operations, found.groups())
        return None

    def operation(self, method: str, path: str) -> Operation | None:
        """The operation of a request; one of another method of the path rather than none."""
        match = self.match(path)
        if match is None:
            return None
        return match.operations.get(method) or next(iter(match.operations.values()))


def _pattern(template: str) -> re.Pattern[str]:
    """An expression with a group for each parameter."""
    return re.compile("([^/]+)".join(map(re.escape, re.split(r"\{[^}]+\}", template))))
