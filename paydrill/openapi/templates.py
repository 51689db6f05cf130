"""Read path templates, such as `/payments/{id}`."""

import re
from urllib.parse import unquote

_PARAMETER = re.compile(r"\{([^{}]*)\}")
_WAYS = 1_000_000


def names_in(template: str) -> list[str]:
    """List the names of the parameters in a template, in its order."""
    return [name for name in _PARAMETER.findall(template) if name]


def values_in(template: str, path: str) -> dict[str, str] | None:
    """Return the values of a template's parameters in a path; `None` if it does not fit."""
    pattern = "([^/]+)".join(map(re.escape, _PARAMETER.split(template)[::2]))
    found = re.fullmatch(bounds(template) + pattern, path)
    if found is None:
        return None
    return dict(zip(names_in(template), map(unquote, found.groups()), strict=True))


def bounds(template: str) -> str:
    """Write an expression that bounds the segments of a path which hold several parameters.

    Each of these parameters multiplies the ways to read a segment by its length.
    """
    return "".join(
        rf"(?=(?:[^/]*/){{{place}}}[^/]{{1,{int(_WAYS ** (1 / number))}}}(?:/|\Z))"
        for place, segment in enumerate(template.split("/"))
        if (number := len(_PARAMETER.findall(segment))) > 1
    )


def shape(template: str) -> str:
    """Return a template without the names of its parameters: alike templates are one path."""
    return _PARAMETER.sub("{}", template)
