"""Recognise card numbers in text that is shown or kept, and hide them.

This is the only module that knows the form of a card number in a text.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from urllib.parse import unquote_plus

HIDDEN = "***"
"""The text in place of a value of which nothing is shown."""

SHORTEST, LONGEST = 12, 19
"""How many digits a card number has."""
_SHOWN = 4

SEPARATORS = " +-\t\u00a0\u2010\u2011\u2012\u2013\u2014\u2015\u202f"
"""Characters that people and typesetters put between digits; three of them at most."""
_BETWEEN = f"[{re.escape(SEPARATORS)}]{{0,3}}"
_BETWEEN_OR_DOT = rf"(?:{_BETWEEN}|\.)"
LABELLED = rf"[0-9](?:{_BETWEEN_OR_DOT}[0-9]){{{SHORTEST - 1},}}"
"""The form of a number that is called a card number, as a regular expression."""
_FORMS = (
    re.compile(f"[0-9](?:{_BETWEEN}[0-9]){{{SHORTEST - 1},}}"),
    # Groups of digits need two dots: a single dot is a decimal point. The last can be long.
    re.compile(r"(?:[0-9]{3,6}\.){2}[0-9](?:[0-9]{2,5}\.[0-9])*[0-9]*"),
)
_MASKED = re.compile(rf"\*(?:{_BETWEEN_OR_DOT}\*){{7,14}}(?:{_BETWEEN_OR_DOT}[0-9]){{4}}")
_GROUP = re.compile("[0-9]+")
_DIGITS = b"0123456789"
_PLAIN = bytes.maketrans(_DIGITS, bytes(range(10)))
_DOUBLED = bytes.maketrans(_DIGITS, bytes([0, 2, 4, 6, 8, 1, 3, 5, 7, 9]))
# Ids hold as many digits as cards do, and a tenth of all numbers passes the Luhn check.
_ID = re.compile(
    r"(?:txn_[0-9]{14}|tok|ref|req|dp|mdt|3ds)_[0-9a-f]{16,32}"
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|(?<![0-9A-Za-z])[0-9a-f]{32}(?![0-9A-Za-z])"
)

# A parameter of a query, in an address or by itself.
_PARAMETER = re.compile(r"(?<![^?&])([^=&?\s]+)=([^& \r\n]+)")


def is_card_number(digits: str) -> bool:
    """Tell whether a text is as many digits as a card number has, and nothing else."""
    return digits.isascii() and digits.isdecimal() and SHORTEST <= len(digits) <= LONGEST


def unlike_a_card_number(digits: str) -> str:
    """Return the digits, with another last one where the log would take them for a card number."""
    return digits[:-1] + str((int(digits[-1]) + 1) % 10) if _is_luhn(digits) else digits


def mask(text: str) -> str:
    """Hide all but the last four digits of possible card numbers in the text.

    Such a number is 12 to 19 digits that pass the Luhn check, in one piece or with spaces, dashes
    or dots, also with other numbers right before and after it.
    """
    hidden = {place for run in _runs(text) for place in _digits_of_cards(run)}
    if not hidden:
        return text
    return _without(text, hidden.difference(*(range(*id_.span()) for id_ in _ID.finditer(text))))


def hide_numbers(text: str) -> str:
    """Hide every digit of all that has the form of a card number; nothing moves."""
    hidden = {place for run in _runs(text) for group in _groups(run) for place in group}
    return _without(text, hidden) if hidden else text


def hide_digits(text: str) -> str:
    """Hide all but the last four digits of the text."""
    if text.isdigit():
        return "*" * (len(text) - _SHOWN) + text[-_SHOWN:]
    digits = [place for place, character in enumerate(text) if character.isdigit()]
    return _without(text, digits[:-_SHOWN])


def in_one_piece(masked: str) -> str:
    """Write the masked card numbers of a text without what stands between their digits."""
    if "*" not in masked:
        return masked
    return _MASKED.sub(lambda found: re.sub("[^*0-9]", "", found[0]), masked)


def hide_parameters(text: str, names: Collection[str]) -> str:
    """Hide the values of the query parameters of these names, given in lower case."""
    if "=" not in text:
        return text
    return _PARAMETER.sub(
        lambda found: (
            f"{found[1]}={HIDDEN}" if unquote_plus(found[1]).lower() in names else found[0]
        ),
        text,
    )


def _runs(text: str) -> Iterator[re.Match[str]]:
    """Find the places of a text where digits follow digits, as they do in a card number."""
    for form in _FORMS:
        for run in form.finditer(text):
            if sum(map(len, _groups(run))) >= SHORTEST:
                yield run


def _groups(run: re.Match[str]) -> list[range]:
    """List the places of the digits of a run, by groups."""
    return [range(*group.span()) for group in _GROUP.finditer(run.string, *run.span())]


def _digits_of_cards(run: re.Match[str]) -> set[int]:
    """Return the places of all digits to hide.

    A card number begins and ends with a group of digits: inside a group, ids and amounts would have
    many false matches. Where two numbers overlap, both are hidden, as either may be the card's.
    """
    text, groups, hidden = run.string, _groups(run), set[int]()
    for first in range(len(groups)):
        places: list[int] = []
        for group in groups[first : first + LONGEST]:
            places += group
            if len(places) > LONGEST:
                break
            if len(places) >= SHORTEST and _is_luhn("".join(text[place] for place in places)):
                hidden.update(places[:-_SHOWN])
    return hidden


def _is_luhn(digits: str) -> bool:
    """Check the Luhn digit as `stdnum.luhn` does, in a tenth of its time."""
    text = digits.encode()
    plain, doubled = text[-1::-2].translate(_PLAIN), text[-2::-2].translate(_DOUBLED)
    return (sum(plain) + sum(doubled)) % 10 == 0


def _without(text: str, places: Iterable[int]) -> str:
    characters = list(text)
    for place in places:
        characters[place] = "*"
    return "".join(characters)
