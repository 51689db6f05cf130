"""Paths that are not served: which one was meant."""

from collections.abc import Iterator

import pytest

from paydrill.app import build
from paydrill.pipeline.nearest_paths import NearestPaths
from paydrill.settings import Settings
from tests.in_process import Asked, InProcess

BEGINNING = "Nothing is served at this path; /docs lists what is"

# Method, path, which are named; nothing where none is like it.
PATHS = [
    ("POST", "/paymnt", "POST /payment or POST /payments"),
    ("POST", "/payment/", "POST /payment"),
    ("GET", "/payment/", "POST /payment"),
    ("GET", "/docs/", "GET /docs"),
    ("GET", "/doc", "GET /docs"),
    ("GET", "/Redoc", "GET /redoc"),
    (
        "GET",
        "/openapi.json",
        "GET /openapi/pix.json, GET /openapi/cards.json or GET /openapi/stripe.json",
    ),
    ("GET", "/Openapi/Cards.JSON", "GET /openapi/cards.json"),
    ("GET", "/_control", "GET /_control/"),
    ("GET", "/_contrl/clock", "GET /_control/clock"),
    ("GET", "//health", "GET /health"),
    ("GET", "//", "GET /"),
    ("GET", "/api/v1//transactions", "GET /api/v1/transactions"),
    ("GET", "/Health", "GET /health"),
    ("POST", "/API/v1/Payments/", "POST /api/v1/payments"),
    ("POST", "/tokenize", "POST /api/v1/tokenize"),
    ("GET", "/transactions/txn_1", "GET /api/v1/transactions/{transaction_id}"),
    (
        "POST",
        "/transactions/txn_1/refund",
        "POST /api/v1/transactions/{transaction_id}/refund",
    ),
    ("GET", "/api/v1/status/x", "GET /status/{payment_id}"),
    ("POST", "/api/v1/payment", "POST /api/v1/payments"),
    ("POST", "/refund", "POST /refund/{payment_id}"),
    ("GET", "/status/", "GET /status/{payment_id}"),
    ("GET", "/payment/123", "POST /payment"),
    ("GET", "/paymnts/pix/17", "GET /payments/pix/{id}"),
    ("GET", "/nowhere", None),
    ("GET", "/favicon.ico", None),
    ("GET", "/" + "payment" * 1000, None),
    ("GET", "/4111111111111111", None),
]

# Method, path that is served with others, which are named.
METHODS = [
    ("DELETE", "/_control/sandboxes", "DELETE /_control/sandboxes/{name}"),
    ("POST", "/_control/sandboxes/x", "POST /_control/sandboxes"),
    ("DELETE", "/_control/scenarios", "DELETE /_control/scenarios/{name}"),
    ("DELETE", "/health", None),
]


@pytest.fixture(scope="module")
def server() -> Iterator[InProcess]:
    served = InProcess(build(Settings(store="memory:")).application)
    yield served
    served.close()


@pytest.mark.parametrize("prefix", ["", "/~shop"])
@pytest.mark.parametrize(
    ("method", "path", "named"), PATHS, ids=lambda each: each[:40] if each else None
)
def test_a_path_that_is_not_served_names_those_it_may_mean(
    server: InProcess, prefix: str, method: str, path: str, named: str | None
):
    answer = server.ask(Asked(method, f"{prefix}{path}"))
    assert answer.status == 404
    within = (named or "").replace(" /", f" {prefix}/")
    assert answer.json()["detail"] == BEGINNING + (f". Did you mean {within}?" if named else "")
    assert answer.json()["code"] == "not_found"


@pytest.mark.parametrize(("method", "path", "named"), METHODS)
def test_a_method_that_a_path_does_not_take_names_a_neighbour_that_does(
    server: InProcess, method: str, path: str, named: str | None
):
    answer = server.ask(Asked(method, path))
    assert answer.status == 405
    told = answer.json()["detail"]
    assert told.startswith("This path takes ")
    assert told.endswith(f". Did you mean {named}?" if named else "HEAD, OPTIONS")


def test_thousands_of_paths_are_compared_and_few_are_named():
    paths = {f"/v1/things{number}/{{id}}": ["GET", "POST"] for number in range(2000)}
    nearest = NearestPaths(paths)
    hint = nearest.hint("GET", "/v1/thing7/8")
    assert hint.startswith(". Did you mean GET /v1/things7/{id}")
    assert hint.count("GET ") == 3
    assert nearest.hint("GET", "/v1") == (
        ". Did you mean GET /v1/things0/{id}, GET /v1/things1/{id} or GET /v1/things2/{id}?"
    )


def test_nothing_is_served_where_there_is_no_path():
    assert NearestPaths({}).hint("GET", "/payment") == ""
