"""Compare secrets in a time that does not tell how much of one was right."""

import hmac


def is_same(given: str, secret: str) -> bool:
    """Return whether what was given is the secret."""
    return hmac.compare_digest(_bytes(given), _bytes(secret))


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogatepass")
