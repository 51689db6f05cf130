"""Schemas that are hard to make a value of, and schemas that have none."""

from typing import Any


def object_of(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


TEXT = {"type": "string"}
FORMATS = (
    *("date-time", "date", "time", "duration", "email", "hostname", "ipv4", "ipv6", "uuid", "uri"),
    *("uri-reference", "json-pointer", "relative-json-pointer", "regex", "idn-email", "iri"),
    *("uri-template", "byte"),
)
PET = {
    "$ref": "#/$defs/Pet",
    "$defs": {
        "Pet": {
            **object_of(kind=TEXT),
            "discriminator": {"propertyName": "kind", "mapping": {"meow": "#/$defs/Cat"}},
            "oneOf": [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}],
        },
        "Cat": object_of(claws={"type": "integer"}),
        "Dog": object_of(tail={"type": "boolean"}),
    },
}
HARD: dict[str, Any] = {
    "allOf": {"allOf": [object_of(a=TEXT), object_of(a={"minLength": 5, "maxLength": 5}, b=TEXT)]},
    "allOf and additionalProperties": {
        "allOf": [
            {"properties": {"a": {}, "b": {}}, "required": ["a"], "additionalProperties": False},
            {"properties": {"b": {}, "c": {}}, "minProperties": 2},
        ]
    },
    "oneOf, told apart by const": {
        "oneOf": [object_of(t={"const": "x"}, v=TEXT), object_of(t={"const": "y"})]
    },
    "oneOf, both alike": {
        "oneOf": [
            {"type": "object", "properties": {"a": {"type": "object"}}},
            {"type": "object", "properties": {"b": {"type": "object"}}},
        ]
    },
    "anyOf of required": {
        "type": "object",
        "properties": {"a": TEXT, "b": TEXT},
        "anyOf": [{"required": ["a"]}, {"required": ["b"]}],
    },
    "not required": {**object_of(a=TEXT), "minProperties": 2, "not": {"required": ["key"]}},
    "not const": {"enum": ["a", "b"], "not": {"const": "a"}},
    "not not": {"not": {"not": {"type": "integer"}}},
    "discriminator": PET,
    "discriminator of a parent": {
        "$ref": "#/$defs/Cat",
        "$defs": {
            "Pet": {**object_of(kind=TEXT), "discriminator": {"propertyName": "kind"}},
            "Cat": {"allOf": [{"$ref": "#/$defs/Pet"}, object_of(claws={"type": "integer"})]},
        },
    },
    "recursion that ends": {
        "$ref": "#/$defs/Node",
        "$defs": {
            "Node": object_of(next={"oneOf": [{"$ref": "#/$defs/Node"}, {"type": "null"}]}, v=TEXT)
        },
    },
    "recursion in lists": {
        "$ref": "#/$defs/Tree",
        "$defs": {"Tree": object_of(children={"type": "array", "items": {"$ref": "#/$defs/Tree"}})},
    },
    "reference to a property": {
        **object_of(a={"$ref": "#/properties/b/items"}),
        "properties": {
            "a": {"$ref": "#/properties/b/items"},
            "b": {"type": "array", "items": {"type": "integer", "minimum": 7, "maximum": 7}},
        },
    },
    "anchor": {"$ref": "#money", "$defs": {"m": {"$anchor": "money", "type": "integer"}}},
    "pattern": {"type": "string", "pattern": "^[A-Z]{2}[0-9]{2}-[^a-z]{3}$"},
    "pattern with lookahead": {"type": "string", "pattern": "^(?=.*[0-9])[a-z0-9]{4,8}$"},
    "pattern of JavaScript": {"type": "string", "pattern": "^(?<year>\\d{4})\\/\\d{2}$"},
    "pattern with letters of all scripts": {"type": "string", "pattern": "^\\p{Lu}\\p{L}+$"},
    "pattern and length": {"type": "string", "pattern": "^[a-z]*$", "minLength": 30},
    "pattern without anchors": {"type": "string", "pattern": "[0-9]{3}", "minLength": 9},
    "multipleOf": {"type": "number", "multipleOf": 0.01, "minimum": 4},
    "multipleOf twice": {"type": "integer", "allOf": [{"multipleOf": 4}, {"multipleOf": 6}]},
    "exclusive bounds": {"type": "integer", "exclusiveMinimum": 3, "exclusiveMaximum": 5},
    "narrow number": {"type": "number", "exclusiveMinimum": 0, "maximum": 0.02},
    "large number": {"type": "integer", "minimum": 10**12},
    "uniqueItems": {"type": "array", "uniqueItems": True, "items": {"enum": [1, 2]}},
    "uniqueItems of objects": {
        "type": "array",
        "uniqueItems": True,
        "minItems": 4,
        "items": object_of(on={"type": "boolean"}, n={"enum": ["a", "b"]}),
    },
    "prefixItems": {"type": "array", "prefixItems": [TEXT, {"type": "integer"}], "items": False},
    "contains": {"type": "array", "items": TEXT, "contains": {"const": "x"}, "minContains": 2},
    "minProperties": {"type": "object", "minProperties": 4, "additionalProperties": TEXT},
    "maxProperties": {**object_of(a=TEXT), "maxProperties": 1, "default": {"a": "x", "b": "y"}},
    "patternProperties": {
        "type": "object",
        "minProperties": 2,
        "patternProperties": {"^x-[a-z]{3}$": {"type": "integer"}},
        "additionalProperties": False,
    },
    "propertyNames": {
        "type": "object",
        "minProperties": 2,
        "propertyNames": {"pattern": "^[A-Z]{4}$"},
    },
    "dependentRequired": {
        "type": "object",
        "properties": {"a": {"default": "x"}, "b": {"type": "integer"}},
        "dependentRequired": {"a": ["b"]},
    },
    "dependentSchemas": {
        **object_of(a=TEXT),
        "dependentSchemas": {"a": object_of(c={"type": "integer"})},
    },
    "if and then": {
        **object_of(country={"enum": ["US"]}),
        "if": object_of(country={"const": "US"}),
        "then": object_of(zip={"type": "string", "pattern": "^[0-9]{5}$"}),
    },
    "if and else": {
        **object_of(country={"enum": ["DE"]}),
        "if": object_of(country={"const": "US"}),
        "else": object_of(plz={"type": "string", "pattern": "^[0-9]{5}$"}),
    },
    "unevaluatedProperties": {
        "allOf": [object_of(a=TEXT)],
        "properties": {"b": {"default": 1}},
        "unevaluatedProperties": False,
    },
    "type lists": object_of(a={"type": ["null", "integer"]}, b={"type": ["string", "null"]}),
    "empty schema": object_of(a={}, b=True),
    "formats": object_of(
        **{name.replace("-", "_"): {"type": "string", "format": name} for name in FORMATS}
    ),
    "format and pattern": {
        "type": "string",
        "format": "date-time",
        "pattern": "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[+]\\d\\d:\\d\\d$",
    },
    "short date-time": {"type": "string", "format": "date-time", "maxLength": 20},
    "__proto__": object_of(__proto__=TEXT, constructor=TEXT),
}


NEVER: dict[str, Any] = {
    "bounds": {"type": "string", "minLength": 5, "maxLength": 3},
    "types": {"allOf": [{"type": "string"}, {"type": "integer"}]},
    "false": object_of(a=False),
    "recursion": {"$ref": "#/$defs/N", "$defs": {"N": object_of(n={"$ref": "#/$defs/N"})}},
    "too many items": {"type": "array", "uniqueItems": True, "minItems": 3, "items": {"enum": [1]}},
    "alike": {"oneOf": [{"const": 1}, {"const": 1}]},
    "huge": {"type": "array", "minItems": 10**9},
    "explosion": {
        "$ref": "#/$defs/a0",
        "$defs": {f"a{n}": {"oneOf": [{"$ref": f"#/$defs/a{n + 1}"}] * 9} for n in range(20)}
        | {"a20": False},
    },
}
