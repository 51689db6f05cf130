"""Say how credentials are checked, and list credentials' names.

Every scheme is asked for by presence and form, and any value is accepted, where a contract brings
no check of its own. The control plane's token is not a matter of the contract: see `control_guard`.

Every log leaves out the values of what the schemes call a credential: see `declared_credentials`.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from paydrill.openapi.pointers import resolve

_OWN_CHECKS = ("x-apikeyInfoFunc", "x-bearerInfoFunc", "x-basicInfoFunc", "x-tokenInfoFunc")
"""Keywords with which a contract names a function of its own that checks credentials."""

AUTHORIZATION = "authorization"
"""Type of a scheme in the skeleton that asks for any credentials of a `form`: `Bearer …`, say."""


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


def checkable_schemes(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Write the security schemes that can be asked for, by name, each in a form Connexion checks.

    A client's certificate (`mutualTLS`) is the port's affair, and a scheme that is named but not
    defined has no form: neither is asked for.
    """
    schemes = document.get("components", {}).get("securitySchemes", {})
    found = {name: _checkable(resolve(document, scheme)) for name, scheme in schemes.items()}
    return {name: scheme for name, scheme in found.items() if scheme is not None}


def _checkable(scheme: dict[str, Any]) -> dict[str, Any] | None:
    if any(key in scheme for key in _OWN_CHECKS):
        return scheme
    form = str(scheme["scheme"]).lower() if scheme["type"] == "http" else str(scheme["type"])
    match form:
        case "apiKey":
            return {**scheme, "x-apikeyInfoFunc": f"{__name__}.{accept_key.__name__}"}
        case "basic":
            return {**scheme, "x-basicInfoFunc": f"{__name__}.{accept_password.__name__}"}
        case "mutualTLS":
            return None
        case "oauth2" | "openIdConnect":  # both end in a bearer token (RFC 6750)
            form = "bearer"
    return {"type": AUTHORIZATION, "form": form}


def accept_key(key: str) -> dict[str, Any]:
    """Accept any API key, as a user of that name."""
    return {"sub": key}


def accept_password(username: str, password: str) -> dict[str, Any]:
    """Accept any password."""
    del password
    return {"sub": username}
