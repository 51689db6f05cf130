"""Guard the control plane: open to programs on this machine, closed to web pages in a browser.

A page of another site can make a browser send requests here, with DNS rebinding even under a name
of its own. So a request with a foreign origin, or a `Host` that is no local name, is refused; and
where a token is set, it is required (OWASP, DNS rebinding and CSRF). No page of another site has
the token: a request that bears it may use any host name.
"""

from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

from paydrill.pipeline.origins import SAFE, is_own
from paydrill.pipeline.refusal import Refusal, unauthorized
from paydrill.values.constant_time import is_same
from paydrill.values.hosts import fits, host_pattern, is_local
from paydrill.values.own_contracts import CONTROL_PATH

# A client that asks for an access token shows its own credentials; it learns and changes nothing.
_TOKENS = f"{CONTROL_PATH}/oauth/"

# The console's document and files hold no secrets; the console asks for the token itself.
_CONSOLE = f"{CONTROL_PATH}/console"

# Names that containers and pods call each other; accepted only where a token is required as well.
_NEIGHBOURS = ("host.docker.internal", "*.svc.cluster.local")


class Guard:
    """Refuse requests that may not reach the control plane."""

    def __init__(self, token: str | None, allowed_hosts: Collection[str] = ()) -> None:
        """Require `token` of requests; `None` requires none.

        `allowed_hosts` are patterns of host names besides the local ones.
        """
        self._token = token
        self._allowed = (*allowed_hosts, *(_NEIGHBOURS if token is not None else ()))

    def refusal(self, path: str, headers: Mapping[str, str], method: str = "GET") -> Refusal | None:
        """Return the refusal of a request, or `None`. Names of `headers` are in lower case."""
        if not is_control(path):
            return None
        host = _host_name(f"//{headers.get('host', '')}").removesuffix(".")
        bears_token = self._bears_token(headers.get("authorization", ""))
        if not (bears_token or self._knows(host) or is_console(path)):
            return Refusal(403, "foreign_host", _foreign(host))
        # Any page may link here: following a link only reads, and sends no `Origin`.
        if not is_own(headers) and ("origin" in headers or method not in SAFE):
            return Refusal(403, "foreign_origin", "The control API takes no requests of web pages")
        is_open = path.startswith(_TOKENS) or is_console(path)
        if self._token is not None and not bears_token and not is_open:
            detail = "The control API needs its token: Authorization: Bearer <token>"
            return unauthorized(detail, "control_token_required")
        return None

    def _knows(self, host: str) -> bool:
        return is_local(host) or any(fits(host, pattern) for pattern in self._allowed)

    def _bears_token(self, authorization: str) -> bool:
        if self._token is None:
            return False
        scheme, _, token = authorization.partition(" ")
        return scheme.lower() == "bearer" and is_same(token.strip(), self._token)


def is_control(path: str) -> bool:
    """Return whether a path, inside its sandbox, belongs to the control plane."""
    return path == CONTROL_PATH or path.startswith(f"{CONTROL_PATH}/")


def is_console(path: str) -> bool:
    """Return whether a path, inside its sandbox, is that of the console or one of its files."""
    return path == _CONSOLE or path.startswith(f"{_CONSOLE}/")


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
