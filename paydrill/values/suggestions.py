"""Suggest a name in place of an unknown one: the closest name there is, or the list of names.

This is the only module that compares words.
"""

from collections.abc import Collection, Iterable
from difflib import SequenceMatcher  # noqa: TID251 - here is where

from paydrill.values.masking import hide_numbers

LONGEST_QUOTE = 60
LONGEST_LIST = 12

# Comparing costs time, and a long word resembles no name.
_LONGEST_WORD = 200
_ALIKE = 0.65
# Words up to this much less alike than the likeliest are suggested, too.
_NEARLY = 0.1


def quoted(text: str) -> str:
    """Put the text in quotes, on one line, without card numbers, and cut if it is very long."""
    shown = hide_numbers(text[: LONGEST_QUOTE * 2])
    return repr(shown if len(shown) <= LONGEST_QUOTE else shown[:LONGEST_QUOTE] + "…")


def unknown(what: str, word: str, allowed: Collection[str]) -> str:
    """Say in one sentence that a word is not among the allowed ones; `what` begins it."""
    return f"{what} {quoted(word)}; {suggestion(word, allowed)}"


def likeness(word: str, other: str, least: float = _ALIKE) -> float:
    """Compare two words in the same case: 1 for the same, 0 for less alike than `least`."""
    if len(word) > _LONGEST_WORD:
        return 0
    compare = SequenceMatcher(None, other, word, autojunk=False)
    may_be = compare.real_quick_ratio() >= least and compare.quick_ratio() >= least
    ratio = compare.ratio() if may_be else 0
    if ratio and _is_transposed(word, other):
        ratio = max(ratio, 1 - 0.5 / len(word))
    return ratio if ratio >= least else 0


def _is_transposed(word: str, other: str) -> bool:
    """Tell whether two neighbouring letters have changed places, which is half a mistake."""
    pairs = enumerate(zip(word, other, strict=False))
    at = next((at for at, (mine, theirs) in pairs if mine != theirs), 0)
    return word[:at] + word[at : at + 2][::-1] + word[at + 2 :] == other != word


def nearest(word: str, allowed: Iterable[str]) -> list[str]:
    """List the allowed words that may have been meant, the likeliest first. Case does not count."""
    folded = word.strip().casefold()
    ratios = {each: likeness(folded, each.casefold()) for each in sorted(allowed)}
    least = max(ratios.values(), default=0) - _NEARLY
    found = [each for each, ratio in ratios.items() if ratio and ratio >= least]
    return sorted(found, key=lambda each: -ratios[each])


def closest(word: str, allowed: Iterable[str]) -> str | None:
    """Find the allowed word that was probably meant, if any comes near."""
    return next(iter(nearest(word, allowed)), None)


def suggestion(word: str, allowed: Collection[str]) -> str:
    """Say what to write instead of `word`: the closest allowed word, or else the allowed words."""
    near = closest(word, allowed)
    if near is not None:
        return f"did you mean {quoted(near)}?"
    return f"allowed: {listed(allowed)}"


def listed(words: Collection[str]) -> str:
    """List the words in order; some of them, and how many more, when they are very many."""
    shown = sorted(words)[:LONGEST_LIST]
    rest = len(words) - len(shown)
    return (", ".join(shown) or "none") + (f" and {rest} more" if rest else "")
