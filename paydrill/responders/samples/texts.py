"""Make texts: by format, by pattern, by the name of their field, and of the right length."""

from collections.abc import Iterator

from paydrill.responders.samples.believable import Named, amount_or_name, sentence
from paydrill.responders.samples.combined import Impossible, Keywords
from paydrill.responders.samples.fitting import fits
from paydrill.responders.samples.formats import by_format
from paydrill.responders.samples.patterns import texts_matching

_LONGEST = 200_000
_FILLER = "abcdefghijklmnopqrstuvwxyz0123456789"


def text(keywords: Keywords, named: Named) -> str:
    """Make a text that fits its keywords. Raises `Impossible`."""
    shortest, longest = keywords.get("minLength", 0), keywords.get("maxLength", _LONGEST)
    if shortest > min(longest, _LONGEST):
        raise Impossible(f"its text must have {shortest} characters, and at most {longest}")
    for found in _candidates(keywords, named, int(shortest), int(longest)):
        if fits(keywords, found):
            return found
    asked = [*keywords.get("patterns", ()), *keywords.get("formats", ())]
    raise Impossible(f"no text was found for {' and '.join(map(str, asked)) or 'its bounds'}")


def _candidates(keywords: Keywords, named: Named, shortest: int, longest: int) -> Iterator[str]:
    for format_ in keywords.get("formats", ()):
        yield from by_format(str(format_), named)
    patterns = keywords.get("patterns", ())
    usual = amount_or_name(named)
    if "lowercase" in str(keywords.get("description", "")):
        usual = usual.lower()
    yield usual
    if not patterns:
        yield _sized(usual, named, shortest, longest)
    for pattern in patterns:
        for found in texts_matching(pattern, named.rng, longest):
            yield found
            if len(found) < shortest:
                yield found + named.letters(min(shortest, _LONGEST) - len(found))
    for _ in range(3):
        yield "".join(named.rng.choice(_FILLER) for _ in range(min(shortest, _LONGEST)))
    yield named.rng.choice(_FILLER)


def _sized(found: str, named: Named, shortest: int, longest: int) -> str:
    """Lengthen or shorten a text to fit its bounds."""
    while len(found) < min(shortest, 200):
        found = f"{found} {sentence(named).lower()}" if " " in found else found + named.letters(8)
    if len(found) < shortest:
        found += found * ((shortest - len(found)) // len(found) + 1)
    return found if len(found) <= longest else found[:longest].rstrip() or found[:longest]
