"""Read the control token of a WebSocket handshake: browsers can send it as a subprotocol alone.

A page offers `paydrill` and `token.<token in base64url without padding>`; the server chooses
`paydrill` (RFC 6455 §1.9), and never repeats the token.
"""

import binascii
from base64 import urlsafe_b64decode
from collections.abc import Mapping

from paydrill.server.asgi import Scope

NAME = "paydrill"

_TOKEN = "token."  # noqa: S105 - what comes before one


def chosen(scope: Scope) -> str | None:
    """Return the subprotocol that the server chooses; `None` if the client offered none of ours."""
    return NAME if NAME in scope.get("subprotocols", ()) else None


def with_token(headers: Mapping[str, str], scope: Scope) -> Mapping[str, str]:
    """Return the headers with the token of a subprotocol as `authorization`, if there is one."""
    offered = scope.get("subprotocols", ())
    token = next((each for each in offered if each.startswith(_TOKEN)), None)
    if token is None or "authorization" in headers:
        return headers
    return {**headers, "authorization": f"Bearer {_decoded(token.removeprefix(_TOKEN))}"}


def _decoded(text: str) -> str:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except (binascii.Error, ValueError):
        return ""
