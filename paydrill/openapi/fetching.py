"""Read what addresses of the network have."""

from http.client import HTTPException
from urllib.error import URLError
from urllib.request import urlopen

from paydrill.openapi.reading import LARGEST

_TIMEOUT_SECONDS = 30


def fetch(address: str) -> bytes:
    """Return the whole of what an `http` or `https` address has, up to `LARGEST` bytes.

    Raises `ValueError` saying why it cannot be read.
    """
    try:
        with urlopen(address, timeout=_TIMEOUT_SECONDS) as response:  # noqa: S310 - the callers look at the scheme
            data: bytes = response.read(LARGEST + 1)
            missing = response.length
    except (OSError, HTTPException, ValueError) as error:
        reason = error.reason if type(error) is URLError else error
        raise ValueError(f"cannot be read: {reason}") from None
    if len(data) > LARGEST:
        raise ValueError(f"is larger than {LARGEST // 2**20} MB")
    if missing:
        raise ValueError(f"cannot be read: {missing:,} bytes of it did not arrive")
    return data
