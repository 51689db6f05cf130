"""Tell the truth about a page in the envelope that a contract has for it."""

import re
from collections.abc import Mapping
from math import ceil
from typing import Any
from urllib.parse import urlencode

from paydrill.openapi.types import parts_of, types_of
from paydrill.responders.resources.fields import fields_of, is_object
from paydrill.responders.resources.pages import Page
from paydrill.responders.samples.context import words_of
from paydrill.responders.samples.pages import leads_on
from paydrill.responders.samples.spot import NOTHING
from paydrill.responders.samples.truths import on_last_page

_COUNTS = re.compile(
    r"total|(?:.* )?total (?:count|items|results|records|elements|entries|size)|total de itens"
    r"|quantidade total de itens|(?:item|result|record)s? count|size total"
)
_PAGES = re.compile(r"(?:total pages|page count|pages|last page|quantidade de paginas)")
_PAGE = re.compile(r"(?:(?:current )?page(?: (?:number|index))?|number|pagina atual)")
_LIMIT = re.compile(r"(?:limit|page size|per page|page limit|itens por pagina)")
_OFFSET = re.compile(r"(?:offset|skip|start index)")
_HERE = re.compile(r"count|size|number of (?:items|elements)")
_BACK = re.compile(r"(?:previous|prev)(?: (?:page|cursor|link|url))*|(?:previous|prev) page token")
_LINK = re.compile(r"\b(?:links?|ur[li]|href|next|prev|previous)\b")


class Envelope:
    """The envelope of a list: the object, or the objects within it, that tell of its page."""

    def __init__(
        self, document: dict[str, Any], schema: Any, steps: tuple[str, ...], base_url: str = ""
    ) -> None:
        """Take the schema of the body, the steps that lead to the list in it, and the server."""
        self._document = document
        self._schema = schema
        self._steps = steps
        self._base_url = base_url

    def filled(self, sample: Any, page: Page, address: str) -> Any:
        """Return a body that has the page's items, and says the truth about it.

        `sample` is a body of the same schema; `address` is the path of the list.
        """
        if not self._steps:
            return page.items
        body = self._told(sample if isinstance(sample, dict) else {}, self._schema, page, address)
        return _put(body, self._steps, page.items)

    def _told(
        self, sample: Mapping[str, Any], schema: Any, page: Page, address: str, owner: str = ""
    ) -> dict[str, Any]:
        told = dict(sample)
        for name, each in fields_of(self._document, schema).items():
            if (name,) == self._steps[:1] and len(self._steps) == 1:
                continue
            words = words_of(name)
            value = self._truth(words, owner, each, told.get(name, NOTHING), page, address)
            if value is NOTHING:
                continue
            if value is None and "null" not in types_of(self._document, each):
                told.pop(name, None)
            else:
                told[name] = value
        return told

    def _truth(
        self, words: str, owner: str, schema: Any, sample: Any, page: Page, address: str
    ) -> Any:
        """Return what a field of this name must say; `NOTHING` where that is not known."""
        types = types_of(self._document, schema)
        if leads_on(words, owner) or _BACK.fullmatch(words):
            is_on = page.has_more and not _BACK.fullmatch(words)
            return self._leading(words, schema, sample, page, address) if is_on else None
        if words == "url" and not owner and "string" in types:
            is_whole = any(each.get("format") == "uri" for each in parts_of(self._document, schema))
            return self._base_url + address if is_whole else address
        is_last = on_last_page(words) if "boolean" in types else None
        if is_last is not None:
            return page.has_more != is_last
        if not types.isdisjoint({"integer", "number"}):
            return _number(words, page)
        kept = sample if isinstance(sample, dict) else {}
        if not owner and is_object(self._document, schema) and (kept or self._tells(schema)):
            return self._told(kept, schema, page, address, words)
        return NOTHING

    def _tells(self, schema: Any) -> bool:
        """Tell whether an object that may be left out has a field that leads on."""
        return any(leads_on(words_of(each), "") for each in fields_of(self._document, schema))

    def _leading(self, words: str, schema: Any, sample: Any, page: Page, address: str) -> Any:
        if is_object(self._document, schema):
            inner = fields_of(self._document, schema)
            name = next((each for each in ("href", "url", "uri") if each in inner), "")
            kept = sample if isinstance(sample, dict) else {}
            return {**kept, name: self._link(address, page)} if name else NOTHING
        types = types_of(self._document, schema)
        value = next(iter(page.next_query.values()), NOTHING)
        if "string" not in types:
            return value if isinstance(value, int) else NOTHING
        text = str(sample) if isinstance(sample, str) else ""
        is_link = text.startswith(("http", "/")) or (not text and bool(_LINK.search(words)))
        is_token = words == "next page" and isinstance(value, str) and not text
        is_link = is_link and not is_token and not re.search("cursor|token|marker", words)
        return self._link(address, page) if is_link and page.next_query else page.cursor

    def _link(self, address: str, page: Page) -> str:
        query = urlencode(page.asked | page.next_query, doseq=True)
        return f"{self._base_url}{address}?{query}"


def _number(words: str, page: Page) -> Any:
    table = (
        (_COUNTS, page.total),
        (_PAGES, max(1, ceil(page.total / page.limit)) if page.limit else 1),
        (_PAGE, page.number),
        (_LIMIT, page.limit),
        (_OFFSET, page.skipped),
        (_HERE, len(page.items)),
    )
    return next((value for pattern, value in table if pattern.fullmatch(words)), NOTHING)


def _put(body: dict[str, Any], steps: tuple[str, ...], items: Any) -> dict[str, Any]:
    """Copy a body with a value at the end of some steps."""
    if len(steps) == 1:
        return {**body, steps[0]: items}
    inner = body.get(steps[0])
    return {**body, steps[0]: _put(inner if isinstance(inner, dict) else {}, steps[1:], items)}


def put(body: Any, steps: tuple[str, ...], value: Any) -> Any:
    """Copy a body with a thing at the end of some steps; without any, that is the body."""
    return _put(body if isinstance(body, dict) else {}, steps, value) if steps else value
