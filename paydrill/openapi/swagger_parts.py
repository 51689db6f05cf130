"""Translate the small parts of a Swagger 2.0 document: schemas of parameters, servers, flows."""

from collections.abc import Iterator
from typing import Any

Document = dict[str, Any]

NO_SCHEMA = {
    "allowEmptyValue",
    "collectionFormat",
    "content",
    "deprecated",
    "description",
    "in",
    "name",
    "required",
    "schema",
}
"""Fields of a parameter, or of a header, that are not its schema's."""

STYLES: dict[str, Document] = {
    "csv": {"explode": False},
    "ssv": {"style": "spaceDelimited", "explode": False},
    "pipes": {"style": "pipeDelimited", "explode": False},
    "multi": {"explode": True},
}
FLOWS = {
    "implicit": "implicit",
    "password": "password",
    "application": "clientCredentials",
    "accessCode": "authorizationCode",
}


def items_of(node: Any) -> Iterator[tuple[str, Any]]:
    """Yield the fields of an object; nothing for anything else."""
    if isinstance(node, dict):
        yield from node.items()


def place_of(node: Any) -> Any:
    """Return where a parameter is, if it says so."""
    return node.get("in") if isinstance(node, dict) else None


def name_of(node: Any) -> tuple[str, str]:
    """Return place and name of a parameter; no two of an operation are alike."""
    named = node if isinstance(node, dict) else {}
    return str(named.get("in", "")), str(named.get("name", ""))


def media_types_of(node: Any) -> list[str]:
    """Return the media types of `consumes` or `produces`."""
    return [each for each in node if isinstance(each, str)] if isinstance(node, list) else []


def schema_of(node: Document) -> Document:
    """Return the schema that stands in a parameter, a header or their items."""
    schema = {key: node[key] for key in node if key not in NO_SCHEMA and not key.startswith("x-")}
    if "x-nullable" in node:
        schema["x-nullable"] = node["x-nullable"]
    if isinstance(schema.get("items"), dict) and "$ref" not in schema["items"]:
        schema["items"] = schema_of(schema["items"])
    return schema


def servers_of(old: Document) -> list[Document]:
    """Return the servers that `host`, `basePath` and `schemes` stand for."""
    host, base = old.get("host"), old.get("basePath")
    path = base if isinstance(base, str) else ""
    path = path if path.startswith("/") or not path else f"/{path}"
    if not isinstance(host, str):
        return [{"url": path}] if path else []
    schemes = media_types_of(old.get("schemes")) or ["https"]
    return [{"url": f"{scheme}://{host}{path}"} for scheme in schemes]


def security_scheme(node: Any) -> Any:
    """Translate a security scheme."""
    if not isinstance(node, dict):
        return node
    match node.get("type"):
        case "basic":
            return {**node, "type": "http", "scheme": "basic"}
        case "oauth2":
            urls = ("authorizationUrl", "tokenUrl", "scopes")
            flow = {"scopes": {}, **{key: node[key] for key in urls if key in node}}
            kept = {key: node[key] for key in node if key not in (*urls, "flow")}
            return kept | {"flows": {FLOWS.get(str(node.get("flow")), "implicit"): flow}}
    return node
