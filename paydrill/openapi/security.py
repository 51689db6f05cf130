"""Accept any credentials where a contract brings no check of its own, and list credentials' names.

Connexion refuses every request of a scheme that names no function; these are the functions for such
schemes. The control plane's token is not a matter of the contract: see `control_guard`.

Every log leaves out the values of what the schemes call a credential: see `declared_credentials`.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from paydrill.openapi.pointers import resolve

_ACCEPTS = {
    "apiKey": "x-apikeyInfoFunc",
    "bearer": "x-bearerInfoFunc",
    "basic": "x-basicInfoFunc",
    "oauth2": "x-tokenInfoFunc",
    "openIdConnect": "x-tokenInfoFunc",
}


class Credentials(NamedTuple):
    """Names of headers, query parameters and cookies that carry credentials, in lower case.

    `schemes` are those that an `Authorization` may begin with; they are not secret.
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
"""Names that carry credentials whether or not a contract declares them."""


def declared_credentials(documents: Iterable[dict[str, Any]]) -> Credentials:
    """Collect the names that carry credentials in any of the contracts, and the usual ones.

    A name counts for all contracts: a client may send its key to the wrong contract.
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
    """Name a function for each security scheme that has none, in the document itself."""
    for scheme in document.get("components", {}).get("securitySchemes", {}).values():
        kind = str(scheme.get("scheme", "")).lower() if scheme["type"] == "http" else scheme["type"]
        if kind in _ACCEPTS:
            accepting = accept_password if kind == "basic" else accept_key
            scheme.setdefault(_ACCEPTS[kind], f"{__name__}.{accepting.__name__}")


def accept_key(key: str) -> dict[str, Any]:
    """Accept any token or API key, as a user of that name with every scope."""
    return {"sub": key, "scope": ""}


def accept_password(username: str, password: str) -> dict[str, Any]:
    """Accept any password."""
    del password
    return {"sub": username}
