"""Put values into media types: JSON, text, XML, forms, CSV, streams of JSON, and files."""

import csv
import json
import re
from collections.abc import Callable, Mapping
from io import StringIO
from typing import Any
from urllib.parse import urlencode
from xml.etree.ElementTree import ParseError

import orjson
from defusedxml.ElementTree import fromstring

from paydrill.openapi.media_types import ANY, LINES, essence, is_json
from paydrill.responders.examples import example_of
from paydrill.responders.files import file_of
from paydrill.responders.multipart_body import is_multipart, multipart
from paydrill.responders.samples.combined import References
from paydrill.responders.samples.spot import NOTHING
from paydrill.responders.xml_body import xml
from paydrill.values.header_fields import TCHARS

# The types that are offered where a contract documents a range of them, the usual one first.
_WITHIN = {
    "application/*": (
        "application/json",
        "application/xml",
        "application/x-www-form-urlencoded",
        "application/pdf",
        "application/octet-stream",
    ),
    "text/*": ("text/plain", "text/html", "text/csv", "text/xml"),
    "image/*": ("image/png", "image/jpeg", "image/gif", "image/svg+xml", "image/webp"),
    "audio/*": ("audio/wav",),
    "video/*": ("video/mp4",),
    "font/*": ("font/woff2",),
    "model/*": ("model/gltf-binary",),
    "multipart/*": ("multipart/mixed", "multipart/form-data"),
}
_SENDABLE = re.compile(rf"{TCHARS}/{TCHARS}[ \t]*(;[ -~]*)?")


def offers(document: Mapping[str, Any], content: Mapping[str, Any]) -> dict[str, str]:
    """List the media types that can be sent, each with the documented key that covers it.

    A range with an example offers no files, unless all of its types are: the example is none.
    """
    found: dict[str, str] = {}
    for key, media in content.items():
        types = _types_of(key)
        values = [each for each in types if not is_file(each)]
        if len(types) > 1 and values and example_of(document, media) is not NOTHING:
            types = values
        for each in types:
            found.setdefault(each, key)
    return found


def _types_of(key: str) -> list[str]:
    """List the media types that a documented key covers; none for one that cannot be sent."""
    name = essence(key)
    if name == ANY:
        return [each for group in _WITHIN.values() for each in group]
    if "*" in name:
        return list(_WITHIN.get(name, ()))
    return [key] if _SENDABLE.fullmatch(key) else []


def is_file(media_type: str) -> bool:
    """Tell whether a media type is of a file, such as an image, and not of a value's text."""
    return not is_json(media_type) and file_of(essence(media_type)) is not None


def written_as(value: Any, media_type: str, schema: Any, references: References) -> tuple[Any, str]:
    """Return the content of a response and its media type, with the boundary if it has parts."""
    if is_multipart(media_type) and not isinstance(value, bytes):
        return multipart(value, media_type)
    return content_of(value, media_type, schema, references), media_type


def content_of(value: Any, media_type: str, schema: Any, references: References) -> Any:
    """Return the content of a response: the value itself for plain JSON, else bytes."""
    if is_json(media_type):
        # The pipeline writes what ends with "json"; a parameter behind it would hide that.
        return value if media_type.endswith("json") else orjson.dumps(value)
    if isinstance(value, bytes):
        return value
    name = essence(media_type)
    if name.endswith(("/xml", "+xml")):
        if isinstance(value, str) and _is_xml(value):
            return value.encode()
        return xml(value, schema, references)
    write = _lines_of(name) if name.endswith(LINES) else _WRITERS.get(name)
    return (_text(value) if write is None else write(value)).encode()


def _is_xml(text: str) -> bool:
    try:
        fromstring(text)
    except (ParseError, ValueError):  # also for entities, which no example needs
        return False
    return True


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _form(value: Any) -> str:
    if not isinstance(value, dict):
        return _text(value)
    pairs = [
        (name, each if isinstance(each, str) else json.dumps(each))
        for name, values in value.items()
        for each in (values if isinstance(values, list) else [values])
    ]
    return urlencode(pairs)


def _csv(value: Any) -> str:
    """Write objects as lines below the names of their fields, lists as lines."""
    rows = value if isinstance(value, list) else [value]
    if isinstance(value, str):
        return value
    out = StringIO()
    objects = [row for row in rows if isinstance(row, dict)]
    names = list(dict.fromkeys(name for row in objects for name in row))
    writer = csv.writer(out, lineterminator="\r\n")
    if names:
        writer.writerow(names)
    for row in rows:
        if isinstance(row, dict):
            cells = [row.get(name, "") for name in names]
        else:
            cells = row if isinstance(row, list) else [row]
        writer.writerow([_text(cell) for cell in cells])
    return out.getvalue()


def _lines_of(name: str) -> Callable[[Any], str]:
    """Return the writer of lines of JSON; in RFC 7464 a record separator begins each."""
    begin = "\x1e" if name.endswith("json-seq") else ""

    def write(value: Any) -> str:
        rows = value if isinstance(value, list) else [value]
        if isinstance(value, str):
            return value
        return "".join(f"{begin}{json.dumps(row, ensure_ascii=False)}\n" for row in rows)

    return write


def _events(value: Any) -> str:
    if isinstance(value, str):
        return value if value.startswith(("data:", "event:", ":", "id:")) else f"data: {value}\n\n"
    rows = value if isinstance(value, list) else [value]
    return "".join(f"data: {json.dumps(row, ensure_ascii=False)}\n\n" for row in rows)


def _html(value: Any) -> str:
    if isinstance(value, str) and "<" in value:
        return value
    text = _text(value).replace("&", "&amp;").replace("<", "&lt;")
    return f'<!doctype html><html lang="en"><title>Sample</title><p>{text}</p></html>\n'


_WRITERS: dict[str, Callable[[Any], str]] = {
    "application/x-www-form-urlencoded": _form,
    "text/csv": _csv,
    "application/csv": _csv,
    "text/html": _html,
    "text/event-stream": _events,
}
