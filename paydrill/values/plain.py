"""Write values as the numbers, texts, lists and objects that every reader of JSON can hold."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

_LEAST, _GREATEST = -(2**63), 2**64 - 1


def plain(value: Any) -> Any:
    """Copy a value with its decimals, and its integers of more than 64 bits, as doubles."""
    match value:
        case Mapping():
            return {name: plain(each) for name, each in value.items()}
        case list():
            return [plain(each) for each in value]
        case Decimal():
            return float(value)
        case int() if not _LEAST <= value <= _GREATEST:
            return float(value)
    return value
