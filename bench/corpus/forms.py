"""Write forms as OpenAPI says; the generator writes nested values as no client does.

`style: deepObject` means brackets at every level, items by their index. Nested values of other
styles are written differently by every tool, and OpenAPI leaves them undefined: they are not sent.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from bench.corpus.contract import Contract, Operation

FORM = "application/x-www-form-urlencoded"


def sendable(contract: Contract, operation: Operation, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a form that OpenAPI says how to write; of an empty list nothing is."""
    deep = _deep_fields(contract, operation)
    return {
        name: value
        for name, value in body.items()
        if value not in ([], {}) and (name in deep or not _is_nested(value))
    }


def written(contract: Contract, operation: Operation, body: Mapping[str, Any]) -> bytes:
    """Return the body of a form."""
    deep = _deep_fields(contract, operation)
    pairs: list[tuple[str, str]] = []
    for name, value in body.items():
        if name in deep and isinstance(value, dict | list):
            pairs += _bracketed(name, value)
        else:
            pairs += [
                (name, _text(each)) for each in (value if isinstance(value, list) else [value])
            ]
    return urlencode(pairs).encode()


def _deep_fields(contract: Contract, operation: Operation) -> set[str]:
    content = contract.resolve(operation.definition.get("requestBody")).get("content")
    media_type = content.get(FORM) if isinstance(content, dict) else None
    encoding = media_type.get("encoding") if isinstance(media_type, dict) else None
    named = encoding.items() if isinstance(encoding, dict) else ()
    return {
        str(name)
        for name, each in named
        if isinstance(each, dict) and each.get("style") == "deepObject"
    }


def _is_nested(value: Any) -> bool:
    if isinstance(value, list):
        return any(isinstance(each, dict | list) for each in value)
    return isinstance(value, dict)


def _bracketed(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict | list):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        for key, each in inner:
            yield from _bracketed(f"{name}[{key}]", each)
    else:
        yield name, _text(value)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
