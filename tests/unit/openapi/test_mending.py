"""What is wrong with a contract is mended and reported; only what cannot be read is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from paydrill.openapi.documents import ContractFile, load_contracts
from paydrill.openapi.examination import examine
from paydrill.openapi.findings import FINDINGS, place
from tests.unit.openapi.one_contract import FINE, HEAD, codes, loaded, operation


@pytest.mark.parametrize(
    ("fields", "path", "code"),
    [
        ("parameters: [{name: n, in: query}]", "/a", "parameter-without-schema"),
        ("parameters: [{name: n, in: body}]", "/a", "unusable-parameter"),
        ("parameters: [{in: query}]", "/a", "unusable-parameter"),
        ("parameters: {n: 1}", "/a", "wrong-shape"),
        ("parameters: [x]", "/a", "wrong-shape"),
        ("parameters: []", "/a/{id}", "path-parameter-undeclared"),
        (
            "parameters: [{name: id, in: path, required: true, schema: {}}]",
            "/a",
            "path-parameter-unused",
        ),
        (
            "parameters: [{name: id, in: path, schema: {}}]",
            "/a/{id}",
            "path-parameter-optional",
        ),
        (
            "parameters: [{name: n, in: query, schema: {}}, {name: n, in: query, schema: {}}]",
            "/a",
            "duplicate-parameter",
        ),
        (
            "parameters: [{name: n, in: query, required: 'true', schema: {}}]",
            "/a",
            "wrong-type",
        ),
        ("description: 7", "/a", "wrong-type"),
        ("description: [7]", "/a", "wrong-shape"),
        ("parameters: [{name: a b, in: header, schema: {}}]", "/a", "unusable-header"),
        (
            "responses: {200: {description: d, headers: {'a b': {schema: {}}}}}",
            "/a",
            "unusable-header",
        ),
        ("security: [{lost: []}]", "/a", "undefined-security-scheme"),
        ("security: lost", "/a", "wrong-shape"),
        ("responses: {}", "/a", "no-responses"),
        ("responses: {2000: {description: d}, 200: {description: d}}", "/a", "unknown-status"),
        ("responses: {200: d}", "/a", "wrong-shape"),
        ("requestBody: 7", "/a", "wrong-shape"),
        ("summary: s", "a", "path-without-slash"),
        ("summary: s", "/a?b={c}", "path-with-query"),
    ],
)
def test_a_fault_of_an_operation_is_mended(tmp_path: Path, fields: str, path: str, code: str):
    contract = loaded(tmp_path, operation(fields, path))
    assert code in codes(contract)
    [served] = contract.operations
    assert served.path.startswith("/a")
    assert served.responses
    assert all("schema" in each for each in served.parameters)
    assert [each["name"] for each in served.parameters if each["in"] == "path"] == (
        served.path_names
    )


SCHEMAS = [
    ("{type: string, required: true}", {"type": "string"}, "keyword-of-wrong-type"),
    ("{required: [a, a]}", {"required": ["a"]}, "keyword-mended"),
    ("{type: int}", {"type": "integer"}, "keyword-mended"),
    ("{type: nonsense}", {}, "keyword-of-wrong-type"),
    ("{maxLength: '10'}", {"maxLength": 10}, "keyword-mended"),
    ("{minLength: -1}", {}, "keyword-of-wrong-type"),
    ("{multipleOf: 0}", {}, "keyword-of-wrong-type"),
    ("{enum: []}", {}, "keyword-of-wrong-type"),
    ("{enum: x}", {}, "keyword-of-wrong-type"),
    ("{readOnly: 'true'}", {"readOnly": True}, "keyword-mended"),
    ("{allOf: {type: string}}", {"allOf": [{"type": "string"}]}, "keyword-mended"),
    ("{oneOf: []}", {}, "keyword-of-wrong-type"),
    ("{properties: [a]}", {}, "keyword-of-wrong-type"),
    ("{additionalProperties: 'false'}", {"additionalProperties": False}, "keyword-mended"),
    ("{description: 1.5}", {"description": "1.5"}, "keyword-mended"),
    ("{pattern: '(('}", {}, "unusable-pattern"),
    ("{patternProperties: {'((': {}}}", {"patternProperties": {}}, "unusable-pattern"),
    ("{type: integer, default: x}", {"type": "integer"}, "default-of-wrong-type"),
    ("{$ref: '#/components/schemas/Lost'}", {}, "missing-reference"),
    ("[1]", {}, "wrong-shape"),
]


@pytest.mark.parametrize(("schema", "mended", "code"), SCHEMAS)
def test_a_fault_of_a_schema_is_mended(
    tmp_path: Path, schema: str, mended: dict[str, Any], code: str
):
    text = operation("summary: s", more=f"components: {{schemas: {{A: {schema}}}}}\n")
    contract = loaded(tmp_path, text)
    assert codes(contract) == {code}
    assert contract.raised["components"]["schemas"]["A"] == mended
    assert contract.operations[0].schemas.fault_of(mended) is None


@pytest.mark.parametrize(
    ("schema", "raised"),
    [
        ("{type: string, nullable: true}", {"type": ["string", "null"]}),
        ("{enum: [a], nullable: true}", {"anyOf": [{"enum": ["a"]}, {"type": "null"}]}),
        ("{minimum: 1, exclusiveMinimum: true}", {"exclusiveMinimum": 1}),
        ("{maximum: 1, exclusiveMaximum: false}", {"maximum": 1}),
        ("{$ref: '#/components/schemas/B', maxLength: 1}", {"$ref": "#/components/schemas/B"}),
        ("{$ref: '#/components/schemas/C D'}", {"$ref": "#/components/schemas/C%20D"}),
        ("{enum: [SE, NO, DK, 22:30, 01310]}", {"enum": ["SE", "NO", "DK", "22:30", "01310"]}),
        ("{maximum: 9.9E11}", {"maximum": 9.9e11}),
        (
            "{type: integer, format: int32, minimum: 0}",
            {"type": "integer", "format": "int32", "minimum": 0, "maximum": 2**31 - 1},
        ),
        (
            "{type: integer, format: int64}",
            {"type": "integer", "format": "int64", "minimum": -(2**63), "maximum": 2**63 - 1},
        ),
        (
            "{type: integer, format: int32, maximum: 9999999999}",
            {"type": "integer", "format": "int32", "maximum": 9999999999},
        ),
        ("{properties: {$ref: {type: string}}}", {"properties": {"$ref": {"type": "string"}}}),
        ("{example: {$ref: lost.yaml}}", {"example": {"$ref": "lost.yaml"}}),
    ],
)
def test_a_schema_of_3_0_is_raised(tmp_path: Path, schema: str, raised: dict[str, Any]):
    others = "B: {type: string}, C D: {type: string}"
    text = operation("summary: s", more=f"components: {{schemas: {{A: {schema}, {others}}}}}\n")
    contract = loaded(tmp_path, text)
    assert contract.raised["components"]["schemas"]["A"] == raised
    assert codes(contract) == set()


def test_a_reference_finds_its_way_through_what_was_nullable(tmp_path: Path):
    schemas = """components: {schemas: {
      A: {nullable: true, allOf: [{}], properties: {b: {type: string}}},
      B: {$ref: '#/components/schemas/A/properties/b'}}}"""
    contract = loaded(tmp_path, operation("summary: s", more=schemas))
    assert contract.raised["components"]["schemas"]["B"] == {
        "$ref": "#/components/schemas/A/anyOf/0/properties/b"
    }


def test_names_of_schemas_are_followed(tmp_path: Path):
    text = """openapi: 3.1.0
info: {title: A, version: 1.0}
paths: {/a: {get: {operationId: a, responses: {'200': {$ref: '#/components/responses/R'}}}}}
components:
  responses: {R: {description: d, content: {a/b: {schema: {$ref: '#/components/schemas/A'}}}}}
  schemas:
    A:
      $id: https://a.example/a
      properties: {b: {$ref: '#it'}, c: {$ref: b}, d: {$ref: 'https://a.example/b'}}
      $defs: {x: {$anchor: it}}
    B: {$id: 'https://a.example/b', type: string, maxLength: 1}
"""
    contract = loaded(tmp_path, text)
    assert codes(contract) == {"wrong-type"}  # the version is a number
    assert contract.raised["components"]["schemas"]["A"]["properties"] == {
        "b": {"$ref": "#/components/schemas/A/$defs/x"},
        "c": {"$ref": "#/components/schemas/B"},
        "d": {"$ref": "#/components/schemas/B"},
    }


def test_of_two_paths_alike_each_method_is_served_once(tmp_path: Path):
    paths = f"""paths:
  /a/{{id}}: {{get: {{operationId: a, {FINE}}}}}
  /a/{{name}}: {{get: {{operationId: b, {FINE}}}, put: {{operationId: a, {FINE}}}}}
  x-more: {{get: 1}}
"""
    contract = loaded(tmp_path, HEAD + paths)
    assert [each.id for each in contract.operations] == ["a", "a.put/a/{name}"]
    assert codes(contract) == {
        "duplicate-path",
        "duplicate-operation-id",
        "path-parameter-undeclared",
    }


def test_paths_alike_at_servers_of_their_own_are_two_unless_both_are_mounted(tmp_path: Path):
    paths = f"""servers: [{{url: /api}}]
paths:
  /a/{{id}}: {{servers: [{{url: 'https://open.example'}}], get: {{operationId: a, {FINE}}}}}
  /a/{{name}}: {{get: {{operationId: b, {FINE}}}}}
"""
    contract = loaded(tmp_path, HEAD + paths)
    assert [each.path for each in contract.operations] == ["/a/{id}", "/api/a/{name}"]
    assert codes(contract) == {"path-parameter-undeclared"}
    [mounted] = load_contracts((), [ContractFile(contract.file, mount="/shop")])
    assert [each.path for each in mounted.operations] == ["/shop/a/{id}"]
    assert codes(mounted) == {"path-parameter-undeclared", "duplicate-path"}


@pytest.mark.parametrize(
    ("server", "base_path"),
    [
        ("{url: 'https://{at}.x/{b}', variables: {at: {default: eu}, b: {default: v2}}}", "/v2"),
        ("{url: 'https://a.example/{lost}/v2'}", ""),
        ("{url: ./v3/}", "/v3"),
        ("{url: v3}", "/v3"),
        ("{url: 7}", "/7"),
        ("x", ""),
    ],
)
def test_a_contract_is_served_at_the_path_of_its_server(
    tmp_path: Path, server: str, base_path: str
):
    contract = loaded(tmp_path, operation("summary: s", more=f"servers: [{server}]\n"))
    assert contract.base_path == base_path
    [mounted] = load_contracts((), [ContractFile(contract.file, "other", "/shop/")])
    assert (mounted.name, mounted.operations[0].path) == ("other", "/shop/a")


def test_a_finding_says_where_it_is(tmp_path: Path):
    text = operation("summary: s", more="components:\n  schemas:\n    A: {type: int}\n")
    for written, name in ((text, "a.yaml"), (json.dumps({"x": 1}), "b.json")):
        (tmp_path / name).write_text(written, encoding="utf-8")
    [contract] = load_contracts((), [ContractFile(tmp_path / "a.yaml")])
    [(finding, position)] = place(contract.findings)
    assert (position.line, position.column) == (6, 9)
    assert finding.sentence == "type must be 'integer', not 'int'"
    assert finding.remedy == "it is taken as that"


def test_every_finding_has_a_sentence_and_a_remedy():
    for entry in FINDINGS.values():
        words = {"what": "this", "most": 1}
        assert entry.sentence.format_map(words)
        assert entry.remedy.format_map(words)


def test_examples_are_examined_only_when_asked(tmp_path: Path):
    content = "content: {application/json: {schema: {type: integer}, example: x}}"
    contract = loaded(tmp_path, operation(f"responses: {{200: {{description: d, {content}}}}}"))
    assert contract.findings == ()
    [finding] = examine(contract)
    assert (finding.code, finding.sentence) == ("invalid-example", "the example must be an integer")
