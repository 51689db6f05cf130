"""Security of contracts that bring no check of their own: a mock asks for credentials, any do.

Connexion refuses every request of a scheme that names no function; these are the functions for
such schemes. The control plane's token is not a matter of the contract: see `guard`.

What the schemes call a credential is kept out of every log: see `declared_credentials`.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from paydrill.openapi.operation import resolve

_ACCEPTS = {
    "apiKey": "x-apikeyInfoFunc",
    "bearer": "x-bearerInfoFunc",
    "basic": "x-basicInfoFunc",
    "oauth2": "x-tokenInfoFunc",
    "openIdConnect": "x-tokenInfoFunc",
}


class Credentials(NamedTuple):
    """Names of headers, query parameters and cookies that carry credentials, in lower case.

    `schemes` are those that an `Authorization` may begin with, and that are no secret.
    """

    headers: frozenset[str]
    query: frozenset[str]
    cookies: frozenset[str]
    schemes: frozenset[str]


USUAL = Credentials(
    headers=frozenset(
        {"authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "api-key"}
    ),
    query=frozenset({"access_token", "api_key", "api-key", "apikey", "client_secret"}),
    cookies=frozenset(),
    schemes=frozenset({"apikey", "basic", "bearer", "digest", "dpop", "negotiate", "token"}),
)
"""What carries credentials whether or not a contract says so."""


def declared_credentials(documents: Iterable[dict[str, Any]]) -> Credentials:
    """Collect what carries credentials according to any of the contracts, and the usual ones.

    A name counts for all contracts: a client that sends a key to the wrong one has sent it, too.
    """
    schemes = [
        resolve(document, scheme)
        for document in documents
        for scheme in document.get("components", {}).get("securitySchemes", {}).values()
    ]
    keys = [each for each in schemes if each["type"] == "apiKey"]
    http = {str(each["scheme"]).lower() for each in schemes if each["type"] == "http"}
    return Credentials(
        USUAL.headers | {each["name"].lower() for each in keys if each["in"] == "header"},
        USUAL.query | {each["name"].lower() for each in keys if each["in"] == "query"},
        USUAL.cookies | {each["name"].lower() for each in keys if each["in"] == "cookie"},
        USUAL.schemes | http,
    )


def accept_by_default(document: dict[str, Any]) -> None:
    """Name a function for each security scheme that has none; changes the document."""
    for scheme in document.get("components", {}).get("securitySchemes", {}).values():
        kind = str(scheme.get("scheme", "")).lower() if scheme["type"] == "http" else scheme["type"]
        if kind in _ACCEPTS:
            accepting = accept_password if kind == "basic" else accept_key
            scheme.setdefault(_ACCEPTS[kind], f"{__name__}.{accepting.__name__}")


def accept_key(key: str) -> dict[str, Any]:
    """Take any token or API key for that of a user called by it, with every scope."""
    return {"sub": key, "scope": ""}


def accept_password(username: str, password: str) -> dict[str, Any]:
    """Take any password."""
    del password
    return {"sub": username}
