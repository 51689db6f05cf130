"""Write and read ids that carry the place of an event, so that nothing has to be looked up."""

from functools import lru_cache
from hashlib import sha256

from paydrill.values.ids import Ids

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_PAIRS = [first + second for first in _DIGITS for second in _DIGITS]
_TAIL = 8
_SIZE: int = len(_DIGITS) ** _TAIL
_HALF: int = len(_DIGITS) ** (_TAIL // 2)


def id_at(ids: Ids, prefix: str, position: int) -> str:
    """Make the id of what belongs to the event at a position."""
    head = ids.word(prefix, position)[:-_TAIL]
    first, last = divmod((position + _shift(ids, prefix)) % _SIZE, _HALF)
    return f"{prefix}_{head}{_half(first)}{_half(last)}"


def _half(place: int) -> str:
    """Write half of the digits of a place."""
    first, last = divmod(place, len(_PAIRS))
    return _PAIRS[first] + _PAIRS[last]


def position_in(ids: Ids, prefix: str, id_: str) -> int | None:
    """Return the position in an id that `id_at` made; `None` for any other text."""
    tail = id_[-_TAIL:]
    if len(id_) < _TAIL or not all(each in _DIGITS for each in tail):
        return None
    position = (int(tail, 36) - _shift(ids, prefix)) % _SIZE
    return position if id_at(ids, prefix, position) == id_ else None


@lru_cache(maxsize=4096)
def _shift(ids: Ids, prefix: str) -> int:
    """Return a number by which the places in a sandbox's ids are moved: they begin at no zero."""
    return int(sha256(ids.hex(prefix, 0).encode()).hexdigest(), 16) % _SIZE
