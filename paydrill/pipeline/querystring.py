"""Check a query that is one value as a whole: the parameter `in: querystring` of OpenAPI 3.2."""

from typing import Any
from urllib.parse import unquote

from paydrill.errors import FieldError
from paydrill.openapi.media_types import is_json
from paydrill.openapi.operation import Operation
from paydrill.openapi.strict_json import JsonError, parse
from paydrill.openapi.validators import faults
from paydrill.pipeline.content import Content
from paydrill.pipeline.forms import read_form
from paydrill.pipeline.refusal import invalid
from paydrill.pipeline.stops import Refused

_AT = "/query"


class Querystring:
    """The query of an operation, in the media type that its parameter documents."""

    def __init__(self, operation: Operation, definition: dict[str, Any]) -> None:
        """Compile the schema of the value."""
        media_type, media = next(iter(definition.get("content", {"": definition}).items()))
        self._is_json = is_json(media_type)
        self._required = bool(definition.get("required", False))
        self._content = Content(operation, media, lambda each, _: each.get("schema", {}))

    def check(self, query: bytes) -> None:
        """Check a query. Raises `Refused` with all errors."""
        if not query:
            if self._required:
                raise Refused(invalid([FieldError(_AT, "is required.")]))
            return
        value, validator = self._value(query), self._content.validator
        if not validator.is_valid(value):
            found = faults(validator, value)
            raise Refused(invalid([each._replace(pointer=_AT + each.pointer) for each in found]))

    def _value(self, query: bytes) -> Any:
        if not self._is_json:
            return read_form(self._content, query, b"")
        try:
            return parse(unquote(query.decode("ascii"), errors="strict").encode())
        except (JsonError, UnicodeError) as error:
            raise Refused(invalid([FieldError(_AT, f"must be JSON, but {error}")])) from None


def querystring_of(operation: Operation) -> Querystring | None:
    """Compile the parameter that is the whole query; `None` if there is none."""
    for each in operation.parameters:
        if each["in"] == "querystring":
            return Querystring(operation, each)
    return None
