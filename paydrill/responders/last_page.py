"""Let examples of lists lead clients on within this server, and end.

A link to the next page leads to this server instead of the provider's; and the page that an
example's own cursor has led to is its last.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from paydrill.responders.samples.context import words_of
from paydrill.responders.samples.pages import leads_on
from paydrill.responders.samples.spot import NOTHING
from paydrill.responders.samples.truths import on_last_page


def last_pages(example: Any, sent: Mapping[str, Any]) -> Iterator[Any]:
    """Yield forms of an example in which nothing leads on, the likeliest to be valid first.

    There is none unless the request repeats the example's cursor, the values in its link, or the
    id of an item where the example says that more follow.
    """
    asked = {str(each) for each in sent.values() if isinstance(each, str | int)}
    if isinstance(example, dict) and asked and _was_followed(example, asked, ""):
        yield from (_ended(example, "", instead) for instead in (NOTHING, None, ""))


def leading_here(example: Any, servers: Sequence[str], here: str) -> Any:
    """Copy an example whose links to the next page lead here, not to the contract's servers."""
    if not isinstance(example, dict):
        return example
    return {
        name: _moved(value, servers, here)
        if leads_on(words_of(name), "")
        else leading_here(value, servers, here)
        for name, value in example.items()
    }


def _moved(value: Any, servers: Sequence[str], here: str) -> Any:
    if isinstance(value, dict):
        return {name: _moved(each, servers, here) for name, each in value.items()}
    server = next((each for each in servers if str(value).startswith(f"{each}/")), None)
    return value if server is None else here + value.removeprefix(server)


def servers_of(document: Mapping[str, Any]) -> list[str]:
    """List the addresses of a contract's servers, such as `https://api.example.com/v1`."""
    urls = (
        str(each.get("url")) for each in document.get("servers") or () if isinstance(each, dict)
    )
    return [each.rstrip("/") for each in urls if urlsplit(each).netloc]


def _was_followed(fields: dict[str, Any], asked: set[str], owner: str) -> bool:
    for name, value in fields.items():
        words = words_of(name)
        if leads_on(words, owner) and _is_asked(value, asked):
            return True
        if isinstance(value, dict) and _was_followed(value, asked, words):
            return True
    more = any(_says_more(name, value) for name, value in fields.items())
    return more and not asked.isdisjoint(_ids(fields))


def _is_asked(value: Any, asked: set[str]) -> bool:
    """Tell whether a cursor, or each value in the query of a link, is among those asked."""
    if isinstance(value, dict):
        return any(_is_asked(each, asked) for each in value.values())
    query = parse_qsl(urlsplit(str(value)).query)
    return str(value) in asked or (bool(query) and {each for _, each in query} <= asked)


def _ids(fields: dict[str, Any]) -> set[str]:
    items = [item for each in fields.values() if isinstance(each, list) for item in each]
    return {str(item["id"]) for item in items if isinstance(item, dict) and "id" in item}


def _says_more(name: str, value: Any) -> bool:
    return isinstance(value, bool) and on_last_page(words_of(name)) is (not value)


def _ended(fields: dict[str, Any], owner: str, instead: Any) -> dict[str, Any]:
    ended = {}
    for name, value in fields.items():
        words = words_of(name)
        if leads_on(words, owner):
            ended[name] = instead
        elif isinstance(value, dict):
            ended[name] = _ended(value, words, instead)
        else:
            ended[name] = not value if _says_more(name, value) else value
    return {name: value for name, value in ended.items() if value is not NOTHING}
