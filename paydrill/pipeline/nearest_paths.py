"""Suggest served paths for an unknown path: after a typing mistake, or without its base path.

Suggestions are templates of the contracts, with the names of parameters instead of their values.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from paydrill.values.suggestions import likeness

_LONGEST = 200
"""Characters of the longest path that is compared; the longest served path has sixty."""
_MOST = 3
# The likeness a path must have; high, as a path is long and half of it is its base.
_ALIKE = 0.75
# How far below the best likeness a further suggestion may be.
_NEARLY = 0.1

Methods = Mapping[str, Iterable[str]]


class _Served(NamedTuple):
    """A served path; its segments are in lower case, `None` for a parameter."""

    path: str
    segments: tuple[str | None, ...]
    methods: tuple[str, ...]


class NearestPaths:
    """Find served paths by a path that was requested instead."""

    def __init__(self, paths: Methods) -> None:
        """Index `paths`: templates, each with its methods in upper case."""
        self._served = [
            _Served(path, _template_segments(path), tuple(methods))
            for path, methods in paths.items()
        ]

    def hint(self, method: str, path: str, prefix: str = "") -> str:
        """Write the sentence «Did you mean …?» for a request to an unknown path; empty for none.

        `prefix` comes before the paths of the request's sandbox.
        """
        return _sentence(method, prefix, self._meant(path))

    def hint_of_method(self, method: str, template: str, prefix: str = "") -> str:
        """Write that sentence for a path one segment shorter or longer that takes the method."""
        here = _template_segments(template)
        near = [
            each
            for each in self._served
            if method in each.methods
            and each.segments
            and abs(len(each.segments) - len(here)) == 1
            and all(one == other for one, other in zip(each.segments, here, strict=False))
        ]
        return _sentence(method, prefix, near)

    def _meant(self, path: str) -> list[_Served]:
        """Find the paths that differ least: the kinds of slip are tried from the likeliest on."""
        if len(path) > _LONGEST:
            return []
        wanted = _segments(path)
        for found in (
            # A slash too many, or another case; then the paths that continue this path.
            [each for each in self._served if _fit(each.segments, wanted)],
            [each for each in self._served if _fit(each.segments[: len(wanted)], wanted)],
            self._alike(wanted),
            [each for each in self._served if each.segments and _is_begun(each.segments, wanted)],
        ):
            if found:
                return found
        return []

    def _alike(self, wanted: list[str]) -> list[_Served]:
        """Find paths spelled nearly alike, or alike but for the base path."""
        ratios = [
            (ratio, each)
            for each in self._served
            if (ratio := _likeness(each.segments, wanted)) or _is_end(each.segments, wanted)
        ]
        ratios.sort(key=lambda each: -each[0])
        return [each for ratio, each in ratios if ratio >= ratios[0][0] - _NEARLY]


def _likeness(segments: tuple[str | None, ...], wanted: list[str]) -> float:
    """Compare a template's fixed segments with the segments written there; 0 if little alike."""
    spelled = "/".join(segment for segment in segments if segment is not None)
    written = "/".join(
        name
        for place, name in enumerate(wanted)
        if place >= len(segments) or segments[place] is not None
    )
    return likeness(written, spelled, _ALIKE)


def _segments(path: str) -> list[str]:
    return [segment.casefold() for segment in path.split("/") if segment]


def _template_segments(template: str) -> tuple[str | None, ...]:
    return tuple(None if "{" in segment else segment for segment in _segments(template))


def _fit(segments: tuple[str | None, ...], wanted: list[str]) -> bool:
    return len(segments) == len(wanted) and all(
        segment is None or segment == name for segment, name in zip(segments, wanted, strict=True)
    )


def _is_end(segments: tuple[str | None, ...], wanted: list[str]) -> bool:
    """Return whether both differ only by segments in front, which would be a base path."""
    more = len(segments) - len(wanted)
    if more >= 0:
        end = segments[more:]
        return bool(end) and end[0] is not None and _fit(end, wanted)
    return bool(segments) and segments[0] is not None and _fit(segments, wanted[-more:])


def _is_begun(segments: tuple[str | None, ...], wanted: list[str]) -> bool:
    return len(wanted) > len(segments) and _fit(segments, wanted[: len(segments)])


def _sentence(method: str, prefix: str, found: list[_Served]) -> str:
    """Name some of the paths found, first those that take the method."""
    ordered = sorted(found, key=lambda each: method not in each.methods)[:_MOST]
    names = [
        f"{method if method in each.methods else each.methods[0]} {prefix}{each.path}"
        for each in ordered
    ]
    if not names:
        return ""
    *others, last = names
    listed = f"{', '.join(others)} or {last}" if others else last
    return f". Did you mean {listed}?"
