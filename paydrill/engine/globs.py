"""Patterns in which `*` stands for any characters, also for none."""

from collections.abc import Callable


def glob(pattern: str) -> Callable[[str], bool]:
    """Whether a text fits the pattern.

    Not a regular expression: with several stars these can take for ever to find out that not.
    """
    first, *others = pattern.split("*")
    if not others:
        return pattern.__eq__
    *middle, last = others

    def fits(text: str) -> bool:
        at, end = len(first), len(text) - len(last)
        if at > end or not text.startswith(first) or not text.endswith(last):
            return False
        for part in middle:
            at = text.find(part, at, end)
            if at < 0:
                return False
            at += len(part)
        return True

    return fits
