"""Who may use the control plane: programs on this machine, not web pages somebody has open.

A page of another site can make a browser send requests here, with DNS rebinding even under a name
of its own. So a request of a foreign origin, or a `Host` that is no local name, is refused; and
where a token is set, it is asked for (OWASP, DNS rebinding and CSRF). No page of another site has
the token: who sends it may call the server by any name.
"""

import hmac
from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

from paydrill.pipeline.origins import SAFE, is_own
from paydrill.pipeline.response import Refusal, unauthorized
from paydrill.values.hosts import fits, host_pattern, is_local

CONTROL_PATH = "/_control"

# What containers and pods call one another. These names are let in to be asked for the token.
_NEIGHBOURS = ("host.docker.internal", "*.svc.cluster.local")


class Guard:
    """Refuses what may not reach the control plane."""

    def __init__(self, token: str | None, allowed_hosts: Collection[str] = ()) -> None:
        """`token` is what requests have to bear; `None` asks for none.

        `allowed_hosts` are patterns of names besides the local ones.
        """
        self._token = token
        self._allowed = (*allowed_hosts, *(_NEIGHBOURS if token is not None else ()))

    def refusal(self, path: str, headers: Mapping[str, str], method: str = "GET") -> Refusal | None:
        """Why the request is refused, or `None`. Names of `headers` are in lower case."""
        if not is_control(path):
            return None
        host = _host_name(f"//{headers.get('host', '')}").removesuffix(".")
        bears_token = self._bears_token(headers.get("authorization", ""))
        if not (bears_token or self._knows(host)):
            return Refusal(403, "foreign_host", _foreign(host))
        # To follow a link to here, which tells of no origin, is everybody's right.
        if not is_own(headers) and ("origin" in headers or method not in SAFE):
            return Refusal(403, "foreign_origin", "The control API takes no requests of web pages")
        if self._token is not None and not bears_token:
            detail = "The control API needs its token: Authorization: Bearer <token>"
            return unauthorized(detail, "control_token_required")
        return None

    def _knows(self, host: str) -> bool:
        return is_local(host) or any(fits(host, pattern) for pattern in self._allowed)

    def _bears_token(self, authorization: str) -> bool:
        if self._token is None:
            return False
        scheme, _, token = authorization.partition(" ")
        given, expected = token.strip().encode(), self._token.encode()
        return scheme.lower() == "bearer" and hmac.compare_digest(given, expected)


def is_control(path: str) -> bool:
    """Whether a path, inside its sandbox, is one of the control plane."""
    return path == CONTROL_PATH or path.startswith(f"{CONTROL_PATH}/")


def _foreign(host: str) -> str:
    try:
        name = host_pattern(host)
    except ValueError:
        which, name = "this Host", "NAME"
    else:
        which = f"the Host {name}"
    return (
        f"The control API is not served under {which}; start the server with --allow-host {name},"
        " or with --control-token, which lets in whoever sends the token"
    )


def _host_name(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
