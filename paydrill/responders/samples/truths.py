"""Decide truths by the names of their fields: no page follows, and nothing here is live."""

import re

from paydrill.values.ids import Random

_USUALLY = 0.7  # what is asked is more often so
_NO = re.compile(
    r"(?:is |has |have |are )?(?:more|next)(?: (?:items|data|results|records|pages?))?"
    r"|(?:is |list |results? )?truncated"
    r"|(?:is )?(?:live ?(?:mode)?|production)"
)
_YES = re.compile(r"(?:is )?last(?: page)?|(?:is )?(?:test ?(?:mode)?|sandbox)")


def truth(words: str, rng: Random) -> bool:
    """Decide by the words of a name; by chance, where they say nothing."""
    if _NO.fullmatch(words):
        return False
    return bool(_YES.fullmatch(words)) or rng.random() < _USUALLY


def of_tests(values: list[object]) -> list[object]:
    """Keep of listed values those of a test, where they tell it from what is live."""
    words = {str(each).lower(): each for each in values}
    if words.keys().isdisjoint({"live", "prod", "production"}):
        return values
    return [words[each] for each in ("test", "sandbox") if each in words] or values
