"""Read `multipart/form-data` (RFC 7578): fields, files, and parts that are JSON."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from werkzeug.exceptions import HTTPException
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

from paydrill.openapi.pointers import pointer
from paydrill.openapi.shapes import Raw, Read, Shape
from paydrill.openapi.strict_json import JsonError, parse
from paydrill.pipeline.content import Content, Upload, charset_of, media_type_of, unreadable
from paydrill.pipeline.forms import together

MOST_PARTS = 1_000

_BROKEN = "is not multipart/form-data as it should be (RFC 7578)."


class _Part(NamedTuple):
    name: str
    file_name: str | None
    media_type: bytes
    data: bytes


def read_multipart(content: Content, body: bytes, media_type: bytes) -> Any:
    """Read the parts by the schema and the encoding of its properties. Raises `Refused`."""
    boundary = parse_options_header(media_type.decode("latin-1"))[1].get("boundary")
    if not boundary:
        raise unreadable("needs a boundary in its Content-Type.")
    try:
        parts = list(_parts(boundary.encode("latin-1"), body))
    except (ValueError, LookupError, HTTPException):
        raise unreadable(_BROKEN) from None
    values = [(part.name, _value(content, part)) for part in parts]
    return content.shape.read(together(values, content.shape))


def _parts(boundary: bytes, body: bytes) -> Iterator[_Part]:
    """Yield the parts. Raises errors of the decoder, and `ValueError`."""
    decoder = MultipartDecoder(boundary, max_parts=MOST_PARTS)
    decoder.receive_data(body)
    decoder.receive_data(None)
    begun: Field | File | None = None
    data = b""
    while not isinstance(event := decoder.next_event(), Epilogue):
        if isinstance(event, NeedData):
            raise ValueError("ends in the middle")  # noqa: TRY004 - of the body's own value
        if isinstance(event, Field | File):
            begun, data = event, b""
        elif isinstance(event, Data) and begun is not None:
            data += event.data
            if not event.more_data:
                yield _part(begun, data)


def _part(begun: Field | File, data: bytes) -> _Part:
    if not begun.name:
        raise ValueError("has a part without a name")
    file_name = begun.filename if isinstance(begun, File) else None
    return _Part(begun.name, file_name, begun.headers.get("content-type", "").encode(), data)


def _value(content: Content, part: _Part) -> Raw:
    shape = content.shape.field(part.name.partition("[")[0])
    if shape.is_array and not shape.scalars:
        shape = shape.item(0)
    sent, _ = media_type_of(part.media_type)
    documented = str(content.encoding.get(part.name, {}).get("contentType", ""))
    if sent and documented and not _allows(documented, sent):
        raise unreadable(f"must be sent as {documented}.", pointer([part.name]))
    if sent.endswith("json") and part.file_name is None:
        return _json(part)
    if part.file_name is not None or (sent and not sent.startswith("text/")) or _is_file(shape):
        return _upload(part, sent)
    return _text(part, shape)


def _allows(documented: str, sent: str) -> bool:
    patterns = (each.partition(";")[0].strip().lower() for each in documented.split(","))
    return any(fnmatchcase(sent, pattern) for pattern in patterns)


def _is_file(shape: Shape) -> bool:
    return shape.schema.get("format") == "binary" or "contentMediaType" in shape.schema


def _json(part: _Part) -> Read:
    try:
        return Read(parse(part.data))
    except JsonError as error:
        raise unreadable(str(error), pointer([part.name])) from None


def _upload(part: _Part, media_type: str) -> Upload:
    upload = Upload(part.data)
    upload.file_name, upload.media_type = part.file_name, media_type
    return upload


def _text(part: _Part, shape: Shape) -> Raw:
    """Return the text of a field, for `shape` to read; an object without a type is JSON."""
    if shape.is_object and not shape.scalars:
        return _json(part)
    try:
        return part.data.decode(charset_of(part.media_type))
    except (LookupError, UnicodeDecodeError):
        raise unreadable("must be text in UTF-8.", pointer([part.name])) from None
