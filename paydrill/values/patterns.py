"""Match texts with patterns in which `*` stands for any number of characters, also none."""

from collections.abc import Callable


def glob(pattern: str) -> Callable[[str], bool]:
    """Make a test for texts that fit the pattern.

    Not a regular expression: with several stars, its search can take exponential time to fail.
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


def overlap(one: str, other: str) -> bool:
    """Tell whether some text fits both patterns."""
    # Whether some text fits what was read of `one`, and the first characters of `other`.
    fits = [not other[:end].strip("*") for end in range(len(other) + 1)]
    for mine in one:
        before, fits = fits, [fits[0] and mine == "*"]
        for end, theirs in enumerate(other):
            if "*" in {mine, theirs}:
                fits.append(before[end + 1] or fits[end])
            else:
                fits.append(before[end] and mine == theirs)
    return fits[-1]
