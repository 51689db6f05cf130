"""Read host names and origins of web pages, and tell which of them are this machine."""

import ipaddress
import re
from functools import lru_cache

ANY = "*"
"""Stands for all origins."""

_NAME = re.compile(r"(\*\.)?[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?")
_ORIGIN = re.compile(r"([a-z][a-z0-9+.-]*)://(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(:[0-9]{1,5})?")
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def host_pattern(text: str) -> str:
    """Read a host name, or `*.` and a suffix. Raises `ValueError`."""
    name = text.lower()
    if not _NAME.fullmatch(name):
        raise ValueError(f"{text!r} is not a name such as paydrill.example or *.preview.example")
    return name


def origin_as_written(text: str) -> str:
    """Read an origin, or `ANY`, and write it as browsers do. Raises `ValueError`."""
    if text == ANY:
        return ANY
    found = _ORIGIN.fullmatch(text.lower().removesuffix("/"))
    if not found:
        raise ValueError(f"{text!r} is not an origin such as https://shop.example:8443, or *")
    scheme, host, port = found.groups("")
    return f"{scheme}://{host}{port if port != _DEFAULT_PORTS.get(scheme) else ''}"


def fits(host: str, pattern: str) -> bool:
    """Tell whether a host has the pattern's name, or its suffix."""
    return host.endswith(pattern[1:]) if pattern.startswith("*.") else host == pattern


@lru_cache(maxsize=64)
def is_loopback(origin: str) -> bool:
    """Tell whether pages of an origin can only have come from this machine."""
    found = _ORIGIN.fullmatch(origin)
    if found is None or found[1] not in _DEFAULT_PORTS:
        return False
    host = found[2]
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def is_local(host: str) -> bool:
    """Tell whether a host is an IP address or a local name.

    A bare IP address cannot be rebound, and a name without a dot is not on the public web.
    """
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return (
            host == "localhost" or host.endswith(".localhost") or (bool(host) and "." not in host)
        )
    return True
