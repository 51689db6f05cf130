"""Write the `Location` of a stand-in: where a link of the contract leads, or to a new `id`."""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from paydrill.openapi.directions import RESPONSE
from paydrill.openapi.operation import Operation
from paydrill.openapi.pointers import at, resolve, steps_of
from paydrill.responders.response_headers import Headers
from paydrill.responders.samples.context import Context
from paydrill.responders.samples.repeating import may_be_repeated

_CREATED = 201
_REDIRECTS = range(300, 400)
_OF_BODY = "$response.body#"
_NAME = re.compile(r"\{([^{}]+)\}")
_IN_TEMPLATES = "/%:@!$&'()*+,;=~"


def location_of(
    headers: Headers, status: int, context: Context, body: Any, made: str = ""
) -> dict[str, str]:
    """Make `Location`, where it is documented and its schema allows an address of this server.

    A 201 leads to what was made, at `made` if that is known, a redirect to the start of this
    server.
    """
    location = (each for each in headers.documented if each.name.lower() == "location")
    documented, operation = next(location, None), headers.operation
    if documented is None:
        return {}
    path = "/" if status in _REDIRECTS else None
    if status == _CREATED:
        path = _linked(operation, headers.response, body) or made
        path = path or _below(operation, context, body)
    if path is None:
        return {}
    base = context.base_url.rstrip("/")
    judge = operation.schemas.of(RESPONSE).compile(documented.schema)
    addresses = (base + path, urlsplit(base).path + path)
    return next(({documented.name: each} for each in addresses if judge.is_valid(each)), {})


def _linked(operation: Operation, response: Mapping[str, Any], body: Any) -> str | None:
    """Return the path of the first link to a GET whose values the body has; `None` without one."""
    links = response.get("links") or {}
    gets = {
        item["get"].get("operationId"): template
        for template, item in (operation.document["paths"].items() if links else ())
        if "get" in item
    }
    for node in links.values():
        link = resolve(operation.document, node)
        template = gets.get(link.get("operationId") or "")
        if template is not None:
            values = {
                name.removeprefix("path."): _at(body, expression)
                for name, expression in (link.get("parameters") or {}).items()
            }
            path = _filled(operation.base_path + template, values)
            if path is not None:
                return path
    return None


def _at(body: Any, expression: Any) -> Any:
    if not isinstance(expression, str) or not expression.startswith(_OF_BODY):
        return None
    try:
        return at(body, steps_of(expression.removeprefix(_OF_BODY)))
    except LookupError:
        return None


def _below(operation: Operation, context: Context, body: Any) -> str | None:
    """Return the path of what has the `id` of the body, below that of the request."""
    address = _filled(operation.path, context.sent)
    if address is None or operation.method == "put":
        return address
    made = _step("id", body.get("id") if isinstance(body, dict) else None)
    return None if made is None else f"{address.rstrip('/')}/{made}"


def _filled(template: str, values: Mapping[str, Any]) -> str | None:
    """Write a path with its values; `None` where one is missing, or must not be repeated."""
    texts = _NAME.split(template)  # texts and names by turns
    steps = [_step(name, values.get(name)) for name in texts[1::2]]
    if None in steps:
        return None
    texts[::2] = [quote(each, safe=_IN_TEMPLATES) for each in texts[::2]]
    texts[1::2] = [str(each) for each in steps]
    return "".join(texts)


def _step(name: str, value: Any) -> str | None:
    text = json.dumps(value) if isinstance(value, int | float) else value
    if not isinstance(text, str) or not text or not may_be_repeated(name, value):
        return None
    return quote(text, safe="", errors="replace")
