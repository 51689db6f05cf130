"""Take the URLs of callbacks from requests, without the secrets that these hold."""

from collections.abc import Collection
from typing import Any
from urllib.parse import parse_qsl

from paydrill.openapi.pushes import Push
from paydrill.openapi.runtime_expressions import Exchange, Message, NoValue, evaluated
from paydrill.openapi.security import Credentials
from paydrill.responders.samples.repeating import may_be_repeated, safe
from paydrill.values.masking import mask
from paydrill.values.receiver_urls import is_receiver_url


def url_of(push: Push, exchange: Exchange, secret: Credentials) -> str:
    """Return the URL that an exchange gives a callback; empty where it gives none.

    A credential, or another secret, is no value of an expression.
    """
    asked = parse_qsl((exchange.url or "").partition("?")[2])
    asked += exchange.request.path.items()
    public = exchange._replace(
        url=exchange.url if all(_is_public(*each, secret.query) for each in asked) else None,
        request=_public(exchange.request, secret),
        response=_public(exchange.response, secret),
    )
    try:
        url = evaluated(push.expression, public)
    except NoValue:
        return ""
    return url if is_receiver_url(url) and mask(url) == url else ""


def _public(message: Message, secret: Credentials) -> Message:
    """Copy a message without its secrets."""

    def header(name: str) -> str | None:
        value = message.header(name)
        return value if _is_public(name, value, secret.headers) else None

    asked = message.query.items()
    query = {name: each for name, each in asked if _is_public(name, each, secret.query)}
    return Message(header, safe(message.body), safe(dict(message.path)), query)


def _is_public(name: str, value: Any, secret: Collection[str]) -> bool:
    return name.lower() not in secret and may_be_repeated(name, value)
