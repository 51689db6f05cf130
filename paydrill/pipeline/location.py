"""Write the `Location` of a 201 (RFC 9110 §15.3.2) from the links in the contract."""

from typing import Any, Self
from urllib.parse import quote

from paydrill.openapi.operation import Operation
from paydrill.openapi.pointers import resolve, unescape

LOCATION, CREATED = "Location", 201
_OF_BODY = "$response.body#/"


class Location:
    """The address that a documented link leads to."""

    def __init__(self, texts: list[str], places: list[list[str]]) -> None:
        """Join `texts` by the values found at `places`, paths of keys in the response's body."""
        self._first, *self._texts = texts
        self._places = places

    @classmethod
    def of(cls, operation: Operation) -> Self | None:
        """Take the first link of a 201 to a GET; `None` where there is none, or no `Location`."""
        response = operation.responses.get(str(CREATED), {})
        if LOCATION not in response.get("headers", {}):
            return None
        for link in response.get("links", {}).values():
            found = cls._to(operation, resolve(operation.document, link))
            if found is not None:
                return found
        return None

    @classmethod
    def _to(cls, operation: Operation, link: dict[str, Any]) -> Self | None:
        templates = {
            item["get"]["operationId"]: template
            for template, item in operation.document["paths"].items()
            if "operationId" in item.get("get", {})
        }
        template = templates.get(link.get("operationId", ""))
        if template is None:
            return None
        values = link.get("parameters") or {}
        first, *others = (operation.base_path + template).split("{")
        names, texts = (
            zip(*(each.split("}") for each in others), strict=True) if others else ((), ())
        )
        expressions = [str(values.get(name, values.get(f"path.{name}", ""))) for name in names]
        if not all(each.startswith(_OF_BODY) for each in expressions):
            return None
        pointers = [each.removeprefix(_OF_BODY).split("/") for each in expressions]
        return cls([first, *texts], [[unescape(step) for step in each] for each in pointers])

    def within(self, prefix: str, body: Any) -> str | None:
        """Return the address of the resource in a response's body; `None` if a value is missing.

        `prefix` comes before the paths of the sandbox.
        """
        address = prefix + self._first
        try:
            for place, text in zip(self._places, self._texts, strict=True):
                value = body
                for step in place:
                    value = value[step]
                address += quote(str(value), safe="") + text
        except (LookupError, TypeError):
            return None
        return address
