"""Let lists end: what a client reads to ask for the next page says that there is none."""

import re
from typing import Any

from paydrill.responders.samples.choices import allows_null
from paydrill.responders.samples.combined import References
from paydrill.responders.samples.context import words_of

_NEXT = re.compile(
    r"(?:.* )?cursors after|continuation(?: token)?|cursor|(?:odata )?next(?: page)?"
    r"(?: (?:cursor|token|marker|key|link|ur[li]|href|path|page|number|offset|start))?"
)
_COUNT = re.compile(
    r"total (?:count|items|results|records|elements|entries)|(?:item|result|record)s? count"
)


def leads_on(words: str, owner: str) -> bool:
    """Tell whether a field of this name leads to the next page: a cursor, a token, a link."""
    return bool(_NEXT.fullmatch(words) or _NEXT.fullmatch(f"{owner} {words}"))


def leads_nowhere(references: References, schema: Any, words: str, owner: str) -> bool:
    """Tell whether a field that leads to the next page may be null."""
    return leads_on(words, owner) and allows_null(references, schema)


def counted(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that count the items of all pages, as the object's only list has them."""
    lists = [each for each in fields.values() if isinstance(each, list)]
    if len(lists) != 1:
        return {}
    return {
        name: len(lists[0])
        for name, value in fields.items()
        if type(value) is int and _COUNT.fullmatch(words_of(name))
    }
