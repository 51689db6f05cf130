"""Find the schemas of what a request is made of: its parameters and its body, in any version."""

from collections.abc import Mapping
from typing import Any

from bench.corpus.contract import Contract, Operation

_IGNORED = {"accept", "authorization", "content-type"}


def parameters(operation: Operation) -> list[Mapping[str, Any]]:
    """Return the parameters of an operation.

    Headers named Accept, Content-Type and Authorization are left out, which OpenAPI ignores.
    """
    return [each for each in operation.parameters if not _is_ignored(each)]


def is_declared(operation: Operation, header: str) -> bool:
    """Return whether a header is declared as a parameter, even one that is to be ignored."""
    return any(
        each.get("in") == "header" and str(each.get("name")).lower() == header.lower()
        for each in operation.parameters
    )


def parameter_schema(parameter: Mapping[str, Any]) -> Any:
    """Return a parameter's schema; in 2.0 the parameter is one itself."""
    if "type" in parameter and "schema" not in parameter:
        left_out = {"in", "name", "required", "description", "collectionFormat"}
        return {key: value for key, value in parameter.items() if key not in left_out}
    return parameter.get("schema")


def body_schema(contract: Contract, operation: Operation, media_type: str | None) -> Any:
    """Return the schema of a body of this media type; `None` where there is none."""
    if contract.version == "2.0":
        return _body_of_2_0(operation)
    content = contract.resolve(operation.definition.get("requestBody")).get("content")
    found = content.get(media_type) if isinstance(content, dict) else None
    return found.get("schema") if isinstance(found, dict) else None


def requires_body(contract: Contract, operation: Operation) -> bool:
    """Return whether a request without a body is wrong."""
    body = contract.resolve(operation.definition.get("requestBody"))
    in_body = [each for each in operation.parameters if each.get("in") == "body"]
    return any(each.get("required") is True for each in (body, *in_body))


def _is_ignored(parameter: Mapping[str, Any]) -> bool:
    return parameter.get("in") == "header" and str(parameter.get("name")).lower() in _IGNORED


def _body_of_2_0(operation: Operation) -> Any:
    fields = {}
    required = []
    for parameter in operation.parameters:
        if parameter.get("in") == "body":
            return parameter.get("schema")
        if parameter.get("in") == "formData":
            fields[str(parameter.get("name"))] = parameter_schema(parameter)
            required += [parameter.get("name")] if parameter.get("required") is True else []
    return {"type": "object", "properties": fields, "required": required} if fields else None
