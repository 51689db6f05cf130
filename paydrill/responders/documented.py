"""Choose among the responses that an operation documents."""

import re
from collections.abc import Mapping
from typing import Any

DEFAULT = "default"
_USUAL_OF_CLASS = {"2": 200, "3": 302, "4": 400, "5": 500}


def usual_response(responses: Mapping[str, Any]) -> tuple[int, str] | None:
    """Choose the response of a success: its status, and the key that documents it.

    The lowest 2xx, `2XX`, `default`, the lowest 3xx, then whichever is documented; `None` where
    none is.
    """
    return min(
        ((status, key) for key in responses if (status := _status_of(key)) is not None),
        key=lambda found: _rank(*found),
        default=None,
    )


def _status_of(key: str) -> int | None:
    if key.lower() == DEFAULT:
        return 200
    if re.fullmatch("[2-5][0-9]{2}", key):
        return int(key)
    return _USUAL_OF_CLASS.get(key[0]) if re.fullmatch("[2-5][xX]{2}", key) else None


def _rank(status: int, key: str) -> tuple[int, bool, int]:
    if key.lower() == DEFAULT:
        return 3, False, 0
    # A success first, then `default`, then redirects; a class after the statuses it covers.
    return {2: 2, 3: 4}.get(status // 100, 5), not key.isdecimal(), status
