"""Keep apart, in a path, the delimiters and the same characters when they were percent-encoded.

`%2F` in a value is no separator of segments, `%2C` none of items (RFC 3986 §2.2).
"""

import re
from urllib.parse import unquote

_ENCODED = re.compile("%(?:2F|2C|3B|3D)", re.IGNORECASE)
# Lone surrogates: no decoded path has one.
_FIRST = 0xDC00
_STAND_INS = {_FIRST + ord(each): each for each in "/,;="}


def has_encoded_delimiter(raw_path: bytes) -> bool:
    """Return whether a path as it was sent has an encoded delimiter."""
    return b"%" in raw_path and _ENCODED.search(raw_path.decode("latin-1")) is not None


def decoded(raw_path: bytes) -> str:
    """Decode a path, with a stand-in for each encoded delimiter."""
    text = raw_path.decode("latin-1")
    return unquote(_ENCODED.sub(lambda found: chr(_FIRST + int(found[0][1:], 16)), text))


def without_stand_ins(text: str) -> str:
    """Return what a value of a path means: delimiters in place of their stand-ins."""
    return text if text.isascii() else text.translate(_STAND_INS)
