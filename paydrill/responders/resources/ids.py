"""Draw the ids of things: in the form of one that the contract shows, and fit for its paths."""

import re
from collections.abc import Iterator
from typing import Any

from paydrill.values.ids import Random, random_of

_KINDS_OF_LETTERS = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_HEXADECIMAL = "0123456789abcdef"
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_TAIL = re.compile(r"[A-Za-z0-9]+$")
_FEW = 6
_SAME_LENGTH = 4
_MOST_DRAWN = 12


def others_like(id_: Any, key: str) -> Iterator[Any]:
    """Yield ids in the form of one: a prefix stays, digits and letters become others.

    Those that come later are longer, in case all short ones are taken.
    """
    for number in range(_MOST_DRAWN):
        rng, more = random_of(f"{key}/{number}"), max(0, number - _SAME_LENGTH)
        yield _number(id_, rng, more) if isinstance(id_, int) else _text(str(id_), rng, more)


def _number(id_: int, rng: Random, more: int) -> int:
    digits = max(len(str(id_)), _FEW) + more
    return rng.randrange(10 ** (digits - 1), 10**digits)


def _text(id_: str, rng: Random, more: int) -> str:
    if _UUID.fullmatch(id_):
        drawn = "".join("-" if each == "-" else rng.choice(_HEXADECIMAL) for each in id_)
        return f"{drawn[:14]}4{drawn[15:19]}{rng.choice('89ab')}{drawn[20:]}"
    tail = _TAIL.search(id_)
    form = tail[0] if tail else ""
    if len(form) < _FEW:
        form += "0" * more
    is_hexadecimal = set(form) <= set(_HEXADECIMAL) and len(form) > _FEW
    drawn = "".join(_like(each, rng, is_hexadecimal=is_hexadecimal) for each in form)
    return id_.removesuffix(tail[0] if tail else "") + drawn


def _like(letter: str, rng: Random, *, is_hexadecimal: bool) -> str:
    if is_hexadecimal:
        return rng.choice(_HEXADECIMAL)
    return rng.choice(next((each for each in _KINDS_OF_LETTERS if letter in each), letter))
