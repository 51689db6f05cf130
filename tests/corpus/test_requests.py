"""What `make corpus` sends: read from real files, wrong for sure, and with credentials."""

import json
from pathlib import Path
from typing import Any

import pytest

from bench.corpus import packages
from bench.corpus.contract import Contract, Unreadable, drawn, read
from bench.corpus.credentials import credentials
from bench.corpus.forms import FORM, sendable, written
from bench.corpus.pruning import pruned
from bench.corpus.sending import with_another_key
from bench.corpus.wrongness import breaks, wrong_body, wrong_text

ANY = Contract({"openapi": "3.0.3", "paths": {}})


def of_paths(paths: dict[str, Any], **more: Any) -> Contract:
    return Contract({"openapi": "3.0.3", "paths": paths, **more})


def test_yaml_is_read_as_1_2(tmp_path: Path):
    file = tmp_path / "a.yaml"
    file.write_text(
        "paths:\n  /a: {get: {responses: {200: {description: no}}}}\n"
        "on: [NO, 22:30, 012, 9.9E11, 2026-11-29, ~, true, 1.5, 3]\n"
    )
    document = read(file)
    assert document["on"] == ["NO", "22:30", 12, 9.9e11, "2026-11-29", None, True, 1.5, 3]
    assert document["paths"]["/a"]["get"]["responses"] == {"200": {"description": "no"}}


@pytest.mark.parametrize("text", ["", "[]", "{", "a: b", "paths: []"])
def test_what_is_no_contract_is_unreadable(tmp_path: Path, text: str):
    file = tmp_path / "a.json"
    file.write_text(text)
    with pytest.raises(Unreadable):
        read(file)


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        ({"url": "https://a.example/v1/"}, "/v1"),
        ({"url": "/v1"}, "/v1"),
        ({"url": "https://{r}.example/{b}", "variables": {"r": {}, "b": {"default": "v2"}}}, "/v2"),
        ({}, ""),
    ],
)
def test_operations_stand_below_the_path_of_their_server(server, expected):
    (operation,) = of_paths({"/a": {"get": {}}}, servers=[server]).operations()
    assert operation.base_path == expected


def test_parameters_of_the_path_item_hold_for_its_operations():
    shared = [{"name": "a", "in": "query"}, {"name": "b", "in": "query"}]
    own = [{"$ref": "#/components/parameters/A"}]
    components = {"parameters": {"A": {"name": "a", "in": "query", "required": True}}}
    (operation,) = of_paths(
        {"/a": {"parameters": shared, "get": {"parameters": own}}}, components=components
    ).operations()
    assert [each.get("required") for each in operation.parameters] == [True, None]


def test_operations_that_no_request_can_tell_apart_are_not_drawn():
    contract = of_paths(
        {
            "/a/{x}": {"get": {}, "put": {}},
            "/a/{y}": {"get": {}},
            "/b": {"get": {}},
            "/#Action=C": {"get": {}},
            "/?action=d": {"get": {}},
        }
    )
    assert [each.label for each in drawn(contract, 1, 40)] == ["PUT /a/{x}", "GET /b"]
    assert len(drawn(contract, 1, 1)) == 1


def test_credentials_are_those_of_the_first_alternative_that_is_defined():
    schemes = {
        "key": {"type": "apiKey", "in": "query", "name": "k"},
        "basic": {"type": "http", "scheme": "basic"},
        "token": {"type": "oauth2"},
    }
    contract = of_paths(
        {
            "/a": {
                "get": {"security": [{"undefined": []}, {"key": [], "token": ["scope"]}]},
                "put": {},
                "post": {"security": []},
            }
        },
        security=[{"basic": []}],
        components={"securitySchemes": schemes},
    )
    sent = {each.method: credentials(contract, each) for each in contract.operations()}
    assert [each[:2] for each in sent["get"]] == [("query", "k"), ("header", "Authorization")]
    assert sent["get"][1][2].startswith("Bearer ")
    assert sent["put"][0][2].startswith("Basic ")
    assert sent["post"] == []


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        ({"type": "integer"}, "5", False),
        ({"type": "integer"}, "five", True),
        ({"type": "integer"}, True, True),
        ({"type": "string"}, 0, False),
        ({"type": "boolean"}, 1, False),
        ({"type": "boolean"}, 2, True),
        ({"type": "string", "enum": ["a"]}, "b", True),
        ({"type": "string", "minLength": 2}, "a", True),
        ({"type": "integer"}, "", False),
        # Not decided: the text of a list depends on its style.
        ({"type": "array", "items": {"type": "integer"}}, "x", False),
        ({"anyOf": [{"type": "integer"}]}, "x", False),
    ],
)
def test_text_is_wrong_if_no_reading_of_it_fits(schema, value, expected):
    assert wrong_text(ANY, schema, value) is expected


def test_a_body_is_wrong_as_it_is_sent():
    schema = {
        "type": "object",
        "required": ["n", "id"],
        "properties": {"n": {"type": "integer"}, "id": {"type": "string", "readOnly": True}},
    }
    form = "application/x-www-form-urlencoded"
    assert wrong_body(ANY, schema, "application/json", {"n": "1"})
    assert not wrong_body(ANY, schema, form, {"n": "1"})
    assert wrong_body(ANY, schema, form, {"n": "x"})
    assert wrong_body(ANY, schema, form, {})
    assert not wrong_body(ANY, schema, "application/xml", "<")


def test_null_is_neither_surely_wrong_nor_surely_valid_where_an_enum_leaves_it_out():
    schema = {"type": "string", "nullable": True, "enum": ["a"]}
    assert not breaks(ANY, schema, None)
    assert breaks(ANY, schema, None, strict=True)
    assert not breaks(ANY, {**schema, "enum": ["a", None]}, None, strict=True)
    assert not breaks(ANY, {"type": "string", "nullable": True}, None, strict=True)


def test_pruning_leaves_what_is_needed():
    schema = {
        "type": "object",
        "required": ["a"],
        "minProperties": 2,
        "properties": {"a": {"type": "array", "minItems": 1}},
    }
    body = {"a": [{"x": 1}, 2], "b": {"c": 1}, "d": 2}
    left = pruned(ANY, schema, body)
    assert json.dumps(left) == '{"a": [{}], "d": 2}'
    assert body["b"] == {"c": 1}


def test_forms_are_written_by_their_encoding():
    encoding = {"deep": {"style": "deepObject", "explode": True}}
    content = {FORM: {"encoding": encoding}}
    contract = of_paths({"/a": {"post": {"requestBody": {"content": content}}}})
    (operation,) = contract.operations()
    body = {
        "deep": {"a": [{"b": 1}], "c": True},
        "list": [1, 2],
        "nested": {"a": 1},
        "s": "",
        "no": [],
    }
    sent = sendable(contract, operation, body)
    assert sorted(sent) == ["deep", "list", "s"]
    assert written(contract, operation, sent) == (
        b"deep%5Ba%5D%5B0%5D%5Bb%5D=1&deep%5Bc%5D=true&list=1&list=2&s="
    )


def test_without_node_the_way_out_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit, match="make corpus SAMPLE=0 FILES="):
        packages.need_node()


@pytest.mark.parametrize(("key", "other"), [("0", "1"), ("abc-f", "abc-0"), ("", "0")])
def test_a_second_request_has_another_idempotency_key(key: str, other: str):
    request = {"method": "POST", "headers": {"X-Idempotency-Key": key, "A": "0"}}
    headers = {"X-Idempotency-Key": other, "A": "0"}
    assert with_another_key(request) == {"method": "POST", "headers": headers}
