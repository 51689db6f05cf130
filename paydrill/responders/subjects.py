"""Tell which parameter of a path names what an operation answers with."""

from collections.abc import Mapping
from typing import Any

from paydrill.openapi.operation import Operation
from paydrill.openapi.pointers import resolve
from paydrill.responders.documented import usual_response


def subject_of(operation: Operation) -> str:
    """Return the name of the parameter; empty where none is known to.

    It is the path's last step, or the one before an action whose answer is that of GET without it:
    `POST /orders/{id}/cancel` answers with the order.
    """
    head, brace, action = operation.template.rpartition("}")
    if not brace:
        return ""
    if action:
        item = operation.document["paths"].get(head + brace) or {}
        definition = item.get("get") or {}
        responses = {
            str(status): resolve(operation.document, response)
            for status, response in (definition.get("responses") or {}).items()
        }
        schema = _schema(responses)
        if schema is None or schema != _schema(operation.responses):
            return ""
    return operation.path_names[-1]


def _schema(responses: Mapping[str, Any]) -> Any:
    """Return the schema of the usual response; `None` where it refers to none by name."""
    usual = usual_response(responses)
    content: Mapping[str, Any] = responses[usual[1]].get("content") or {} if usual else {}
    media = next(iter(content.values()), None)
    schema = media.get("schema") if isinstance(media, Mapping) else None
    return schema if isinstance(schema, dict) and "$ref" in schema else None
