"""A Swagger 2.0 document is served as if it had been written in OpenAPI 3."""

from pathlib import Path

from paydrill.openapi.contract import Contract
from paydrill.openapi.documents import ContractFile, load_contracts
from paydrill.openapi.findings import place

TEXT = """swagger: '2.0'
info: {title: A, version: '1'}
host: a.example
basePath: /v2
schemes: [https]
consumes: [application/json]
produces: [application/json, text/csv]
securityDefinitions: {basic: {type: basic}, flow: {type: oauth2, flow: accessCode, scopes: {}}}
parameters:
  Pet: {name: pet, in: body, required: true, schema: {$ref: '#/definitions/Pet'}}
  Limit: {name: limit, in: query, type: integer, maximum: 9}
responses: {Lost: {description: Lost., schema: {$ref: '#/definitions/Pet/properties/name'}}}
definitions:
  Pet:
    type: object
    properties: {name: {type: string, x-nullable: true}, age: {type: int}}
paths:
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, type: string}]
    put:
      operationId: put
      parameters: [{$ref: '#/parameters/Pet'}, {$ref: '#/parameters/Limit'}]
      responses:
        200: {description: d, schema: {$ref: '#/definitions/Pet'}, examples: {text/csv: 'a,b'}}
        404: {$ref: '#/responses/Lost'}
    post:
      operationId: post
      parameters:
        - {name: tags, in: formData, type: array, items: {type: string}, collectionFormat: multi}
        - {name: photo, in: formData, type: file, required: true}
        - {name: ids, in: query, type: array, items: {type: integer}, collectionFormat: pipes}
      responses: {204: {description: d, headers: {X-A: {type: integer}}}}
"""


def loaded(folder: Path) -> Contract:
    file = folder / "a.yaml"
    file.write_text(TEXT, encoding="utf-8")
    [contract] = load_contracts((), [ContractFile(file)])
    return contract


def test_bodies_and_responses_get_their_media_types(tmp_path: Path):
    contract = loaded(tmp_path)
    put, post = contract.operations
    assert (put.path, put.body_required) == ("/v2/pets/{id}", True)
    assert put.body_schemas == {"application/json": {"$ref": "#/components/schemas/Pet"}}
    assert put.media_types == ("application/json", "text/csv")
    assert put.example("200", "text/csv") == "a,b"
    lost = put.responses["404"]["content"]["application/json"]["schema"]
    assert lost == {"$ref": "#/components/schemas/Pet/properties/name"}
    assert post.responses["204"]["headers"]["X-A"]["schema"] == {"type": "integer"}


def test_parameters_get_schemas_and_styles(tmp_path: Path):
    put, post = loaded(tmp_path).operations
    assert {each["name"]: each["schema"] for each in put.parameters} == {
        "id": {"type": "string"},
        "limit": {"type": "integer", "maximum": 9},
    }
    ids = next(each for each in post.parameters if each["name"] == "ids")
    assert (ids["style"], ids["explode"]) == ("pipeDelimited", False)


def test_form_fields_become_a_body(tmp_path: Path):
    _, post = loaded(tmp_path).operations
    [(media_type, schema)] = post.body_schemas.items()
    assert media_type == "multipart/form-data"
    assert schema["required"] == ["photo"]
    assert schema["properties"] == {
        "tags": {"type": "array", "items": {"type": "string"}},
        "photo": {"type": "string", "format": "binary"},
    }
    encoding = post.definition["requestBody"]["content"][media_type]["encoding"]
    assert encoding == {"tags": {"style": "form", "explode": True}}


def test_security_schemes_are_those_of_today(tmp_path: Path):
    schemes = loaded(tmp_path).raised["components"]["securitySchemes"]
    assert schemes["basic"]["scheme"] == "basic"
    assert schemes["flow"]["flows"] == {"authorizationCode": {"scopes": {}}}


def test_a_finding_is_at_its_place_in_the_file(tmp_path: Path):
    [(finding, position)] = place(loaded(tmp_path).findings)
    assert (finding.code, finding.pointer) == (
        "keyword-mended",
        "/definitions/Pet/properties/age/type",
    )
    assert position.line == TEXT[: TEXT.index("type: int}")].count("\n") + 1


def test_null_is_taken_where_an_extension_says_so(tmp_path: Path):
    contract = loaded(tmp_path)
    assert contract.raised["components"]["schemas"]["Pet"]["properties"]["name"] == {
        "type": ["string", "null"]
    }


def test_a_reference_in_a_list_of_items_follows_what_it_points_at(tmp_path: Path):
    more = "  Pair: {type: array, items: [{$ref: '#/definitions/Pet'}, {type: string}]}\npaths:"
    file = tmp_path / "a.yaml"
    file.write_text(TEXT.replace("paths:", more), encoding="utf-8")
    [contract] = load_contracts((), [ContractFile(file)])
    pair = contract.raised["components"]["schemas"]["Pair"]
    assert pair["prefixItems"] == [{"$ref": "#/components/schemas/Pet"}, {"type": "string"}]
    assert "missing-reference" not in {each.code for each in contract.findings}
