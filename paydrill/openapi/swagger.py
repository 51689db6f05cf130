"""Translate a Swagger 2.0 document into the shape of OpenAPI 3."""

from collections.abc import Iterator
from typing import Any

from paydrill.openapi.findings import Report
from paydrill.openapi.kinds import METHODS, Path, every, reference_of
from paydrill.openapi.pointers import at, pointer, reference_to, target
from paydrill.openapi.swagger_parts import (
    NO_SCHEMA,
    STYLES,
    items_of,
    media_types_of,
    name_of,
    place_of,
    schema_of,
    security_scheme,
    servers_of,
)
from paydrill.openapi.trees import copied

Document = dict[str, Any]

_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"


def translate(document: Document, report: Report) -> Document:
    """Translate a document, whose nodes are used again; the report's origins follow them."""
    return _Translation(document, report).document


class _Translation:
    def __init__(self, old: Document, report: Report) -> None:
        self._old = old
        self._report = report
        self._moved: dict[str, Path] = {}
        kept = ("info", "tags", "externalDocs", "security")
        extensions = (key for key in old if key.startswith("x-"))
        self.document: Document = {key: old[key] for key in (*kept, *extensions) if key in old}
        self.document["openapi"] = "3.0.3"
        if servers := servers_of(old):
            self.document["servers"] = servers
        self._components()
        self.document["paths"] = {
            path: self._path_item(item, ("paths", path))
            for path, item in items_of(old.get("paths"))
        }
        self._redirect()

    def _components(self) -> None:
        components: dict[str, Any] = {}
        for section, name in (("definitions", "schemas"), ("securityDefinitions", "")):
            if name and isinstance(self._old.get(section), dict):
                components[name] = self._old[section]
                self._move((section,), ("components", name))
        for section, convert in (("parameters", self._parameter), ("responses", self._response)):
            for name, node in items_of(self._old.get(section)):
                to = ("components", section, name)
                if place_of(node) in ("body", "formData"):
                    continue  # put where it is referred to
                components.setdefault(section, {})[name] = convert(node, (section, name), to)
        components["securitySchemes"] = {
            name: security_scheme(node)
            for name, node in items_of(self._old.get("securityDefinitions"))
        }
        self._move(("securityDefinitions",), ("components", "securitySchemes"))
        self.document["components"] = components

    def _move(self, old: Path, new: Path) -> None:
        """Note that the node at `old` is now at `new`, for places of findings and references."""
        if old != new:
            self._report.move(pointer(old), pointer(new))
            self._moved.setdefault(pointer(old), new)

    def _redirect(self) -> None:
        """Let references follow what they point at."""
        for node, kind, _ in every(self.document, "document"):
            reference = reference_of(node, kind)
            if reference is None or not reference.startswith("#"):
                continue
            try:
                path = target(self._old, reference[1:])
            except LookupError:
                path = []
            for length in range(len(path), 0, -1):
                if (new := self._moved.get(pointer(path[:length]))) is not None:
                    node["$ref"] = reference_to((*new, *path[length:]))
                    break

    def _path_item(self, item: Any, path: Path) -> Any:
        if not isinstance(item, dict):
            return item
        shared = list(self._parameters(item.get("parameters"), (*path, "parameters")))
        converted: dict[str, Any] = {}
        for key, node in item.items():
            if key in METHODS and isinstance(node, dict):
                converted[key] = self._operation(node, shared, (*path, key))
            elif key != "parameters":
                converted[key] = node
        return converted

    def _parameters(self, nodes: Any, path: Path) -> Iterator[tuple[Any, Path]]:
        """Yield parameters with the paths where they are written; those of bodies resolved."""
        for index, node in enumerate(nodes if isinstance(nodes, list) else []):
            reference = node.get("$ref") if isinstance(node, dict) else None
            if isinstance(reference, str) and reference.startswith("#"):
                try:
                    found = target(self._old, reference[1:])
                except LookupError:
                    found = []
                pointed = at(self._old, found)
                if place_of(pointed) in ("body", "formData"):
                    yield pointed, tuple(found)
                    continue
            yield node, (*path, index)

    def _operation(self, node: Document, shared: list[tuple[Any, Path]], path: Path) -> Document:
        own = list(self._parameters(node.get("parameters"), (*path, "parameters")))
        replaced = {name_of(each) for each, _ in own}
        both = [
            (each, at_)
            for each, at_ in shared
            if name_of(each) not in replaced or name_of(each) == ("", "")
        ]
        both += own
        moved = ("parameters", "responses", "consumes", "produces", "schemes")
        converted = {key: value for key, value in node.items() if key not in moved}
        body = [each for each in both if place_of(each[0]) == "body"]
        form = [each for each in both if place_of(each[0]) == "formData"]
        others = [each for each in both if place_of(each[0]) not in ("body", "formData")]
        converted["parameters"] = [
            self._parameter(each, at_, (*path, "parameters", index))
            for index, (each, at_) in enumerate(others)
        ]
        if body or form:
            consumes = media_types_of(node.get("consumes", self._old.get("consumes")))
            to = (*path, "requestBody")
            made = self._body(*body[-1], consumes, to) if body else self._form(form, consumes, to)
            converted["requestBody"] = made
        converted["responses"] = {
            status: self._response(
                each, (*path, "responses", status), (*path, "responses", status), node
            )
            for status, each in items_of(node.get("responses"))
        }
        return converted

    def _parameter(self, node: Any, old: Path, new: Path) -> Any:
        self._move(old, new)
        if not isinstance(node, dict) or "$ref" in node:
            return node
        self._report.origins[pointer((*new, "schema"))] = self._report.origin(pointer(new))
        converted = {key: node[key] for key in node if key in NO_SCHEMA or key.startswith("x-")}
        given = converted.pop("collectionFormat", None)
        converted["schema"] = copied(schema_of(node) | dict(items_of(node.get("schema"))))
        if converted["schema"].get("type") == "array":
            if given is not None and str(given) not in STYLES:
                self._report("unknown-collection-format", (*new, "collectionFormat"), repr(given))
            converted |= STYLES.get(str(given), STYLES["csv"])
        return converted

    def _body(self, node: Document, old: Path, consumes: list[str], new: Path) -> Document:
        media_types = [each for each in consumes if each not in (_FORM, _MULTIPART)] or [_JSON]
        schema = node.get("schema", {})
        self._move(old, new)
        for each in media_types:
            self._move((*old, "schema"), (*new, "content", each, "schema"))
        converted = {key: node[key] for key in ("description", "required") if key in node}
        return converted | {"content": {each: {"schema": copied(schema)} for each in media_types}}

    def _form(self, fields: list[tuple[Any, Path]], consumes: list[str], new: Path) -> Document:
        properties = {}
        files = [each for each, _ in fields if each.get("type") == "file"]
        media_types = [each for each in consumes if each in (_FORM, _MULTIPART)]
        if files:
            media_types = [_MULTIPART]
        encoding: dict[str, Any] = {}
        for node, old in fields:
            name = str(node.get("name"))
            properties[name] = schema_of(node) | {
                key: node[key] for key in ("description",) if key in node
            }
            if properties[name].get("type") == "array":
                encoding[name] = {"style": "form"} | STYLES.get(
                    str(node.get("collectionFormat")), STYLES["csv"]
                )
            for each in media_types or [_FORM]:
                self._move(old, (*new, "content", each, "schema", "properties", name))
        schema: Document = {"type": "object", "properties": properties}
        if required := [str(each.get("name")) for each, _ in fields if each.get("required")]:
            schema["required"] = required
        content = {"schema": schema} | ({"encoding": encoding} if encoding else {})
        return {
            "required": bool(required),
            "content": {each: copied(content) for each in media_types or [_FORM]},
        }

    def _response(self, node: Any, old: Path, new: Path, operation: Document | None = None) -> Any:
        self._move(old, new)
        if not isinstance(node, dict) or "$ref" in node:
            return node
        converted = {key: node[key] for key in node if key not in ("schema", "examples", "headers")}
        produces = (operation or {}).get("produces", self._old.get("produces"))
        examples = node.get("examples") if isinstance(node.get("examples"), dict) else {}
        media_types = media_types_of(produces)
        if "schema" in node:
            is_file = isinstance(node["schema"], dict) and node["schema"].get("type") == "file"
            media_types = media_types or ["application/octet-stream" if is_file else _JSON]
            content = {each: {"schema": copied(node["schema"])} for each in media_types}
            for each in media_types:
                self._move((*old, "schema"), (*new, "content", each, "schema"))
        else:
            content = {}
        for each, example in (examples or {}).items():
            content.setdefault(each, {})["example"] = example
            self._move((*old, "examples", each), (*new, "content", each, "example"))
        if content:
            converted["content"] = content
        if headers := dict(items_of(node.get("headers"))):
            converted["headers"] = {
                name: self._header(header, (*new, "headers", name))
                for name, header in headers.items()
            }
        return converted

    def _header(self, node: Any, new: Path) -> Any:
        if not isinstance(node, dict):
            return node
        self._report.origins[pointer((*new, "schema"))] = self._report.origin(pointer(new))
        kept = {key: node[key] for key in node if key == "description" or key.startswith("x-")}
        return kept | {"schema": schema_of(node)}
