"""Tell which texts are places in a list."""

_LONGEST = 9


def is_index(text: str) -> bool:
    """Tell whether a text is the number of a place, in ASCII; no list is as long as others say."""
    return text.isascii() and text.isdecimal() and len(text) <= _LONGEST
