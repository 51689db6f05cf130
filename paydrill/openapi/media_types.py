"""Read media types as contracts write them: with parameters, with a suffix, or as ranges."""

from collections.abc import Iterable

ANY = "*/*"

LINES = ("ndjson", "jsonl", "jsonlines", "json-seq")
"""Ends of the media types that have a JSON value on each line."""


def essence(media_type: str) -> str:
    """Return type and subtype in lower case, without parameters; `*` alone is any type."""
    name = media_type.partition(";")[0].strip().lower()
    return ANY if name == "*" else name


def is_json(media_type: str) -> bool:
    """Tell whether a media type is JSON: `application/json`, `text/json` or any `+json`."""
    subtype = essence(media_type).partition("/")[2]
    return subtype == "json" or subtype.endswith("+json")


def covering(documented: Iterable[str], media_type: str) -> str | None:
    """Return the documented type or range that covers a media type, the closest one.

    `None` where none does.
    """
    wanted = essence(media_type)
    ranges = (wanted, wanted.partition("/")[0] + "/*", ANY)
    known = list(documented)
    if media_type in known:
        return media_type
    for each in ranges:
        for name in known:
            if essence(name) == each:
                return name
    return None
