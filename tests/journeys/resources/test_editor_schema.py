"""A server has the schema of scenario files with the words of its contracts, for editors."""

from typing import Any

import httpx
import pytest
from jsonschema_rs import Draft202012Validator


@pytest.fixture
def schema(api: httpx.Client) -> Any:
    """The schema that the server has."""
    answer = api.get("/_control/scenario-schema")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_it_has_the_words_of_the_contract(schema: Any) -> None:
    assert "createOrder" in schema["$defs"]["operationId"]["enum"]
    conditions = schema["$defs"]["when"]["properties"]
    assert {"customer_id", "order_id"} <= conditions["path"]["properties"].keys()
    assert {"email", "per_page"} <= conditions["query"]["properties"].keys()
    assert {"/amount", "/address/city"} <= conditions["body"]["properties"].keys()
    assert {"/status", "/created_at"} <= conditions["resource"]["properties"].keys()
    assert schema["$defs"]["conditions"]["properties"]["body"]["properties"]["/amount"]
    assert "/status" in schema["$defs"]["set"]["properties"]


@pytest.mark.parametrize(
    ("operation", "when", "is_one"),
    [
        ("createOrder", {"body": {"/amount": 402}}, True),
        ("createOrder", {"body": {"/amount/*/x": [1, 2]}}, True),
        ("createOrder", {"body": {"/amount": {"mni": 1}}}, False),
        ("createOrdre", {}, False),
    ],
)
def test_it_accepts_what_the_server_reads(
    schema: Any, operation: str, when: dict[str, Any], is_one: bool
) -> None:
    rule = {
        "id": "r",
        "when": {"operation": operation, **when},
        "then": {"set": {"/status": "paid"}},
    }
    scenario = {"scenario": 1, "name": "mine", "rules": [rule]}
    assert Draft202012Validator(schema).is_valid(scenario) is is_one
