"""Contracts in several files: each reference finds its value, and the value gets a name."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from paydrill.openapi.bundling import Bundle
from paydrill.openapi.raising import raise_document

HEAD = "openapi: 3.0.3\ninfo: {title: Pets, version: 1.0.0}\n"
FINE = "{responses: {'200': {description: Fine.}}}"


def write(folder: Path, **files: str) -> Path:
    """Write each text into a file whose name has dots and slashes for `_` and `__`."""
    for name, text in files.items():
        file = folder / f"{name.replace('__', '/')}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder / "pets.yaml"


def bundled(folder: Path, **files: str) -> dict[str, Any]:
    """The document, of which nothing is wrong but that its operations have no ids."""
    bundle = Bundle(write(folder, **files), {})
    document = deepcopy(bundle.document)
    raise_document(bundle.document, bundle.report)
    assert {each.code for each in bundle.report.findings} <= {"no-operation-id"}
    return document


def of_schema(schema: str, more: str = "") -> str:
    """A contract with one operation, whose answer has that schema."""
    content = f"content: {{application/json: {{schema: {schema}}}}}"
    paths = f"paths: {{/a: {{get: {{responses: {{'200': {{description: Fine., {content}}}}}}}}}}}"
    return f"{HEAD}{paths}\n{more}"


def schema_in(document: dict[str, Any]) -> Any:
    answer = document["paths"]["/a"]["get"]["responses"]["200"]
    return answer["content"]["application/json"]["schema"]


PET = "type: object\nproperties: {owner: {$ref: ./Owner.yaml}, friend: {$ref: '#'}}\n"


def test_a_whole_file_becomes_a_component_of_its_name(tmp_path: Path):
    pets = of_schema("{$ref: ./schemas/Pet.yaml}")
    document = bundled(tmp_path, pets=pets, schemas__Pet=PET, schemas__Owner="type: string\n")
    assert schema_in(document) == {"$ref": "#/components/schemas/Pet"}
    schemas = document["components"]["schemas"]
    assert schemas.keys() == {"Pet", "Owner"}
    assert schemas["Pet"]["properties"] == {
        "owner": {"$ref": "#/components/schemas/Owner"},
        "friend": {"$ref": "#/components/schemas/Pet"},
    }


@pytest.mark.parametrize(
    ("pointer", "name"),
    [
        ("/definitions/pet", "pet"),
        ("/definitions/pet/properties/name", "name"),
        ("/definitions/small~1pet", "small_pet"),
        ("/definitions/small%7E1pet", "small_pet"),
        ("/alternatives/oneOf/1", "1"),
    ],
)
def test_any_pointer_finds_its_value(tmp_path: Path, pointer: str, name: str):
    parts = """
definitions:
  pet: {type: object, properties: {name: {type: string}}}
  small/pet: {type: boolean}
alternatives: {oneOf: [{type: integer}, {type: number}]}
"""
    pets = of_schema(f"{{$ref: 'parts.yaml#{pointer}'}}")
    document = bundled(tmp_path, pets=pets, parts=parts)
    assert schema_in(document) == {"$ref": f"#/components/schemas/{name}"}
    assert document["components"]["schemas"][name]["type"] in {
        "object",
        "string",
        "boolean",
        "number",
    }


def test_an_entry_of_a_list_can_be_meant(tmp_path: Path):
    pets = of_schema("{$ref: 'parts.yaml#/oneOf/0'}")
    document = bundled(tmp_path, pets=pets, parts="oneOf: [{type: integer}]\n")
    assert document["components"]["schemas"]["0"] == {"type": "integer"}


def test_a_path_item_is_written_where_it_is_referred_to(tmp_path: Path):
    item = """
a: {$ref: '#/b'}
b:
  summary: Not this one
  parameters: [{$ref: 'parts.yaml#/limit'}]
  get: {responses: {'200': {$ref: 'parts.yaml#/fine'}}}
"""
    parts = """
limit: {name: limit, in: query, schema: {$ref: '#/size'}}
size: {type: integer}
fine: {description: Fine.}
"""
    pets = HEAD + "paths: {/a: {$ref: 'paths/a.yaml#/a', summary: This one}}\n"
    document = bundled(tmp_path, pets=pets, paths__a=item.replace("parts", "../parts"), parts=parts)
    assert document["paths"]["/a"] == {
        "summary": "This one",
        "parameters": [{"$ref": "#/components/parameters/limit"}],
        "get": {"responses": {"200": {"$ref": "#/components/responses/fine"}}},
    }
    components = document["components"]
    assert components["parameters"]["limit"]["schema"] == {"$ref": "#/components/schemas/size"}


def test_a_path_item_of_the_same_file_is_written_out_too(tmp_path: Path):
    paths = f"paths: {{/a: {{get: {FINE}}}, /b: {{$ref: '#/paths/~1a'}}}}\n"
    document = bundled(tmp_path, pets=HEAD + paths)
    assert document["paths"]["/b"] == document["paths"]["/a"]


def test_a_component_that_is_its_namesake_elsewhere_is_there_once(tmp_path: Path):
    own = "components: {schemas: {Pet: {$ref: schemas/Pet.yaml}}}\n"
    pets = of_schema("{$ref: '#/components/schemas/Pet'}", own)
    document = bundled(tmp_path, pets=pets, schemas__Pet=PET, schemas__Owner="type: string\n")
    assert document["components"]["schemas"].keys() == {"Pet", "Owner"}
    assert document["components"]["schemas"]["Pet"]["type"] == "object"


def test_two_values_of_one_name_are_both_there(tmp_path: Path):
    """Files of a contract may each have an `Error` of their own."""
    own = "components: {schemas: {Pet: {type: string}}}\n"
    pets = of_schema("{anyOf: [{$ref: a/Pet.yaml}, {$ref: b/Pet.yaml}, {$ref: a/Pet.yaml}]}", own)
    document = bundled(tmp_path, pets=pets, a__Pet="type: integer\n", b__Pet="type: boolean\n")
    assert document["components"]["schemas"] == {
        "Pet": {"type": "string"},
        "Pet-2": {"type": "integer"},
        "Pet-3": {"type": "boolean"},
    }
    assert [each["$ref"][-5:] for each in schema_in(document)["anyOf"]] == [
        "Pet-2",
        "Pet-3",
        "Pet-2",
    ]


def test_what_looks_like_a_reference_in_an_example_is_data(tmp_path: Path):
    schema = "{type: object, properties: {$ref: {type: string}}, example: {$ref: lost.yaml}}"
    document = bundled(tmp_path, pets=of_schema(schema))
    assert schema_in(document)["example"] == {"$ref": "lost.yaml"}


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("../Pet.yaml", "reference-outside"),
        ("/etc/hostname", "reference-outside"),
        ("schemas/../../Pet.yaml", "reference-outside"),
        ("https://example.com/Pet.yaml", "remote-reference"),
        ("file:///etc/hostname", "remote-reference"),
        ("lost.yaml", "missing-reference"),
        ("parts.yaml#/lost", "missing-reference"),
        ("parts.yaml#/list/7", "missing-reference"),
        ("parts.yaml#/list/x", "missing-reference"),
        ("parts.yaml#/list", "missing-reference"),
        ("broken.yaml", "unreadable-reference"),
    ],
)
def test_a_reference_that_leads_nowhere_is_reported_by_name(
    tmp_path: Path, reference: str, code: str
):
    pets = of_schema(f"{{$ref: '{reference}'}}")
    file = write(tmp_path / "mine", pets=pets, parts="list: [1]\n", broken="{")
    (tmp_path / "Pet.yaml").write_text("type: string\n", encoding="utf-8")
    [finding] = Bundle(file, {}).report.findings
    assert finding.code == code
    assert f"$ref '{reference}'" in finding.sentence
    assert finding.pointer.endswith("/schema/$ref")


def test_a_link_out_of_the_folder_leads_out_of_it(tmp_path: Path):
    (tmp_path / "Pet.yaml").write_text("type: string\n", encoding="utf-8")
    file = write(tmp_path / "mine", pets=of_schema("{$ref: Linked.yaml}"))
    (tmp_path / "mine" / "Linked.yaml").symlink_to(tmp_path / "Pet.yaml")
    [finding] = Bundle(file, {}).report.findings
    assert finding.code == "reference-outside"


@pytest.mark.parametrize(
    "circle",
    [
        "paths: {/a: {$ref: 'parts.yaml#/a'}}",
        "paths: {/a: {$ref: '#/paths/~1b'}, /b: {$ref: '#/paths/~1a'}}",
        "paths: {}\ncomponents: {schemas: {A: {$ref: '#/components/schemas/A'}}}",
        "paths: {}\ncomponents: {schemas: {A: {$ref: 'parts.yaml#/a'}}}",
    ],
)
def test_a_reference_that_leads_back_to_itself_is_reported(tmp_path: Path, circle: str):
    parts = "a: {$ref: '#/b'}\nb: {$ref: '#/a'}\n"
    bundle = Bundle(write(tmp_path, pets=HEAD + circle, parts=parts), {})
    raise_document(bundle.document, bundle.report)
    assert "circular-reference" in {each.code for each in bundle.report.findings}


@pytest.mark.parametrize("wrong", ["components: [1]", "components: {schemas: x}", "components: x"])
def test_components_that_are_none_are_replaced(tmp_path: Path, wrong: str):
    pets = of_schema("{$ref: Pet.yaml}", wrong)
    document = Bundle(write(tmp_path, pets=pets, Pet="type: string\n"), {}).document
    assert document["components"]["schemas"] == {"Pet": {"type": "string"}}


def test_a_json_file_can_be_a_part(tmp_path: Path):
    (tmp_path / "Pet.json").write_text(json.dumps({"type": "string"}), encoding="utf-8")
    document = bundled(tmp_path, pets=of_schema("{$ref: Pet.json}"))
    assert document["components"]["schemas"]["Pet"] == {"type": "string"}


def test_what_yaml_aliases_share_is_referred_to_in_each_place(tmp_path: Path):
    part = """
pet:
  type: object
  properties:
    mother: &parent {type: object, properties: {name: {$ref: '#/name'}}}
    father: *parent
name: {type: string}
"""
    document = bundled(tmp_path, pets=of_schema("{$ref: 'parts.yaml#/pet'}"), parts=part)
    parents = document["components"]["schemas"]["pet"]["properties"]
    assert parents["mother"] == parents["father"]
    assert parents["father"]["properties"]["name"] == {"$ref": "#/components/schemas/name"}
