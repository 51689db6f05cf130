"""Read `Accept` by RFC 9110 §12.5.1, and leniently where clients are known to be wrong.

Java's old `HttpURLConnection` sends `*; q=.2`; many clients name a charset or a version that no
response has. Members that cannot be read are ignored.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from paydrill.values.header_fields import TCHARS

_MEDIA_RANGE = re.compile(rf"(?:({TCHARS})/({TCHARS})|\*)")
_QUALITY = re.compile(r"[0-9]{1,9}(?:\.[0-9]{0,9})?|\.[0-9]{1,9}")
# Runs between separators. A separator within quotes does not count, and an unclosed quote lasts to
# the end (`*+` matches it without backtracking, however many backslashes follow).
_MEMBER, _PART = (
    re.compile(rf'(?:[^"{separator}]|"(?:[^"\\]|\\.)*+"?)+', re.DOTALL) for separator in ",;"
)
_LONGEST = 4096
"""Characters of `Accept` that are read; a browser sends about a hundred."""

_SATISFIED = {("charset", "utf-8"), ("charset", "utf8")}

# How closely a range names a media type.
_ANY, _OF_TYPE, _OF_SUFFIX, _ALMOST, _EXACTLY = range(5)


class _Range(NamedTuple):
    """One media range of `Accept`, in lower case."""

    type: str
    subtype: str
    parameters: frozenset[tuple[str, str]]
    quality: float


@lru_cache(maxsize=256)
def preferred(offered: tuple[str, ...], accept: str) -> str | None:
    """Choose the offered media type that `Accept` prefers, the first of equals.

    `None` when `Accept` allows none of them. Without a readable member it allows all.
    """
    ranges = list(_ranges(accept[:_LONGEST]))
    if not ranges:
        return offered[0]
    found = [(_wish(media_type, ranges), media_type) for media_type in offered]
    (quality, _), best = max(found, key=lambda each: each[0])
    return best if quality > 0 else None


def _wish(offered: str, ranges: list[_Range]) -> tuple[float, tuple[int, int]]:
    """Return quality and closeness of the range that names an offered media type most closely."""
    names, parameters = _media_type(offered)
    fitting = [
        (closeness, each.quality)
        for each in ranges
        if (closeness := _closeness(names, frozenset(parameters), each)) is not None
    ]
    if not fitting:
        return 0, (_ANY, 0)
    closeness, quality = max(fitting)
    return quality, closeness


def _closeness(
    names: tuple[str, str], parameters: frozenset[tuple[str, str]], wanted: _Range
) -> tuple[int, int] | None:
    """Rank how closely a range names a media type; `None` where the range names another."""
    unmet = wanted.parameters - parameters - _SATISFIED
    if unmet and wanted.quality == 0:
        return None  # only that variant is unwanted
    if names == wanted[:2]:
        # The variant is not offered: the plain type will do, unless it has a range of its own.
        return (_ALMOST, 0) if unmet else (_EXACTLY, len(wanted.parameters))
    if names[0] != wanted.type:
        return (_ANY, 0) if wanted.type == "*" else None
    if wanted.subtype == "*":
        return _OF_TYPE, 0
    suffix = wanted.subtype.removeprefix("*+")
    is_suffix = suffix != wanted.subtype and names[1].rpartition("+")[2] == suffix
    return (_OF_SUFFIX, 0) if is_suffix else None


def _ranges(accept: str) -> Iterator[_Range]:
    for member in _MEMBER.findall(accept):
        names, parameters = _media_type(member)
        quality = next((value for name, value in parameters if name == "q"), "1")
        if not names[0] or (names[0] == "*" != names[1]) or not _QUALITY.fullmatch(quality):
            continue
        meant = frozenset(each for each in parameters if each[0] != "q")
        yield _Range(*names, meant, min(float(quality), 1.0))


def _media_type(text: str) -> tuple[tuple[str, str], list[tuple[str, str]]]:
    """Read type, subtype and parameters in lower case; type and subtype are empty if unreadable."""
    first, *others = _PART.findall(text.lower()) or [""]
    found = _MEDIA_RANGE.fullmatch(first.strip(" \t"))
    names = ("", "") if found is None else (found[1] or "*", found[2] or "*")
    pairs = (part.partition("=")[::2] for part in others)
    stripped = ((name.strip(" \t"), value.strip(' \t"')) for name, value in pairs)
    return names, [each for each in stripped if each[0]]
