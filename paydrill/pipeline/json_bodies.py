"""Read JSON, and lines of JSON (NDJSON, JSON lines, RFC 7464)."""

from typing import Any

from paydrill.openapi import strict_json
from paydrill.openapi.shapes import Shape
from paydrill.pipeline.content import Content, unreadable


def read_json(_: Content, body: bytes, __: bytes) -> Any:
    """Read one JSON value. Raises `Refused`."""
    try:
        return strict_json.parse(body)
    except strict_json.JsonError as error:
        raise unreadable(str(error)) from None


def read_json_lines(_: Content, body: bytes, __: bytes) -> Any:
    """Read a JSON value a line, as a list. Raises `Refused`."""
    lines = [line.strip(b"\x1e \t\r") for line in body.split(b"\n")]
    values = []
    for number, line in enumerate(lines, start=1):
        if line:
            values.append(_line(number, line))
    return values


def of_lines(media: dict[str, Any], shape: Shape) -> Any:
    """Return the schema of all lines: the contract may describe them all, or each."""
    if "itemSchema" in media:
        return {"type": "array", "items": media["itemSchema"]}
    return shape.schema if shape.is_array else {"type": "array", "items": shape.schema}


def _line(number: int, line: bytes) -> Any:
    try:
        return strict_json.parse(line)
    except strict_json.JsonError as error:
        raise unreadable(f"in its line {number} {error}") from None
