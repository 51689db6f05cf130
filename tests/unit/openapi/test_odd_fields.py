"""Fields of operations, paths and schemas that are odd in a way of their own."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from paydrill.openapi.documents import ContractError, ContractFile, load_contracts
from paydrill.openapi.findings import Report
from paydrill.openapi.raising import raise_document
from paydrill.openapi.security import checkable_schemes, declared_credentials
from paydrill.openapi.skeleton import skeleton
from paydrill.openapi.validators import Schemas
from tests.unit.openapi.one_contract import FINE, HEAD, codes, loaded, operation

ANSWER = "{description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}"


def test_an_extension_among_responses_is_no_response(tmp_path: Path):
    [served] = loaded(tmp_path, operation("responses: {x-a: [1], x-b: {}}")).operations
    assert served.responses.keys() == {"200"}
    contract = loaded(tmp_path, operation("responses: {x-a: 1}"))
    assert codes(contract) == {"no-responses"}
    contract = loaded(tmp_path, operation("responses: {x-a: 1, 201: {description: d}}"))
    assert codes(contract) == set()
    assert contract.operations[0].success[0] == 201


@pytest.mark.parametrize("servers", ["{url: /x}", "7", "[x]", "[[], {url: /v2}]", "x"])
def test_servers_of_any_shape_are_mended(tmp_path: Path, servers: str):
    texts = [
        operation(f"servers: {servers}"),
        operation("summary: s").replace("{get:", f"{{servers: {servers}, get:"),
        operation("summary: s", more=f"servers: {servers}\n"),
    ]
    for text in texts:
        contract = loaded(tmp_path, text)
        assert codes(contract) == {"wrong-shape"}
        assert contract.operations[0].path == ("/v2/a" if "v2" in servers else "/a")


@pytest.mark.parametrize(
    ("number", "fits", "too_large"),
    [("100000000000000000000", 10**20, 10**20 + 1), ("1e300", 10**300, 10**301)],
)
def test_a_bound_may_be_any_number(tmp_path: Path, number: str, fits: int, too_large: int):
    schema = f"{{type: integer, maximum: {number}, default: {number}}}"
    more = f"components: {{schemas: {{A: {schema}}}}}\n"
    contract = loaded(tmp_path, operation(f"responses: {{200: {ANSWER}}}", more=more))
    assert codes(contract) == set()
    schemas = contract.operations[0].schemas
    wanted = {"$ref": "#/components/schemas/A"}
    assert schemas.fault_of(contract.raised["components"]["schemas"]["A"]) is None
    assert schemas.compile(wanted).is_valid(fits)
    written = contract.raised["components"]["schemas"]["A"]
    assert not schemas.compile(written).is_valid(too_large)


def test_a_schema_of_any_depth_and_any_text_has_a_validator():
    deep: dict[str, Any] = {"type": "string", "const": "\ud800"}
    for _ in range(180):
        deep = {"properties": {"a": deep}}
    assert Schemas({}).compile(deep).is_valid({"a": 7}) in {True, False}


BROKEN_SCHEMES = [
    "{$ref: '#/components/securitySchemes/Lost'}",
    "{$ref: lost.yaml}",
    "{$ref: '#/info'}",
    "{$ref: '#/components/schemas/A'}",
    "{$ref: '#/components/securitySchemes/Broken'}",
    "{$ref: '#/x-schemes/unnamed'}",
]


@pytest.mark.parametrize("scheme", BROKEN_SCHEMES)
def test_a_security_scheme_that_leads_nowhere_is_ignored(tmp_path: Path, scheme: str):
    more = f"""
components:
  schemas: {{A: {{type: string}}}}
  securitySchemes: {{Broken: {scheme}, Key: {{$ref: '#/x-schemes/key'}}}}
x-schemes: {{unnamed: {{type: apiKey}}, key: {{type: apiKey, in: query, name: k}}}}
"""
    contract = loaded(tmp_path, operation("security: [{Broken: []}, {Key: []}]", more=more))
    assert "undefined-security-scheme" in codes(contract)
    assert any(each.pointer.endswith("/Broken/$ref") for each in contract.findings)
    [served] = contract.operations
    assert served.security == [{"Key": []}]
    assert list(served.credentials_in_query) == ["k"]
    assert served.challenge
    assert "k" in declared_credentials([contract.raised]).query
    checkable = checkable_schemes(contract.raised)
    assert "Key" in checkable
    assert "Broken" not in checkable
    assert skeleton(contract)
    assert contract.title == "A"


@pytest.mark.parametrize(
    ("schema", "raised"),
    [
        ("{type: [[string]]}", {}),
        ("{type: [[string], integer]}", {"type": ["integer"]}),
        ("{type: [{}, null]}", {"type": ["null"]}),
        ("{required: [[a], {}]}", {}),
        ("{dependentRequired: {a: [[b]]}}", {}),
    ],
)
def test_lists_in_lists_of_names_are_left_out(tmp_path: Path, schema: str, raised: Any):
    text = operation("summary: s", more=f"components: {{schemas: {{A: {schema}}}}}\n")
    contract = loaded(tmp_path, text)
    assert contract.raised["components"]["schemas"]["A"] == raised


def test_a_schema_that_stands_twice_may_be_null_in_both_places(tmp_path: Path):
    more = """
components:
  schemas:
    A:
      properties:
        a: &name {type: string, nullable: true}
        b: *name
        c: {properties: {d: *name}}
        e: {<<: *name, maxLength: 5}
"""
    contract = loaded(tmp_path, operation("summary: s", more=more))
    properties = contract.raised["components"]["schemas"]["A"]["properties"]
    both = {"type": ["string", "null"]}
    assert properties["a"] == properties["b"] == properties["c"]["properties"]["d"] == both
    assert properties["e"] == {**both, "maxLength": 5}


def test_a_schema_that_stands_twice_breaks_both_that_need_it(tmp_path: Path):
    answer = "{description: d, content: {a/b: {schema: %s {$ref: '#/components/schemas/Lost'}}}}"
    paths = f"""paths:
  /a: {{get: {{operationId: a, responses: {{200: &lost {answer % ""}}}}}}}
  /b: {{get: {{operationId: b, responses: {{200: *lost}}}}}}
"""
    contract = loaded(tmp_path, HEAD + paths)
    assert len(contract.operations) == 2
    assert all("x-paydrill-unservable" in each.definition for each in contract.operations)


def test_a_schema_of_2_0_may_be_null_in_each_media_type():
    pet = {"type": "object", "x-nullable": True, "properties": {"a": {"items": {}}}}
    shared = {"name": "n", "in": "query", "type": "array", "items": {"type": "string"}}
    shared["items"]["x-nullable"] = True  # type: ignore[index]
    answers = {"200": {"description": "d", "schema": deepcopy(pet)}}
    body = {"name": "b", "in": "body", "schema": deepcopy(pet)}
    field = {"name": "f", "in": "formData", "type": "string", "x-nullable": True}
    form = {"consumes": ["multipart/form-data", "application/x-www-form-urlencoded"]}
    document = {
        "swagger": "2.0",
        "info": {"title": "A", "version": "1"},
        "produces": ["application/json", "text/json"],
        "consumes": ["application/json", "text/json"],
        "paths": {
            "/a": {
                "parameters": [shared, body],
                "put": {"responses": answers},
                "post": {"responses": deepcopy(answers)},
            },
            "/b": {"post": {"parameters": [field], "responses": deepcopy(answers), **form}},
        },
    }
    raised = raise_document(document, Report("a.yaml"))
    for method in ("put", "post"):
        found = raised["paths"]["/a"][method]
        for holder in (found["requestBody"], found["responses"]["200"]):
            assert holder["content"].keys() == {"application/json", "text/json"}
            for media in holder["content"].values():
                assert media["schema"]["type"] == ["object", "null"]
        [parameter] = found["parameters"]
        assert parameter["schema"]["items"] == {"type": ["string", "null"]}
    for media in raised["paths"]["/b"]["post"]["requestBody"]["content"].values():
        assert media["schema"]["properties"]["f"] == {"type": ["string", "null"]}


def test_what_is_outside_the_specification_is_raised_once_it_is_referred_to(tmp_path: Path):
    more = """
x-p:
  a: {type: int, nullable: true, properties: {b: {$ref: '#/x-p/b'}, c: {$ref: '#/x-p/a'}}}
  b: {type: string, pattern: '((', nullable: true}
  r: {description: d, content: {a/b: {schema: {$ref: '#/x-p/lost'}}}}
components:
  schemas: {A: {$ref: '#/x-p/a'}, B: {properties: {a: {$ref: '#/x-p/a'}}}}
"""
    contract = loaded(tmp_path, operation("responses: {200: {$ref: '#/x-p/r'}}", more=more))
    assert codes(contract) == {"keyword-mended", "unusable-pattern", "missing-reference"}
    assert {each.pointer for each in contract.findings} == {
        "/x-p/a/type",
        "/x-p/b/pattern",
        "/x-p/r/content/a~1b/schema/$ref",
    }
    schemas = contract.operations[0].schemas
    for name in ("A", "B"):
        wanted = {"$ref": f"#/components/schemas/{name}"}
        value: Any = None if name == "A" else {"a": None}
        assert schemas.compile(wanted).is_valid(value)
        assert not schemas.compile(wanted).is_valid("x" if name == "A" else {"a": "x"})
    assert "lost" in contract.operations[0].definition["x-paydrill-unservable"]
    assert contract.document["x-p"]["b"]["pattern"] == "(("


def test_a_media_type_of_3_2_may_be_a_reference(tmp_path: Path):
    more = """components:
  mediaTypes: {A: {$ref: '#/components/mediaTypes/B'}, B: {schema: {type: int}, example: 1}}
"""
    content = "content: {application/json: {$ref: '#/components/mediaTypes/A'}}"
    fields = f"requestBody: {{{content}}}, responses: {{200: {{description: d, {content}}}}}"
    contract = loaded(tmp_path, operation(fields, more=more).replace("3.0.3", "3.2.0"))
    [served] = contract.operations
    assert served.example("200", "application/json") == 1
    assert served.responses["200"]["content"]["application/json"]["schema"] == {"type": "integer"}
    broken = operation(fields).replace("3.0.3", "3.2.0")
    [served] = loaded(tmp_path, broken).operations
    assert "x-paydrill-unservable" in served.definition


def test_a_method_of_3_2_that_is_not_served_is_named(tmp_path: Path):
    item = f"""paths:
  /a:
    get: {{operationId: a, {FINE}}}
    query: {{operationId: b, responses: {{200: {{$ref: '#/lost'}}}}}}
    additionalOperations: {{COPY: {{operationId: c, {FINE}}}}}
"""
    contract = loaded(tmp_path, HEAD.replace("3.0.3", "3.2.0") + item)
    assert codes(contract) == {"method-not-served"}
    assert {each.sentence for each in contract.findings} == {
        "the method QUERY is not served",
        "the method COPY is not served",
    }
    [served] = contract.operations
    assert "x-paydrill-unservable" not in served.definition


@pytest.mark.parametrize("path", ["/a/{}", "/a#b", "/{}/b#c"])
def test_a_path_that_no_client_can_ask_for_is_a_finding(tmp_path: Path, path: str):
    contract = loaded(tmp_path, operation("summary: s", path))
    assert codes(contract) == {"path-unreachable"}
    [finding] = contract.findings
    assert path in finding.sentence
    assert [each.path for each in contract.operations] == [path]
    assert contract.operations[0].parameters == ()


def test_a_path_gets_its_slash_and_loses_its_query(tmp_path: Path):
    contract = loaded(tmp_path, operation("summary: s", "foo?x=1"))
    assert codes(contract) == {"path-without-slash", "path-with-query"}
    assert [each.path for each in contract.operations] == ["/foo"]


@pytest.mark.parametrize(
    ("name", "meant"), [("Ordr", " (did you mean 'Order'?)"), ("Unlike", ""), ("", "")]
)
def test_a_reference_that_is_misspelt_is_told_what_it_means(tmp_path: Path, name: str, meant: str):
    more = f"components: {{schemas: {{Order: {{}}, A: {{$ref: '#/components/schemas/{name}'}}}}}}\n"
    [finding] = loaded(tmp_path, operation("summary: s", more=more)).findings
    assert finding.sentence == f"$ref '#/components/schemas/{name}'{meant} points at nothing"


def test_a_reference_to_another_kind_of_object_is_told_where_its_own_are(tmp_path: Path):
    more = "components: {schemas: {Gone: {}}, responses: {Gone: {description: Gone.}}}\n"
    wrong = "responses: {'404': {$ref: '#/components/schemas/Gone'}}"
    [finding] = loaded(tmp_path, operation(wrong, more=more)).findings
    assert "(did you mean '#/components/responses/Gone'?)" in finding.sentence


@pytest.mark.parametrize("paths", ["{}", "{/a: 7}", "{/a: {$ref: 'lost.yaml#/A'}}"])
def test_a_contract_without_operations_is_served_with_a_finding(tmp_path: Path, paths: str):
    file = tmp_path / "empty.yaml"
    file.write_text(f"openapi: 3.0.3\ninfo: {{title: A, version: '1'}}\npaths: {paths}\n")
    [contract] = load_contracts((), [ContractFile(file)])
    assert "no-operation" in codes(contract)
    with pytest.raises(ContractError, match="has no operation to serve"):
        load_contracts([tmp_path])


@pytest.mark.parametrize(("role", "meant"), [("crate", "create"), ("lits", "list"), ("{a: 1}", "")])
def test_a_role_that_there_is_not_is_told(tmp_path: Path, role: str, meant: str):
    contract = loaded(tmp_path, operation(f"x-paydrill-role: {role}"))
    [finding] = [each for each in contract.findings if each.code == "unknown-role"]
    assert "there is no role" in finding.sentence
    assert meant in finding.sentence
    assert "x-paydrill-role" not in contract.operations[0].definition
