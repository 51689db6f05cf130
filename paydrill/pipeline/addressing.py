"""Find the sandbox that a request means: by base URL, header or key, else the default one."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from paydrill.errors import FieldError, InvalidInput
from paydrill.pipeline.keys import NAME, key_in
from paydrill.sandbox.eviction import DEFAULT_SANDBOX

HEADER = "paydrill-sandbox"

_PREFIX = re.compile(r"/~([^/]*)(/.*)?", re.DOTALL)
_HOST = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")


class Addressed(NamedTuple):
    """A sandbox's name, and the request's path inside it; `prefix` came before that path.

    `has_live_key` says that the request bears a key of real money and must be refused.
    """

    sandbox: str
    path: str
    prefix: str = ""
    has_live_key: bool = False


def addressed(path: str, headers: Mapping[str, str]) -> Addressed:
    """Find the sandbox by the prefix `/~<name>`, then the header, then a key as `sk_test_<name>`.

    Names of `headers` are in lower case. Raises `InvalidInput` for a prefix or header that no
    sandbox can be named; every test key means some sandbox.
    """
    key = key_in(headers["authorization"]) if "authorization" in headers else None
    is_live = key is not None and key.is_live
    prefix = _PREFIX.fullmatch(path)
    if prefix:
        name = _checked(prefix[1], "/path/~sandbox")
        return Addressed(name, prefix[2] or "/", f"/~{name}", is_live)
    if HEADER in headers:
        return Addressed(_checked(headers[HEADER], "/header/Paydrill-Sandbox"), path, "", is_live)
    if key is None or is_live:
        return Addressed(DEFAULT_SANDBOX, path, "", is_live)
    return Addressed(key.sandbox, path)


def base_url(host: str, sandbox: str, scheme: str = "http") -> str | None:
    """Write the URL of a sandbox at this host; `None` if the host is unusable."""
    if not _HOST.fullmatch(host):
        return None
    prefix = "" if sandbox == DEFAULT_SANDBOX else f"/~{sandbox}"
    return f"{scheme}://{host}{prefix}"


def _checked(name: str, pointer: str) -> str:
    if not NAME.fullmatch(name):
        message = "a sandbox's name has 1 to 63 of a-z, 0-9 and -, and does not begin with -."
        raise InvalidInput.of(FieldError(pointer, message))
    return name
