"""Tell which URLs webhooks can be sent to, and the origin of each."""

import re
from urllib.parse import urlsplit

FORM = "an address such as http://localhost:9000/hooks, without user or fragment"

_PORTS = {"http": 80, "https": 443}
_HTTP = re.compile(r"https?://[!-~]{1,1000}")


def is_receiver_url(url: str) -> bool:
    """Tell whether a text is a URL of HTTP with a host, and without a user or a fragment."""
    try:
        parts = urlsplit(url)
        is_whole = bool(parts.hostname) and parts.port != 0
    except ValueError:  # of a malformed host or port
        return False
    return (
        is_whole
        and "@" not in parts.netloc
        and not parts.fragment
        and _HTTP.fullmatch(url) is not None
    )


def origin_of(url: str) -> str:
    """Return scheme, host and port of a URL that webhooks can be sent to, as one text."""
    parts = urlsplit(url.lower())
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = "" if parts.port in {None, _PORTS[parts.scheme]} else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"
