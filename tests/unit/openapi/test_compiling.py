"""Schemas that refer to much are compiled together; none can take the server's time or memory."""

from typing import Any

import pytest

from paydrill.openapi.findings import Report
from paydrill.openapi.pattern_costs import NEVER, longest_text
from paydrill.openapi.patterns import EcmaPattern, is_native
from paydrill.openapi.raising import raise_document
from paydrill.openapi.validators import Schemas, faults

MANY = 1_500


def document(**schemas: Any) -> dict[str, Any]:
    media = {name: {"schema": {"$ref": f"#/components/schemas/{name}"}} for name in schemas}
    responses = {"200": {"description": "d", "content": media}}
    text = {
        "openapi": "3.1.0",
        "info": {"title": "A", "version": "1"},
        "paths": {"/a": {"get": {"operationId": "a", "responses": responses}}},
        "components": {"schemas": schemas},
    }
    return raise_document(text, Report("a.yaml"))


def refer(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def test_large_schemas_have_the_same_sentences_as_small_ones():
    fields = {f"f{number}": {"type": "integer"} for number in range(MANY)}
    large = {"type": "object", "properties": {"self": refer("Large"), **fields}}
    schemas = Schemas(document(Large={**large, "additionalProperties": False}, Small=large))
    validator = schemas.compile(refer("Large"))
    assert validator.is_valid({"self": {"f1": 1}})
    assert not validator.is_valid({"self": {"f1": "x"}})
    assert [
        (each.pointer, each.message)
        for each in faults(validator, {"self": {"f1": "x"}, "colour": 1})
    ] == [
        ("/self/f1", "must be an integer."),
        ("/colour", "is not a field of this request."),
    ]
    assert schemas.fault_of(refer("Large")) is None


def test_a_schema_within_itself_is_judged():
    schemas = Schemas(document(A={"properties": {"a": refer("A"), "b": {"type": "string"}}}))
    assert schemas.compile(refer("A")).is_valid({"a": {"a": {"b": "x"}}})
    assert not schemas.compile(refer("A")).is_valid({"a": {"a": {"b": 1}}})


@pytest.mark.parametrize(
    "schema",
    [
        {"allOf": [refer("A")]},
        {"not": refer("A")},
        {"anyOf": [refer("A"), {"type": "string"}]},
    ],
)
def test_a_schema_that_is_nothing_but_itself_ends(schema: dict[str, Any]):
    assert Schemas(document(A=schema)).compile(refer("A")).is_valid("x") in {True, False}


def test_alternatives_that_multiply_are_not_tried():
    levels = {f"A{level}": {"oneOf": [refer(f"A{level + 1}")] * 3} for level in range(25)}
    schemas = Schemas(document(**levels, A25={"type": "string"}))
    assert "alternatives" in str(schemas.fault_of(refer("A0")))
    assert schemas.compile(refer("A0")).is_valid(1)
    assert schemas.fault_of(refer("A20")) is None
    assert not schemas.compile(refer("A25")).is_valid(1)


def test_names_of_an_objects_own_machinery_are_names():
    names = {"__proto__": {"type": "string"}, "constructor": {"type": "string"}}
    schemas = Schemas(document(A={"properties": names}, __proto__={"type": "string"}))
    assert not schemas.compile(refer("A")).is_valid({"__proto__": 1})
    assert not schemas.compile(refer("__proto__")).is_valid(1)


@pytest.mark.parametrize(
    ("pattern", "good", "bad"),
    [
        (r"^[\w-.+]+@[\w-.+]+$", "a-b@c.d", "a b"),
        (r"^[a-z]{1-3}$", "a{1-3}", "abc"),
        (r"^\S{1,8192}$", "abc", "a b"),
        ("^[\\u0020-\\uD7FF\\uE000-\\uFFFD]*$", "abc", "a\u0001"),
        (r"^[^-]+\/\d$", "a/1", "a/\u0661"),
        (r"^(?!x)(a+)\1$", "aaaa", "aaa"),
    ],
)
def test_patterns_are_those_of_javascript(pattern: str, good: str, bad: str):
    raised = document(A={"type": "string", "pattern": pattern})
    validator = Schemas(raised).compile(refer("A"))
    assert validator.is_valid(good)
    assert validator.is_valid(7) is False
    [fault] = faults(validator, bad)
    assert fault.message == "does not have the form that the documentation shows (/docs)."


@pytest.mark.parametrize(
    "pattern",
    [
        r"^([\w-.]+)+$",
        r"([\w-.]*x)*y",
        r"[\w-.]*[\w-.]*[\w-.]*[\w-.]*[\w-.]*!",
        "^(a+)+$",
        r"(x+x+)+y\1",
        r"(?=(x+)+$)x*y",
        r"(?<!y)(x|xx)+(?!\n)y",
        r"^(x|x)*(?<=y[^])$",
        r"^(x|x|x|[\w-.])*y",
        r"^(x*[\w-.]*)*y",
        r"^((x{1,8}){1,8}){1,8}(?<=y[^])",
        r"^((x*)*)*(?<=y[^])$",
        r"^((x?)*|[\w-.])*y",
        "x++y",
        r"^(x(|||))*(?<=y[^])$",
        "(x{1,900}){1,9}y",
    ],
)
def test_no_pattern_takes_for_ever(pattern: str):
    """One that did would meet the limit that all tests have."""
    named = {"patternProperties": {pattern: {"type": "integer"}}}
    schemas = Schemas(document(A={"pattern": pattern}, B=named))
    of_texts, of_names = schemas.compile(refer("A")), schemas.compile(refer("B"))
    for length in (longest_text(pattern), 30, 100_000):
        text = "x" * length + "\n"
        assert of_texts.is_valid(text) in {True, False}
        assert of_names.is_valid({text: 1})


@pytest.mark.parametrize(
    ("pattern", "longest"),
    [
        ("^a{99999999999999999999999}$", 1_000_000),
        (r"^[\w-.]+@[\w-.]+\.[a-z]{2,8}$", 547),
        (r"^((25[0-5]|[01]?\d?\d)(\.|$)){4}[\w-.]", 32),
        (r"^([\w-.]+)+$", 21),
        (r"^(a*[\w-.]*)*$", 10),
        (r"^([\w-.]+\.|\.)*@[\w-.]+$", 19),
        ("^(a(|||))*[^]$", 10),
        ("^((a*)*)*$", NEVER),
        ("((((((a", 1_000_000),
    ],
)
def test_texts_may_be_as_long_as_their_checks_end_soon(pattern: str, longest: int):
    assert longest_text(pattern) == longest


def test_names_that_are_checked_by_looking_around_are_of_usual_length():
    named = {"patternProperties": {"^(?!x-)": {"type": "integer"}}, "additionalProperties": False}
    validator = Schemas(document(A=named)).compile(refer("A"))
    assert validator.is_valid({"n" * 2_000: 1})
    assert not validator.is_valid({"n": "1"})
    assert not validator.is_valid({"x-n": 1})
    assert not validator.is_valid({"n" * 2_001: 1})


@pytest.mark.parametrize(
    ("pattern", "good", "bad"),
    [
        (r"^(?=.*\d)(?=.*[a-z]).{4,}$", "abc1", "abcd"),
        (r"^(?!admin)\w+$", "user", "admin"),
        (r"^(a|b)\1$", "aa", "ab"),
    ],
)
def test_a_pattern_that_looks_around_is_checked_in_texts_of_usual_length(
    pattern: str, good: str, bad: str
):
    validator = Schemas(document(A={"pattern": pattern})).compile(refer("A"))
    assert validator.is_valid(good)
    assert validator.is_valid(7)
    [fault] = faults(validator, bad)
    assert fault.message == "does not have the form that the documentation shows (/docs)."
    assert validator.is_valid("x" * 1_000_000)


def test_what_the_validators_own_engine_takes_is_left_to_it():
    assert is_native("^a+$")
    assert not is_native(r"[\w-.]")
    with pytest.raises(ValueError, match="pattern"):
        EcmaPattern({}, r"[\w-.]", []).validate("!")
