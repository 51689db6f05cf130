"""From path to operation."""

from typing import Any

import pytest

from paydrill.openapi.operation import Operation
from paydrill.openapi.validators import Schemas
from paydrill.pipeline.router import Routes


def operation(path: str, method: str = "get", base_path: str = "") -> Operation:
    definition: dict[str, Any] = {"operationId": f"{method} {base_path}{path}"}
    return Operation("test", base_path, path, method, {}, definition, Schemas({}))


ROUTES = Routes(
    [
        operation("/payments", "post"),
        operation("/payments", "post", "/api/v1"),
        operation("/payments/{id}"),
        operation("/payments/{id}", "delete"),
        operation("/payments/latest"),
        operation("/{kind}/latest"),
        operation("/files/{name}.{extension}"),
        operation("/a.b/{id}/refund", "post"),
        operation("/a.b/{id}/void/{number}", "post"),
        operation("/a.b/{id}/lines/{number}"),
        operation("/icons/{name}"),
        operation("/icons/{size}.png"),
        operation("/"),
    ]
)


@pytest.mark.parametrize(
    ("method", "path", "found"),
    [
        ("POST", "/payments", "post /payments"),
        ("POST", "/api/v1/payments", "post /api/v1/payments"),
        ("GET", "/payments/7", "get /payments/{id}"),
        ("DELETE", "/payments/7", "delete /payments/{id}"),
        ("GET", "/payments/latest", "get /payments/latest"),
        ("GET", "/refunds/latest", "get /{kind}/latest"),
        ("GET", "/", "get /"),
        ("POST", "/a.b/7/refund", "post /a.b/{id}/refund"),
        ("POST", "/a.b/7/void/8", "post /a.b/{id}/void/{number}"),
        ("GET", "/a.b/7/lines/8", "get /a.b/{id}/lines/{number}"),
        ("GET", "/icons/card.svg", "get /icons/{name}"),
        ("GET", "/icons/card.png", "get /icons/{size}.png"),
        ("PATCH", "/payments", "post /payments"),
    ],
)
def test_a_path_leads_to_its_operation(method: str, path: str, found: str):
    match = ROUTES.match(path)
    assert match is not None
    matched = match.any_operation(method)
    assert matched is not None
    assert matched.id == found


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "",
        "/payments/",
        "/payments/7/8",
        "//",
        "/payments//",
        "/aXb/7/refund",
        "/api/v1",
        "/_control/latest",  # the server's own, whatever templates contracts have
    ],
)
def test_other_paths_lead_nowhere(path: str):
    assert ROUTES.match(path) is None


def test_a_match_has_the_parameters_as_they_were_written():
    match = ROUTES.match("/files/a b.png")
    assert match is not None
    assert match.parameters == ("a b", "png")
    second = ROUTES.match("/a.b/7/lines/8")
    assert second is not None
    assert second.parameters == ("7", "8")
    static = ROUTES.match("/payments")
    assert static is not None
    assert (static.parameters, list(static.operations)) == ((), ["POST"])


def test_a_parameter_may_hold_anything_but_a_slash():
    match = ROUTES.match("/payments/a\nb~{}%2F")
    assert match is not None
    assert match.parameters == ("a\nb~{}%2F",)


def test_a_match_knows_every_method_of_its_path():
    match = ROUTES.match("/payments/7")
    assert match is not None
    assert match.operations.keys() == {"GET", "DELETE"}


def test_a_parameters_name_need_not_be_a_word():
    match = Routes([operation("/customers/{customer-id}")]).match("/customers/7")
    assert match is not None
    assert match.parameters == ("7",)
