"""Who may use the control plane: programs on this machine, not web pages somebody has open.

A page of another site can make a browser send requests here, with DNS rebinding even under a name
of its own. So a request with a foreign `Origin`, or a `Host` that is no local name, is refused;
and where a token is set, it is asked for (OWASP, DNS rebinding and CSRF).
"""

import hmac
import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

from paydrill.contract.replies import Refusal, unauthorized

CONTROL_PATH = "/_control"


class Guard:
    """Refuses what may not reach the control plane."""

    def __init__(self, token: str | None) -> None:
        """`token` is what requests have to bear; `None` asks for none."""
        self._token = token

    def refusal(self, path: str, headers: Mapping[str, str]) -> Refusal | None:
        """Why the request is refused, or `None`. Names of `headers` are in lower case."""
        if path != CONTROL_PATH and not path.startswith(f"{CONTROL_PATH}/"):
            return None
        host = headers.get("host", "")
        if not _is_local(_host_name(f"//{host}")):
            return Refusal(403, "foreign_host", "The control API is not served under this Host")
        if is_foreign(headers):
            return Refusal(403, "foreign_origin", "The control API takes no requests of web pages")
        if self._token is not None and not self._is_authorized(headers.get("authorization", "")):
            detail = "The control API needs its token: Authorization: Bearer <token>"
            return unauthorized(detail, "control_token_required")
        return None

    def _is_authorized(self, authorization: str) -> bool:
        scheme, _, token = authorization.partition(" ")
        expected = (self._token or "").encode()
        return scheme.lower() == "bearer" and hmac.compare_digest(token.strip().encode(), expected)


def is_foreign(headers: Mapping[str, str]) -> bool:
    """Whether a web page of another origin is asking. Names of `headers` are in lower case."""
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host", "")


def _host_name(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _is_local(host: str) -> bool:
    """A bare IP address cannot be rebound, and a name without a dot is not on the public web."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return (
            host == "localhost" or host.endswith(".localhost") or (bool(host) and "." not in host)
        )
    return True
