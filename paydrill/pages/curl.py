"""Write curl commands that call an operation of any contract, filled from its own examples."""

import json
import re
import shlex
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from paydrill.openapi.operation import Operation
from paydrill.openapi.pointers import resolve

Parameter = Mapping[str, Any]

_PARAMETER = re.compile(r"\{([^{}]+)\}")
_URL_CHARACTERS = "/%:@!$&'()*+,;=~"
_PLACEHOLDERS = {"integer": "1", "number": "1", "boolean": "true"}
_FORMATS = {
    "uuid": "00000000-0000-4000-8000-000000000000",
    "date": "2026-01-31",
    "date-time": "2026-01-31T12:00:00Z",
    "email": "someone@example.com",
}
_PLACEHOLDER = "example"


def first_to_try(operations: Iterable[Operation]) -> Operation | None:
    """Choose the operation that asks for least: a GET, with few values to fill in."""
    return min(operations, key=_effort, default=None)


def curl_command(root: str, operation: Operation) -> list[str]:
    """Make the parts of a curl command with everything that the operation requires.

    Each part is quoted for the shell it will be pasted into.
    """
    wanted = [(each, str(value_of(operation, each))) for each in _required(operation)]
    by_place = {
        place: {each["name"]: value for each, value in wanted if each["in"] == place}
        for place in ("path", "query", "header", "cookie")
    }
    options = [] if operation.method == "get" else [f"-X {operation.method.upper()}"]
    credentials, in_query = _credentials(operation)
    headers = [*credentials, *(f"{name}: {value}" for name, value in by_place["header"].items())]
    cookie = "; ".join(f"{name}={quote(value)}" for name, value in by_place["cookie"].items())
    headers += [f"Cookie: {cookie}"] if cookie else []
    body = _body(operation)
    headers += [f"Content-Type: {body[0]}"] if body else []
    options += [f"-H {shlex.quote(header)}" for header in headers]
    options += [f"-d {shlex.quote(body[1])}"] if body else []
    url = root + _path(operation.path, by_place["path"])
    query = urlencode({**by_place["query"], **in_query})
    return [f"curl {shlex.quote(f'{url}?{query}' if query else url)}", *options]


def value_of(operation: Operation, parameter: Parameter) -> Any:
    """Return a value for a parameter: an example of the contract, or else a placeholder."""
    media: Parameter = next(iter((parameter.get("content") or {}).values()), {})
    schema = resolve(operation.document, parameter.get("schema") or media.get("schema") or {})
    for place in (parameter, media):
        if "example" in place:
            return _text(place["example"])
        for example in (place.get("examples") or {}).values():
            return _text(resolve(operation.document, example).get("value", _PLACEHOLDER))
    for key in ("example", "default", "const"):
        if key in schema:
            return _text(schema[key])
    for key in ("examples", "enum"):
        if schema.get(key):
            return _text(schema[key][0])
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) and kind else kind
    return _FORMATS.get(str(schema.get("format"))) or _PLACEHOLDERS.get(str(kind), _PLACEHOLDER)


def _effort(operation: Operation) -> tuple[bool, bool, int]:
    return operation.method != "get", operation.body_required, len(_required(operation))


def _required(operation: Operation) -> list[Parameter]:
    return [each for each in operation.parameters if each.get("required") or each["in"] == "path"]


def _path(template: str, values: Mapping[str, str]) -> str:
    filled = _PARAMETER.sub(
        lambda found: quote(values.get(found[1], _PLACEHOLDER), safe=""), template
    )
    return quote(filled, safe=_URL_CHARACTERS)


def _credentials(operation: Operation) -> tuple[list[str], dict[str, str]]:
    """Make headers and query parameters for the first security requirement; any value will do."""
    schemes = operation.document.get("components", {}).get("securitySchemes") or {}
    headers: list[str] = []
    query: dict[str, str] = {}
    for name in next(iter(operation.definition.get("security") or []), {}):
        scheme = resolve(operation.document, schemes.get(name) or {})
        if scheme.get("type") == "apiKey" and scheme.get("in") == "query":
            query[scheme["name"]] = _PLACEHOLDER
        elif scheme.get("type") == "apiKey":
            key = scheme.get("name", "")
            is_cookie = scheme.get("in") == "cookie"
            headers.append(
                f"Cookie: {key}={_PLACEHOLDER}" if is_cookie else f"{key}: {_PLACEHOLDER}"
            )
        elif str(scheme.get("scheme", "")).lower() == "basic":
            headers.append("Authorization: Basic ZXhhbXBsZTpleGFtcGxl")
        elif scheme:
            headers.append(f"Authorization: Bearer {_PLACEHOLDER}")
    return headers, query


def _body(operation: Operation) -> tuple[str, str] | None:
    """Return media type and text of a required body."""
    if not operation.body_required:
        return None
    body = resolve(operation.document, operation.definition.get("requestBody") or {})
    content = body.get("content") or {}
    name = next((each for each in content if "json" in each), next(iter(content), ""))
    media = content.get(name) or {}
    schema = resolve(operation.document, media.get("schema") or {})
    examples = [
        resolve(operation.document, each).get("value")
        for each in (media.get("examples") or {}).values()
    ]
    example = media.get("example", next(iter(examples), schema.get("example", {})))
    return name, example if isinstance(example, str) else json.dumps(example, default=str)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)
