"""What is wrong with a value is told in words that say what would be right."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from paydrill.openapi.documents import load_contracts
from paydrill.openapi.operation import Operation
from paydrill.openapi.pointers import resolve
from paydrill.openapi.validators import Schemas, faults
from paydrill.openapi.wording import keyword_with_value, suggestion_in, unknown_field
from paydrill.pipeline.parameter import compile_parameter
from paydrill.settings import Settings
from tests.server_process import IN_MEMORY, Server, running

OPERATIONS = [
    each for contract in load_contracts(Settings.contracts) for each in contract.operations
]
LETTERS = ["\n", "é", " ", "/", "!", "x", "X", "-", "0"]


def of_requests() -> Iterator[tuple[Operation, str, dict[str, Any]]]:
    """Every schema that a value of a request is held against, with its place."""
    seen: set[str] = set()
    for operation in OPERATIONS:
        nodes = [
            (f"{operation.id} {each['name']}", each["schema"]) for each in operation.parameters
        ]
        nodes += [(operation.id, each) for each in operation.body_schemas.values()]
        while nodes:
            place, node = nodes.pop()
            if "$ref" in node:
                name = f"{operation.contract}: {node['$ref']}"
                if name in seen:
                    continue
                seen.add(name)
                place, node = name, resolve(operation.document, node)
            yield operation, place, node
            nodes += [(f"{place}/{key}", each) for key, each in parts_of(node)]


def parts_of(node: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from node.get("properties", {}).items()
    for keyword in ("items", "additionalProperties"):
        if isinstance(node.get(keyword), dict):
            yield keyword, node[keyword]
    for keyword in ("allOf", "anyOf", "oneOf"):
        yield from ((keyword, each) for each in node.get(keyword, []))


def having(keyword: str) -> list[Any]:
    return [
        pytest.param(operation, node, id=place)
        for operation, place, node in of_requests()
        if keyword in node
    ]


def told(operation: Operation, schema: dict[str, Any], value: object) -> list[str]:
    return [each.message for each in faults(operation.schemas.compile(schema), value)]


@pytest.mark.parametrize(("operation", "schema"), having("pattern"))
def test_every_pattern_is_told_in_the_contracts_own_words(
    operation: Operation, schema: dict[str, Any]
):
    words = f"must be {schema['x-paydrill-form']}."
    length = max(schema.get("minLength", 1), 1)
    broken = [letter * length for letter in LETTERS if told(operation, schema, letter * length)]
    assert broken
    for value in broken:
        assert told(operation, schema, value) == [words]
    assert "such as" in words or not any(sign in words for sign in "^$[]{}|\\")


@pytest.mark.parametrize(("operation", "schema"), having("format"))
def test_every_format_is_told_by_its_name_or_an_example(
    operation: Operation, schema: dict[str, Any]
):
    for message in told(operation, schema, "!" * max(schema.get("minLength", 1), 1)):
        assert message.startswith("must be ")
        assert "valid" not in message


@pytest.mark.parametrize(("operation", "schema"), having("enum"))
def test_every_choice_is_told_by_its_values_and_the_likeliest(
    operation: Operation, schema: dict[str, Any]
):
    [message] = told(operation, schema, "?")
    assert message.count(",") < 10
    values = [each for each in schema["enum"] if isinstance(each, str) and each]
    for wrong, meant in ((wrong, each) for each in values for wrong in (f"{each}s", f" {each}")):
        [message] = told(operation, schema, wrong)
        assert " (did you mean " in message
        assert meant in message


def found(schema: dict[str, Any], value: object) -> str:
    [fault] = faults(Schemas({}).compile(schema), value)
    return fault.message


def test_a_foreign_pattern_is_told_by_its_example():
    pattern = {"type": "string", "pattern": "^[a-z]+$"}
    shown = "does not have the form that the documentation shows, such as abc."
    assert found({**pattern, "example": "abc"}, "A") == shown
    assert found({**pattern, "example": "abc", "nullable": True}, "A") == shown
    assert found(pattern, "A") == "does not have the form that the documentation shows (/docs)."
    # Nothing that is no example of a text, or that nobody could read, is shown as one.
    for odd in ({"$ref": "#/x"}, None, ["abc"], "a" * 100):
        assert found({**pattern, "example": odd}, "A").endswith("shows (/docs).")
    named = {"type": "object", "properties": {"example": pattern}}
    assert found(named, {"example": "A"}).endswith("shows (/docs).")


def test_a_foreign_parameter_is_told_by_the_example_beside_its_schema():
    schema = {"type": "string", "pattern": "^[a-z]+$"}
    definition = {"name": "q", "in": "query", "schema": schema, "example": "abc"}
    [fault] = faults(compile_parameter(OPERATIONS[0], definition).validator, "A")
    assert fault.message.endswith(", such as abc.")


def test_a_foreign_format_is_told_by_its_name_and_example():
    schema = {"type": "string", "format": "idn-hostname"}
    assert found(schema, "a b") == "must be a valid idn-hostname."
    assert found({**schema, "example": "b\u00fccher.example"}, "a b") == (
        "must be a valid idn-hostname, such as b\u00fccher.example."
    )


def test_the_form_is_told_rather_than_the_length_but_of_nothing():
    schema = {"type": "string", "minLength": 3, "pattern": "^[A-Z]{3}$", "x-paydrill-form": "ABC"}
    assert found(schema, "ab") == "must be ABC."
    assert found(schema, "") == "must have at least 3 characters."


def test_of_many_choices_only_the_likeliest_are_told():
    codes = [f"{first}{second}D" for first in "ABCU" for second in "ABCDS"]
    schema = {"type": "string", "enum": codes}
    listed = "must be one of those that the documentation lists (/docs)"
    assert found(schema, "usd") == f"{listed} (did you mean USD?)."
    assert found(schema, " Usd ") == f"{listed} (did you mean USD?)."
    assert found(schema, "euro") == f"{listed}."
    assert found({**schema, "example": "USD"}, "euro") == f"{listed}, such as USD."
    assert found(schema, "x" * 100_000) == f"{listed}."
    assert found({**schema, "x-paydrill-form": "a currency"}, "usd") == (
        "must be a currency (did you mean USD?)."
    )
    assert found({"enum": [True, None, 1, "one"]}, "One") == (
        "must be one of true, null, 1, one (did you mean one?)."
    )


def test_a_field_that_is_almost_one_is_told_which():
    schema = {
        "type": "object",
        "properties": {"currency": {}, "amount": {}},
        "additionalProperties": False,
    }
    assert found(schema, {"Currency": 1}) == (
        "is not a field of this request (did you mean currency?)."
    )
    assert found(schema, {"colour": 1}) == "is not a field of this request."
    many = faults(Schemas({}).compile(schema), {f"amount{n}": 1 for n in range(100_000)})
    assert {each.message for each in many} == {"is not a field of this request."}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running(*IN_MEMORY) as started:
        yield started


def test_the_words_are_told_over_http(server: Server):
    authorization = {
        "card_number": "4111111111111111",
        "amount": 150,
        "currency": "usd",
        "customer_name": "Ada\nLovelace",
    }
    answer = httpx.post(f"{server.url}/payment", json=authorization)
    said = {each["pointer"]: each["message"] for each in answer.json()["errors"]}
    assert "USD" in said["/currency"]
    assert said["/customer_name"] == (
        "must be text without line breaks, tabs or other control characters."
    )
    for by in ("1 day", "0s", "10000000s"):
        answer = httpx.post(f"{server.url}/_control/clock/advance", json={"by": by})
        assert answer.json()["detail"] == (
            "/by: must be a whole number from 1 to 9999999 and its unit (ms, s, m, h or d),"
            " such as 30s, 24h or 2d."
        )
    answer = httpx.post(f"{server.url}/settlements", json={"business_date": "1.1.2030"})
    assert answer.json()["detail"] == "/business_date: must be a date such as 2026-01-27."


def test_an_amount_of_nothing_is_told_to_be_more_than_nothing(server: Server):
    sent = {"card_number": "4111111111111111", "currency": "USD", "customer_name": "Maria"}
    for amount, says in ((0, "more than 0"), (-1, "more than 0"), (0.00001, "at least 0.0001")):
        answer = httpx.post(f"{server.url}/payment", json={**sent, "amount": amount})
        assert (answer.status_code, answer.json()["detail"]) == (400, f"/amount: must be {says}.")


def test_a_parameter_that_is_misspelt_is_told_its_neighbour(server: Server):
    answer = httpx.get(f"{server.url}/_control/requests", params={"opertion": "x", "zzz": 1})
    assert [each["message"] for each in answer.json()["errors"]] == [
        "is not a parameter of this operation (did you mean operation?).",
        "is not a parameter of this operation.",
    ]


@pytest.mark.parametrize(
    ("keyword", "limit", "named"),
    [
        ("type", ["array"], "type.array"),
        ("type", ["integer", "null"], "type.integer"),
        ("type", ["integer", "string"], "type"),
        ("minLength", 3, "minLength.3"),
        ("minimum", 0.5, "minimum"),
        ("pattern", "^a$", "pattern"),
        ("uniqueItems", True, "uniqueItems"),
        ("required", None, "required"),
    ],
)
def test_a_keyword_is_named_with_its_value_where_that_is_short(keyword, limit, named):
    assert keyword_with_value(keyword, limit) == named


def test_a_suggestion_is_a_sentence_of_its_own():
    said = unknown_field("amont", {"properties": {"amount": {}}}, 1)
    assert suggestion_in(said) == "Did you mean amount?"
    assert suggestion_in("must be an integer.") == ""
