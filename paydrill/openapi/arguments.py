"""Name the arguments under which a handler gets the parameters of its operation.

A parameter's name may be any text (`page-size`, `$filter`, `ids[]`, `from`), an argument's name has
to be an identifier of Python.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import count
from keyword import iskeyword
from typing import Any
from unicodedata import normalize

TAKEN = frozenset({"base_url", "body", "engine", "media_type", "sandbox", "stand_in"})
"""Names of the other arguments of a handler."""

ArgumentNames = dict[tuple[str, str], str]

_PLACES = ("path", "query")
_NO_IDENTIFIER = re.compile(r"\W+")
_NAMED = re.compile(r"\w(?:.*\w)?", re.DOTALL)


def identifier(name: str) -> str:
    """Turn a parameter's name into an identifier.

    Other characters become `_` between words and are left out elsewhere; a digit in front gets `_`
    before it, a keyword `_` after it.
    """
    named = _NAMED.search(normalize("NFKC", name))
    words = _NO_IDENTIFIER.sub("_", named[0]) if named else "_"
    if not words.isidentifier():
        words = f"_{words}"
    return f"{words}_" if iskeyword(words) else words


def argument_names(parameters: Iterable[dict[str, Any]]) -> ArgumentNames:
    """Name an argument, by place and name, for each parameter of path and query.

    Parameters of the path choose first. A name that is taken gets the place behind it, such as
    `id_in_query`, and then a number.
    """
    known = dict.fromkeys((each["in"], each["name"]) for each in parameters)
    names: ArgumentNames = {}
    taken = set(TAKEN)
    for place, name in sorted(known, key=lambda each: each[0] != "path"):
        if place not in _PLACES:
            continue
        plain = identifier(name)
        chosen = next(each for each in _choices(plain, place) if each not in taken)
        names[place, name] = chosen
        taken.add(chosen)
    return names


def _choices(plain: str, place: str) -> Iterator[str]:
    yield plain
    placed = f"{plain.rstrip('_')}_in_{place}"
    yield placed
    yield from (f"{placed}_{number}" for number in count(2))
