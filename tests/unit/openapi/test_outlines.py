"""The outline of a JSON Schema: what OpenAPI 3.0 can show of it, and the sentences it keeps."""

import json
from pathlib import Path
from typing import Any

import pytest

from paydrill.openapi.bundling import Bundle
from paydrill.openapi.outlines import outline


def drawn(schema: dict[str, Any], **names: str) -> Any:
    """The outline of a schema that stands at `/$defs/it`; `names` are of its neighbours."""
    document = {"$defs": {"it": schema, "size": {"type": "integer", "maximum": 9}}}
    return outline(document, "/$defs/it", {f"/$defs/{key}": name for key, name in names.items()})


@pytest.mark.parametrize(
    ("schema", "wanted"),
    [
        (
            {"type": "string", "const": "a", "title": "a", "errorMessage": "it must be a"},
            {"type": "string", "enum": ["a"]},
        ),
        (
            {"type": "number", "exclusiveMinimum": 0, "maximum": 5},
            {"type": "number", "minimum": 0, "exclusiveMinimum": True, "maximum": 5},
        ),
        (
            {"type": "string", "pattern": "^a$", "errorMessage": "a name must be one a"},
            {"type": "string", "pattern": "^a$", "x-paydrill-form": "one a"},
        ),
        (
            {"type": "string", "examples": ["a", "b"], "description": "A letter."},
            {"type": "string", "example": "a", "description": "A letter."},
        ),
        (
            {"$ref": "#/$defs/size", "description": "How large."},
            {"type": "integer", "maximum": 9, "description": "How large."},
        ),
        (
            {"type": "object", "additionalProperties": False, "oneOf": [{"required": ["a"]}]},
            {"type": "object", "additionalProperties": False},
        ),
    ],
)
def test_what_openapi_can_show_of_a_schema(schema: dict[str, Any], wanted: dict[str, Any]):
    assert drawn(schema) == wanted


def test_each_of_several_types_has_the_bounds_that_are_its_own():
    several = {"type": ["number", "array"], "minimum": 1, "minItems": 2, "description": "Some."}
    assert drawn(several | {"items": {"$ref": "#/$defs/size"}}) == {
        "anyOf": [
            {"type": "number", "minimum": 1},
            {"type": "array", "items": {"type": "integer", "maximum": 9}, "minItems": 2},
        ],
        "description": "Some.",
    }


def test_null_is_said_as_openapi_3_0_says_it_and_no_type_is_any():
    assert drawn({"type": ["string", "null"], "maxLength": 3, "description": "Some."}) == {
        "anyOf": [{"type": "string", "maxLength": 3, "nullable": True}],
        "description": "Some.",
    }
    assert drawn({"description": "Any value."}) == {"description": "Any value."}


def test_what_has_a_name_in_the_contract_is_referred_to():
    items = {"type": "array", "items": {"$ref": "#/$defs/size", "title": "size"}}
    assert drawn(items, size="Size", it="It")["items"] == {"$ref": "#/components/schemas/Size"}


def test_a_schema_within_itself_needs_a_name():
    tree = {"type": "array", "items": {"$ref": "#/$defs/it"}}
    assert drawn(tree, it="Tree")["items"] == {"$ref": "#/components/schemas/Tree"}
    with pytest.raises(ValueError, match=r"/\$defs/it is within itself"):
        drawn(tree)


def bundled(folder: Path, schemas: str) -> Any:
    tree = {
        "$defs": {
            "tree": {
                "type": "object",
                "description": "A tree.",
                "properties": {"left": {"$ref": "#/$defs/tree"}, "size": {"type": "integer"}},
            },
            "root": {"type": "object", "properties": {"stem": {"$ref": "#/$defs/tree"}}},
        }
    }
    (folder / "tree.schema.json").write_text(json.dumps(tree), encoding="utf-8")
    head = "openapi: 3.0.3\ninfo: {title: Trees, version: 1.0.0}\npaths: {}\n"
    file = folder / "trees.yaml"
    file.write_text(f"{head}components: {{schemas: {schemas}}}\n", encoding="utf-8")
    bundle = Bundle(file, {})
    assert bundle.report.findings == []
    return bundle.document["components"]["schemas"]


def test_a_contract_gets_the_outline_where_it_asks_for_it(tmp_path: Path):
    place = "x-paydrill-outline-of: 'tree.schema.json#/$defs/tree'"
    schemas = bundled(tmp_path, f"{{Tree: {{{place}, description: Mine.}}}}")
    assert schemas == {
        "Tree": {
            "type": "object",
            "description": "Mine.",
            "properties": {
                "left": {"$ref": "#/components/schemas/Tree"},
                "size": {"type": "integer"},
            },
        }
    }


def test_of_several_the_first_is_drawn_and_the_component_stands_for_all(tmp_path: Path):
    places = "['tree.schema.json#/$defs/root', 'tree.schema.json#/$defs/tree']"
    schemas = bundled(tmp_path, f"{{Tree: {{x-paydrill-outline-of: {places}}}}}")
    assert schemas == {
        "Tree": {"type": "object", "properties": {"stem": {"$ref": "#/components/schemas/Tree"}}}
    }


@pytest.mark.parametrize("reference", ["lost.json#/a", "tree.schema.json#/lost", "../tree.json"])
def test_an_outline_of_nothing_is_refused(tmp_path: Path, reference: str):
    with pytest.raises(ValueError, match=reference):
        bundled(tmp_path, f"{{Tree: {{x-paydrill-outline-of: '{reference}'}}}}")
