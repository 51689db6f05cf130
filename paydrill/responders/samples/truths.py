"""Decide truths by the names of their fields: no page follows, and nothing here is live."""

import re

from paydrill.values.ids import Random

_USUALLY = 0.7  # what is asked is more often so
_MORE = re.compile(
    r"(?:is |has |have |are )?(?:more|next)(?: (?:items|data|results|records|pages?))?"
    r"|(?:is |list |results? )?truncated"
)
_LAST = re.compile(r"(?:is )?last(?: page)?")
_LIVE = re.compile(r"(?:is )?(?:live ?(?:mode)?|production)")
_TEST = re.compile(r"(?:is )?(?:test ?(?:mode)?|sandbox)")


def on_last_page(words: str) -> bool | None:
    """Return what a truth of this name is on the last page; `None` where it says nothing of it."""
    if _MORE.fullmatch(words):
        return False
    return True if _LAST.fullmatch(words) else None


def truth(words: str, rng: Random) -> bool:
    """Decide by the words of a name; by chance, where they say nothing."""
    known = on_last_page(words)
    if known is not None:
        return known
    if _LIVE.fullmatch(words):
        return False
    return bool(_TEST.fullmatch(words)) or rng.random() < _USUALLY


def of_tests(values: list[object]) -> list[object]:
    """Keep of listed values those of a test, where they tell it from what is live."""
    words = {str(each).lower(): each for each in values}
    if words.keys().isdisjoint({"live", "prod", "production"}):
        return values
    return [words[each] for each in ("test", "sandbox") if each in words] or values
