"""Contracts made to cost time, memory or secrets: each request has an answer, and soon."""

from typing import Any

import pytest

from tests.in_process import Answered, Asked, InProcess, as_json, only


def levels(keyword: str, name: str, count: int) -> str:
    """Write schemas of which each has four times the next among its alternatives."""
    lines = [f"    {name}0: {{type: string}}"]
    for level in range(count):
        inner = ", ".join([f"{{$ref: '#/components/schemas/{name}{level}'}}"] * 4)
        lines.append(f"    {name}{level + 1}: {{{keyword}: [{inner}]}}")
    return "\n".join(lines)


def operation(path: str, fields: str, method: str = "post") -> str:
    return f"  {path}: {{{method}: {{operationId: {path.strip('/')}, {fields}}}}}"


def echoing(name: str) -> str:
    content = f"content: {{application/json: {{schema: {{$ref: '#/components/schemas/{name}'}}}}}}"
    refused = "400: {description: w}"
    answers = f"responses: {{200: {{description: d, {content}}}, {refused}}}"
    return f"requestBody: {{{content}}}, {answers}"


NOTHING = "responses: {204: {description: d}}"
PATTERN = """requestBody: {content: {application/json: {schema: {
    type: string, pattern: '(?=(a+)+$)a*b'}}}}, responses: {204: {description: d}}"""
ENDLESS_PATTERN = """requestBody: {content: {application/json: {schema: {
    type: string, pattern: '^((a*)*)*(?<=b[^])$'}}}}, responses: {204: {description: d}}"""
NAMES = """requestBody: {content: {application/json: {schema: {type: object, patternProperties: {
    '(?=(a+)+b)a*b': {type: string}}, additionalProperties: {type: integer}}}}},
    responses: {204: {description: d}}"""
IN_ONE_SEGMENT = (
    "parameters: ["
    + ", ".join(
        f"{{name: {name}, in: path, required: true, schema: {{type: string}}}}" for name in "bcde"
    )
    + "], responses: {204: {description: d}}"
)
HEADERS = r"""responses: {204: {description: d, headers: {
    'no name': {required: true, schema: {type: string}},
    X-Lines: {required: true, schema: {type: string}, example: "a\nb: c"}}}}"""
SCHEMAS = """    Within: {oneOf: [{type: string}, {$ref: '#/components/schemas/In'}, {
      type: object, properties: {a: {$ref: '#/components/schemas/Within'}}}]}
    In: {type: object, properties: {a: {$ref: '#/components/schemas/Within'}}}
    Endless: {type: object, required: [next], properties: {
      next: {$ref: '#/components/schemas/Endless'}}}
    __proto__: {type: object, required: [__proto__], properties: {__proto__: {type: string},
      constructor: {type: object, properties: {prototype: {type: integer}}}}}"""
CONTRACT = "\n".join(
    [
        "openapi: 3.0.3\ninfo: {title: Hostile, version: '1'}\npaths:",
        operation("/one", echoing("One12")),
        operation("/all", echoing("All12")),
        operation("/within", echoing("Within")),
        operation("/endless", echoing("Endless")),
        operation("/pattern", PATTERN),
        operation("/endless-pattern", ENDLESS_PATTERN),
        operation("/names", NAMES),
        f"  /a/{{b}}-{{c}}-{{d}}-{{e}}: {{get: {{operationId: many, {IN_ONE_SEGMENT}}}}}",
        operation("/__proto__", echoing("__proto__")),
        *(operation(f"/{name}", NOTHING, "get") for name in ("__init__", "__class__", "__dir__")),
        operation("/header", HEADERS, "get"),
        "components:\n  schemas:",
        SCHEMAS,
        levels("oneOf", "One", 12),
        levels("allOf", "All", 12),
    ]
)


server = only(CONTRACT)


def post(server: InProcess, path: str, body: Any) -> Answered:
    return server.ask(as_json("POST", path, body))


def test_alternatives_of_alternatives_are_not_tried(server: InProcess):
    for path in ("/one", "/all"):
        assert post(server, path, "x").status == 200


def test_alternatives_within_fields_are_tried_to_some_depth(server: InProcess):
    assert post(server, "/within", "x").status == 200
    deep: Any = "x"
    for _ in range(60):
        deep = {"a": deep}
    refused = post(server, "/within", deep)
    assert refused.status == 400
    assert "deeper than its alternatives can be tried" in refused.json()["detail"]


def test_an_object_without_an_end_has_no_answer(server: InProcess):
    answer = server.ask(Asked("POST", "/endless"))
    assert answer.status == 501
    assert "#/components/schemas/Endless" in answer.json()["detail"]


def test_no_text_is_held_against_a_pattern_for_ever(server: InProcess):
    assert post(server, "/pattern", "aab").status == 400
    assert post(server, "/pattern", "a").status == 400
    assert post(server, "/pattern", "a" * 900_000).status == 204


def test_a_pattern_that_never_ends_is_not_tried(server: InProcess):
    for text in ("a", "a!", "aaaa"):
        assert post(server, "/endless-pattern", text).status == 204


def test_no_name_of_a_field_is_held_against_a_pattern_for_ever(server: InProcess):
    assert post(server, "/names", {"ab": 1}).status == 400
    assert post(server, "/names", {"ab": "text"}).status == 204
    assert post(server, "/names", {"a": 1}).status == 204
    assert post(server, "/names", {"a" * 200_000: 1}).status == 204


def test_no_segment_of_a_path_is_divided_for_ever(server: InProcess):
    assert server.ask(Asked("GET", "/a/b-c-d-e")).status == 204
    assert server.ask(Asked("GET", "/a/" + "-" * 7_000)).status == 404


@pytest.mark.parametrize("name", ["Content-Type", "Prefer", "Accept", "Cookie", "Idempotency-Key"])
@pytest.mark.parametrize("repeated", [" ;", ";\t \t", "a,", " ", '"', '\\"', "a=b;", "=", "a"])
def test_no_header_is_read_for_ever(server: InProcess, name: str, repeated: str):
    value = "a/b;" + repeated * (7_000 // len(repeated)) + "!"
    answer = server.ask(Asked("POST", "/one", b'"x"', ((name, value),)))
    assert answer.status in {200, 400, 415}


def test_names_that_programs_have_are_names_as_others(server: InProcess):
    value = {"__proto__": "a", "constructor": {"prototype": 5}}
    assert post(server, "/__proto__", value).json() == value
    assert post(server, "/__proto__", {"__proto__": 5}).status == 400


@pytest.mark.parametrize("path", ["/__init__", "/__class__", "/__dir__"])
def test_what_every_object_has_is_no_handler(server: InProcess, path: str):
    assert server.ask(Asked("GET", path)).status == 204


def test_a_header_that_cannot_be_written_is_not_sent(server: InProcess):
    answer = server.ask(Asked("GET", "/header"))
    assert answer.status == 204
    assert "no name" not in answer.headers
    assert "\n" not in answer.headers["x-lines"]
