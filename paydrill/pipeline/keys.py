"""Read secret and publishable keys, which choose a sandbox as Stripe's choose an account."""

import re
from base64 import b64decode
from binascii import Error
from hashlib import sha256
from typing import NamedTuple

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
"""Pattern of a sandbox's name."""

LIVE_KEY = "A live key has no place on a test server; use one that begins with sk_test_"
"""Detail of the refusal of a request with a key of real money."""

_KEY = re.compile("(?:sk|rk|pk)_(test|live)_(.+)", re.DOTALL | re.IGNORECASE)
_ACCOUNT = 16
_DIGITS = 12


class Key(NamedTuple):
    """A key: whether it is for real money, and the text after its prefix."""

    is_live: bool
    rest: str

    @property
    def sandbox(self) -> str:
        """The name of the sandbox: the text after the prefix, or a name derived from it.

        Keys of one account share their first characters, so they share a sandbox.
        """
        if NAME.fullmatch(self.rest):
            return self.rest
        account = self.rest[:_ACCOUNT].encode("latin-1")
        return f"key-{sha256(account).hexdigest()[:_DIGITS]}"


def key_in(authorization: str) -> Key | None:
    """Read the key out of an `Authorization` header, decoded as latin-1.

    The key is the token of Bearer, or the user name of Basic. `None` for all other credentials.
    """
    scheme, _, credentials = authorization.strip().partition(" ")
    scheme, credentials = scheme.lower(), credentials.strip()
    if scheme == "basic":
        credentials = _user_name(credentials)
    elif scheme != "bearer":
        return None
    found = _KEY.fullmatch(credentials)
    return None if found is None else Key(found[1].lower() == "live", found[2])


def accept_bearer(token: str) -> dict[str, str] | None:
    """Accept a bearer token that is a key; `None` for any other, which Connexion refuses."""
    return {"sub": token} if _KEY.fullmatch(token) else None


def accept_user(username: str, password: str) -> dict[str, str] | None:
    """Accept a user whose name is a key, with any password or none."""
    del password
    return accept_bearer(username)


ACCEPTING = frozenset(f"{__name__}.{each.__name__}" for each in (accept_bearer, accept_user))
"""The names by which the security schemes of a contract ask for a key."""


def _user_name(credentials: str) -> str:
    """Decode the user name (RFC 7617 §2); empty where the credentials are malformed."""
    try:
        decoded = b64decode(credentials, validate=True)
    except (Error, ValueError):  # `ValueError` for text that is not ASCII
        return ""
    return decoded.decode("latin-1").partition(":")[0]
