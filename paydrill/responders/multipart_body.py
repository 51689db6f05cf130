"""Write values as the parts of a multipart body (RFC 2046 §5.1, RFC 7578)."""

import re
from collections.abc import Iterator
from typing import Any

import orjson

_BOUNDARY = "paydrill-part"
_WRITTEN = re.compile(r"\s*--([^\r\n]{1,70})\r?\n")


def is_multipart(media_type: str) -> bool:
    """Tell whether a media type is of bodies in parts."""
    return media_type.lower().startswith("multipart/")


def multipart(value: Any, media_type: str) -> tuple[bytes, str]:
    """Return the body, and the media type with the boundary of its parts.

    An example that is the text of such a body stays as it is.
    """
    name = media_type.partition(";")[0].strip()
    written = _WRITTEN.match(value) if isinstance(value, str) else None
    if written is not None:
        return value.encode(), f'{name}; boundary="{written[1]}"'
    is_form = name.lower() == "multipart/form-data"
    parts = [_part(field, each, is_form=is_form) for field, each in _fields(value, is_form=is_form)]
    begin = f"--{_BOUNDARY}\r\n".encode()
    body = b"".join(begin + part + b"\r\n" for part in parts) + f"--{_BOUNDARY}--\r\n".encode()
    return body, f"{name}; boundary={_BOUNDARY}"


def _fields(value: Any, *, is_form: bool) -> Iterator[tuple[str, Any]]:
    """Yield the parts with their names: fields of a form, or the items of a list."""
    if is_form and isinstance(value, dict):
        for name, field in value.items():
            for each in field if isinstance(field, list) else [field]:
                yield name, each
    else:
        yield from (("value", each) for each in (value if isinstance(value, list) else [value]))


def _part(name: str, value: Any, *, is_form: bool) -> bytes:
    kind = "text/plain; charset=utf-8" if isinstance(value, str) else "application/json"
    field = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    disposition = f'Content-Disposition: form-data; name="{field}"\r\n' if is_form else ""
    text = value.encode() if isinstance(value, str) else orjson.dumps(value)
    return f"{disposition}Content-Type: {kind}\r\n\r\n".encode() + text
