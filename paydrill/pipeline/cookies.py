"""Read the `Cookie` header; a cookie that is written oddly hides no other."""

from urllib.parse import unquote

from paydrill.pipeline.request import Request
from paydrill.pipeline.styles import Pairs


def cookies_of(request: Request) -> Pairs:
    """List names and values (RFC 6265 §5.4), without the quotes around a value."""
    header = request.header(b"cookie") or ""
    found = [part.strip(" \t").partition("=") for part in header.split(";")]
    return [(name, _unquoted(value)) for name, between, value in found if between]


def decoded_cookies(request: Request, name: str) -> list[str]:
    """List the values of one cookie, percent-decoded as values of the style `form` are."""
    return [unquote(value) for own, value in cookies_of(request) if own == name]


def _unquoted(value: str) -> str:
    is_quoted = len(value) > 1 and value[0] == value[-1] == '"'
    return value[1:-1] if is_quoted else value
