"""Operations that take no body: one that says something is refused, and changes nothing."""

from collections.abc import Iterator

import httpx
import pytest

from paydrill.openapi.operation import Operation
from tests.journeys.shopping import authorize
from tests.our_contracts import OUR_CONTRACTS
from tests.raw_http import connection, request
from tests.server_process import Server

TAKING_NONE = [
    operation
    for contract in OUR_CONTRACTS
    for operation in contract.operations
    if operation.method in {"post", "put", "patch"} and not operation.body_schemas
]
SAYING = [b'{"amount": 1}', b"[]", b"0", b"amount=1", b'""', b"{" + b" " * 2_000_000 + b"}x"]
NOTHING = [b"", b"{}", b" { }\n", b"null"]


@pytest.fixture
def held(api: httpx.Client) -> Iterator[str]:
    """The id of an authorization, which is as it was afterwards."""
    sent = {"card_number": "4111111111111111", "amount": 10, "currency": "USD"}
    made = api.post("/payment", json={**sent, "customer_name": "Maria", "capture": False}).json()
    yield made["payment_id"]
    assert api.get(f"/status/{made['payment_id']}").json()["status"] == "authorized"


@pytest.mark.parametrize("body", SAYING, ids=lambda body: body[:8])
def test_a_partial_void_is_not_a_whole_one(api: httpx.Client, held: str, body: bytes):
    for headers in ({}, {"Content-Type": "application/json"}, {"Prefer": "none"}):
        answer = api.post(f"/void/{held}", content=body, headers=headers)
        assert answer.status_code == 400, answer.text
        assert answer.json()["detail"] == "This operation takes no body; send none."


def test_nor_one_in_chunks(api: httpx.Client, server: Server, held: str):
    path = f"{api.base_url.path}void/{held}"
    with connection(server.url) as line:
        head = request("POST", path, "Transfer-Encoding: chunked")
        assert line.asks(head + b"d\r\n" + SAYING[0] + b"\r\n0\r\n\r\n").status == 400


@pytest.mark.parametrize("body", NOTHING)
def test_a_body_that_says_nothing_is_as_good_as_none(api: httpx.Client, body: bytes):
    made = authorize(api, "10", capture=False).json()
    answer = api.post(f"/void/{made['payment_id']}", content=body)
    assert (answer.status_code, answer.json()["status"]) == (200, "voided")


@pytest.mark.parametrize("operation", TAKING_NONE, ids=lambda each: each.id)
def test_every_operation_without_a_body_refuses_one(api: httpx.Client, operation: Operation):
    assert "400" in operation.responses
    path = operation.path.replace("{", "").replace("}", "")
    answer = api.request(operation.method, path, json={"amount": 1})
    assert answer.status_code == 400, answer.text
    assert "takes no body" in answer.json()["detail"]


def test_where_a_body_means_nothing_to_http_it_is_ignored(api: httpx.Client):
    made = authorize(api, "10").json()["payment_id"]
    assert api.request("GET", f"/status/{made}", json={"amount": 1}).status_code == 200
    assert api.request("DELETE", "/_control/outcomes", json={"amount": 1}).status_code == 204
