"""PIX: what a request that is not valid is answered: the documented text, and the fields."""

from typing import Any

import httpx
import pytest

from tests.journeys.pix_charges import UNKNOWN
from tests.journeys.shopping import JSON

LINE_BREAK = "must be text without line breaks, tabs or other control characters."
TOO_LONG = "must have at most 140 characters."


@pytest.mark.parametrize(
    "body",
    [
        b'{"value": 0}',
        b'{"value": "x"}',
        b"{}",
        b'{"value": -1}',
        b'{"value": 0.001}',
        b'{"value": 10.005}',
        b'{"value": null}',
        b'{"value": true}',
        b'{"value": NaN}',
        b'{"value": 1e400}',
        b'{"value": 1, "value": 2}',
        b"[]",
        b'{"value": 10',
        b"",
    ],
)
def test_a_value_that_cannot_be_charged_is_told_to_the_byte(api: httpx.Client, body: bytes):
    answer = api.post("/payments", content=body, headers=JSON)
    assert (answer.status_code, answer.content) == (400, b'{"message": "Invalid value"}')
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"value": 1, "description": "a\nb"}, f"/description: {LINE_BREAK}"),
        ({"value": 1, "description": "a" * 141}, f"/description: {TOO_LONG}"),
        ({"value": 0, "description": "a" * 141}, "Invalid value"),
    ],
)
def test_a_field_that_is_not_the_value_is_named(
    api: httpx.Client, body: dict[str, Any], message: str
):
    answer = api.post("/payments", json=body)
    assert answer.status_code == 400
    assert answer.json()["message"] == message
    said = {each["pointer"]: each["message"] for each in answer.json()["errors"]}
    assert said.pop("/description") == (LINE_BREAK if "\n" in body["description"] else TOO_LONG)
    assert said.keys() == ({"/value"} if message == "Invalid value" else set())


@pytest.mark.parametrize(
    ("method", "path", "body", "pointer"),
    [
        ("POST", "/payments", {"value": 1, "expires_in_s": 0}, "/expires_in_s"),
        ("POST", "/payments", {"value": 1, "expires": 5}, "/expires"),
        ("POST", "/payments?x=1", {"value": 1}, "/query/x"),
        (
            "POST",
            "/payments/pix/confirmation",
            {"bank_payment_id": UNKNOWN, "value": 1, "payer": "Ada"},
            "/payer",
        ),
        ("POST", "/payments/pix/x/refund", {"value": 1}, "/path/id"),
        ("PATCH", "/payments/pix/x", {"status": "removed"}, "/path/id"),
        ("GET", "/payments/pix/1?x=1", None, "/query/x"),
    ],
)
def test_what_the_documented_message_is_not_about_is_told(
    api: httpx.Client, method: str, path: str, body: dict[str, Any] | None, pointer: str
):
    answer = api.request(method, path, json=body)
    assert answer.status_code == 400
    [fault] = answer.json()["errors"]
    assert fault["pointer"] == pointer
    assert answer.json()["message"] == f"{pointer}: {fault['message']}"
