"""Tell which values of a request may be repeated in its response."""

import re
from decimal import Decimal
from typing import Any

from paydrill.openapi.security import USUAL
from paydrill.responders.samples.context import words_of
from paydrill.values.masking import mask

_SECRET = re.compile(
    r"cv[vcnd]|\bcv ?2|\bcsc\b|security ?code|verification ?(?:code|value)|\bpin\b|\botp\b"
    r"|passw|pass ?(?:code|phrase)|\bpwd|\bsenha|secret(?!ar)|(?:private|signing) ?key"
)


def safe(value: Any) -> Any:
    """Copy a value that was sent without the secrets in it, however deep they are."""
    match value:
        case dict():
            return {name: safe(each) for name, each in value.items() if may_be_repeated(name, each)}
        case list():
            return [safe(each) for each in value if may_be_repeated("", each)]
    return value


def may_be_repeated(name: str, value: Any) -> bool:
    """Tell whether a value that was sent under a name holds no secret.

    Card numbers, written as texts or as numbers, and fields that are named a security code, a
    password or a credential do.
    """
    words = words_of(name)
    if words.replace(" ", "_") in USUAL.query or _SECRET.search(words):
        return False
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return True
    text = str(value)
    return mask(text) == text
