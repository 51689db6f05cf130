"""Collect what a request sent, by the names of the contract, for answers that take it over."""

from collections.abc import Mapping
from typing import Any

from paydrill.openapi.operation import Operation
from paydrill.responders.samples.repeating import may_be_repeated
from paydrill.responders.subjects import subject_of
from paydrill.values.plain import plain

_LIMITS = ("limit", "page_size", "pageSize", "per_page", "perPage", "page[size]", "max_results")


def values_of(operation: Operation, arguments: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the values of path and query by place, under the names of the contract as well."""
    values: dict[str, dict[str, Any]] = {"path": {}, "query": {}}
    for (place, name), argument in operation.argument_names.items():
        if argument in arguments:
            values[place] |= {argument: arguments[argument], name: arguments[argument]}
    return values


def sent_by_name(operation: Operation, body: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Collect the values of a request by name, those of the path before those of the body."""
    path, fields = values["path"], body if isinstance(body, dict) else {}
    subject = subject_of(operation)
    if subject in path and may_be_repeated(subject, path[subject]):
        path = {"id": path[subject], **path}
    secret = set(operation.credentials_in_query)
    query = {name: value for name, value in values["query"].items() if name not in secret}
    return dict(plain({**query, **fields, **path}))


def most_items(parameters: Mapping[str, Any]) -> int | None:
    """Return how many items of a list a query asks for at most; `None` where it does not say."""
    asked = (parameters.get(name) for name in _LIMITS)
    return next((each for each in asked if type(each) is int and each >= 0), None)
