"""From path to operations: dictionaries for most paths, expressions for the rest."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from paydrill.openapi.operation import Operation
from paydrill.pipeline.nearest_paths import NearestPaths

_PARAMETER = re.compile(r"\{[^{}]+\}")


class Match(NamedTuple):
    """What a path is: its operations by method in upper case, and the text of its parameters.

    The parameters are in the order of the template.
    """

    operations: Mapping[str, Operation]
    parameters: tuple[str, ...] = ()

    def operation(self, method: str) -> Operation | None:
        """The operation of a method; HEAD is answered by GET (RFC 9110 §9.3.2)."""
        return self.operations.get(method) or (
            self.operations.get("GET") if method == "HEAD" else None
        )


class Routes:
    """All paths of all contracts. Immutable."""

    def __init__(self, operations: Iterable[Operation], pages: Iterable[str] = ()) -> None:
        """`operations` whose path templates clash were refused when the contracts were read.

        `pages` are served beside them.
        """
        by_template: dict[str, dict[str, Operation]] = {}
        for operation in operations:
            by_template.setdefault(operation.path, {})[operation.method.upper()] = operation
        self._static: dict[str, Match] = {}
        # By what comes before the last segment, where that is the only parameter: most are so.
        self._last: dict[str, Mapping[str, Operation]] = {}
        parents = Counter(path.rpartition("/")[0] for path in by_template if "{" in path)
        alike: dict[int, dict[str, dict[str, Operation]]] = {}
        # A path that spells a segment out goes before one that has a parameter there.
        for template in sorted(by_template, key=lambda path: path.replace("{", "\U0010ffff")):
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
        """To be asked about paths that are not served."""

    def match(self, path: str) -> Match | None:
        """The operations of a path; `None` when no contract knows it."""
        static = self._static.get(path)
        if static is not None:
            return static
        before, _, last = path.rpartition("/")
        if last and before in self._last:
            return Match(self._last[before], (last,))
        choice = self._choices.get(path.count("/"))
        return None if choice is None else choice.match(path)

    def operation(self, method: str, path: str) -> Operation | None:
        """The operation of a request; one of another method of the path rather than none."""
        match = self.match(path)
        if match is None:
            return None
        return match.operation(method) or next(iter(match.operations.values()))


class _Choice:
    """Templates of as many segments, as one expression: the first that fits is meant."""

    def __init__(self, operations: Mapping[str, Mapping[str, Operation]]) -> None:
        """`operations` by template, and by method."""
        # A group around each template, whose number is that of the last group to be closed.
        self._operations: dict[int, tuple[Mapping[str, Operation], slice]] = {}
        patterns, groups = [], 0
        for template, found in operations.items():
            segments = _PARAMETER.split(template)
            patterns.append(f"({'([^/]+)'.join(map(re.escape, segments))})")
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
