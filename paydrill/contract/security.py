"""Security of contracts that bring no check of their own: a mock asks for credentials, any do.

Connexion refuses every request of a scheme that names no function; these are the functions for
such schemes. The control plane's token is not a matter of the contract: see `guard`.
"""

from typing import Any

_ACCEPTS = {
    "apiKey": "x-apikeyInfoFunc",
    "bearer": "x-bearerInfoFunc",
    "basic": "x-basicInfoFunc",
    "oauth2": "x-tokenInfoFunc",
    "openIdConnect": "x-tokenInfoFunc",
}


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
