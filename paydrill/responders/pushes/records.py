"""Keep what is pushed, and the URLs that requests gave for callbacks."""

from typing import NamedTuple

from paydrill.sandbox.counters import Counters
from paydrill.sandbox.ports import Table
from paydrill.sandbox.sandbox import Sandbox

MOST_URLS = 10_000
"""Most URLs of callbacks that are kept of a sandbox; the oldest makes room."""


class Pushed(NamedTuple):
    """The request that an event is sent as; `id` and `position` are those of its event.

    Without a `url` it goes to the endpoints that want its type.
    """

    id: str
    position: int
    method: str
    media_type: str
    body: str
    url: str


class CallbackUrl(NamedTuple):
    """The URL that a request gave for a callback about a thing, or about nothing.

    `push` is the place of the callback in its contract.
    """

    id: str
    position: int
    push: str
    url: str


PUSHED = Table("pushed", Pushed)
CALLBACK_URLS = Table("callback_urls", CallbackUrl)


def keep(sandbox: Sandbox, pushed: Pushed) -> None:
    """Keep what is pushed, for its deliveries to be made at the end of the request."""
    sandbox.has_pushed = True
    sandbox.tx.put(PUSHED, pushed)


def keep_url(sandbox: Sandbox, id_: str, push: str, url: str) -> None:
    """Keep the URL of a callback in place of the one that it had."""
    sandbox.has_changed = True
    number = Counters(sandbox.tx, sandbox.ids, sandbox.now_ms).count(CALLBACK_URLS.name)
    sandbox.tx.put(CALLBACK_URLS, CallbackUrl(id_, number, push, url))
    oldest = next(sandbox.tx.find(CALLBACK_URLS), None)
    if oldest is not None and oldest.position <= number - MOST_URLS:
        sandbox.tx.delete(CALLBACK_URLS, oldest.id)
