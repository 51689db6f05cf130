"""Mend the parts of a document that are no schemas, so that every reader finds what it expects."""

import re
from collections.abc import Callable
from typing import Any

from paydrill.openapi.findings import Report
from paydrill.openapi.kinds import KINDS, Path, methods_of, reference_of
from paydrill.openapi.mended_scalars import mend_scalars
from paydrill.openapi.mended_security import DROP, mend_requirements, mend_scheme
from paydrill.openapi.pointers import at, pointer, target
from paydrill.openapi.resource_words import ROLE, ROLES
from paydrill.openapi.templates import names_in
from paydrill.openapi.trees import copied
from paydrill.values.header_fields import TCHARS
from paydrill.values.suggestions import quoted, suggestion

Node = dict[str, Any]

_OPERATION = 3  # `paths`, a path, a method

_is_token = re.compile(TCHARS).fullmatch
_STATUS = re.compile(r"[1-5](?:[0-9]{2}|XX)|default")
_PLACES = frozenset({"query", "header", "path", "cookie", "querystring"})


class Mender:
    """Mend one document, in the version-independent shape of OpenAPI 3.1."""

    def __init__(self, document: Node, report: Report) -> None:
        """Mend the nodes of `document` as they are visited."""
        self._document = document
        self._report = report
        self._mends: dict[str, Callable[[Node, Path], Any]] = {
            "document": self._whole,
            "path item": self._path_item,
            "operation": self._operation,
            "parameter": self._parameter,
            "header": self._header,
            "security scheme": lambda node, path: mend_scheme(node, path, document, report),
        }

    def mend(self, node: Any, kind: str, path: Path) -> Any:
        """Return a node as it has to be, or `DROP`; those within it are not looked at."""
        if not isinstance(node, dict):
            self._report("wrong-shape", path, f"an object ({kind})")
            return DROP
        if "$ref" in node and not isinstance(node["$ref"], str):
            self._wrong(node, "$ref", path, "text")
        if reference_of(node, kind) is None:
            self._shape(node, kind, path)
            mend_scalars(node, path, self._report)
        mending = self._mends.get(kind)
        return node if mending is None else mending(node, path)

    def finish(self) -> None:
        """Let each id be that of the first operation in the document that has it."""
        ids: set[str] = set()
        without: list[Path] = []
        for template, item in self._document["paths"].items():
            for method in methods_of(item):
                node, path = item[method], ("paths", template, method)
                name = node.get("operationId")
                if not name:
                    node.pop("operationId", None)
                    without.append(path)
                elif name in ids:
                    self._report("duplicate-operation-id", (*path, "operationId"), name)
                    del node["operationId"]
                ids.add(str(name))
        if without:
            of = "operation" if len(without) == 1 else "operations"
            self._report("no-operation-id", without[0], f"{len(without)} {of}")

    def _shape(self, node: Node, kind: str, path: Path) -> None:
        """Leave out fields that hold one thing where they should hold several."""
        for name, field in KINDS[kind].items():
            value = node.get(name)
            if value is None:
                node.pop(name, None)
            elif field.holds == "list" and not isinstance(value, list):
                self._wrong(node, name, path, "a list")
            elif field.holds.endswith("map") and not isinstance(value, dict):
                self._wrong(node, name, path, "an object")

    def _wrong(self, node: Any, name: str | int, path: Path, what: str) -> None:
        self._report("wrong-shape", (*path, name), what)
        del node[name]

    def _whole(self, node: Node, path: Path) -> Node:
        node.setdefault("paths", {})
        if "tags" in node and not isinstance(node["tags"], list):
            self._wrong(node, "tags", path, "a list")
        self._servers(node, path)
        self._info(node)
        self._paths(node["paths"])
        return node

    def _servers(self, node: Node, path: Path) -> None:
        servers = node.get("servers", [])
        if not isinstance(servers, list):
            self._wrong(node, "servers", path, "a list")
            return
        for index in reversed(range(len(servers))):
            if not isinstance(servers[index], dict):
                self._wrong(servers, index, (*path, "servers"), "an object")

    def _info(self, node: Node) -> None:
        info = node.get("info")
        if not isinstance(info, dict):
            self._report("no-info", ("info",))
            info = node["info"] = {}
        for name in ("title", "version"):
            value = info.get(name)
            if isinstance(value, int | float):
                self._report("wrong-type", ("info", name), "text")
            info[name] = str(value) if isinstance(value, str | int | float) else ""

    def _paths(self, paths: Node) -> None:
        for path in list(paths):
            if path.startswith("x-"):
                del paths[path]
                continue
            served = path.partition("?")[0]
            if served != path:
                self._report("path-with-query", ("paths", path), path)
            if not served.startswith("/"):
                self._report("path-without-slash", ("paths", path), path)
                served = f"/{served}"
            if "#" in served or "{}" in served:
                self._report("path-unreachable", ("paths", path), path)
            if served != path:
                self._move(paths, path, served)

    def _move(self, paths: Node, old: str, new: str) -> None:
        """Let a path be another one, unless there is that one too."""
        item = paths.pop(old)
        if new in paths:
            self._report("duplicate-path", ("paths", old), new)
            return
        paths[new] = item
        self._report.move(pointer(("paths", old)), pointer(("paths", new)))

    def _path_item(self, node: Node, path: Path) -> Node:
        node = self._followed(node, path)
        self._servers(node, path)
        if path[:-1] != ("paths",):  # one of a callback
            return node
        template = str(path[1])
        self._only_of_template(node.get("parameters"), set(names_in(template)), path)
        self._unserved(node, path)
        return node

    def _unserved(self, node: Node, path: Path) -> None:
        """Leave out the operations of methods that are not served: `QUERY`, and any other."""
        if node.pop("query", None) is not None:
            self._report("method-not-served", (*path, "query"), "QUERY")
        for name in node.pop("additionalOperations", ()):
            self._report("method-not-served", (*path, "additionalOperations", name), name)

    def _followed(self, node: Node, path: Path) -> Node:
        """Put the path item that this one refers to in its place."""
        for _ in range(10):
            reference = node.pop("$ref", None)
            if not isinstance(reference, str):
                return node
            try:
                found = at(self._document, target(self._document, reference.removeprefix("#")))
            except LookupError:
                found = None
            if not isinstance(found, dict):
                self._report("missing-reference", (*path, "$ref"), repr(reference))
                return node
            node = {**copied(found), **node}
        return node

    def _operation(self, node: Node, path: Path) -> Node:
        self._responses(node, path)
        self._servers(node, path)
        self.requirements(node, path)
        role = node.get(ROLE)
        if role is not None and str(role) not in ROLES:
            what = f"{quoted(str(role))} ({suggestion(str(role), ROLES)})"
            self._report("unknown-role", (*path, ROLE), what)
            del node[ROLE]
        if path[0] == "paths" and len(path) == _OPERATION:
            self._path_parameters(node, path)
        return node

    def _responses(self, node: Node, path: Path) -> None:
        responses = node.setdefault("responses", {})
        for status in list(responses):
            if status.startswith("x-"):
                del responses[status]
                continue
            if not isinstance(responses[status], dict):
                self._wrong(responses, status, (*path, "responses"), "an object")
                continue
            known = status.upper() if status.upper()[1:] == "XX" else status
            if not _STATUS.fullmatch(known):
                self._report("unknown-status", (*path, "responses", status), repr(status))
                del responses[status]
            elif known != status:
                responses[known] = responses.pop(status)
        if not responses:
            self._report("no-responses", (*path, "responses"))
            responses["200"] = {"description": ""}

    def _path_parameters(self, node: Node, path: Path) -> None:
        """Let the template and the declared parameters of a path agree."""
        names = set(names_in(str(path[1])))
        self._only_of_template(node.get("parameters"), names, path)
        shared = self._document["paths"][path[1]].get("parameters", [])
        known = [self._resolved(each) for each in (*shared, *node.get("parameters", ()))]
        declared = {str(each.get("name")) for each in known if each.get("in") == "path"}
        for name in sorted(names - declared):
            self._report("path-parameter-undeclared", path, name)
            schema = {"type": "string"}
            made = {"name": name, "in": "path", "required": True, "schema": schema}
            node.setdefault("parameters", []).append(made)

    def _only_of_template(self, parameters: Any, names: set[str], path: Path) -> None:
        """Leave out what a path does not have, and what is declared again later."""
        seen: set[tuple[Any, Any]] = set()
        for index in reversed(range(len(parameters or ()))):
            found = self._resolved(parameters[index])
            place, said = found.get("in"), str(found.get("name"))
            if place == "path" and said not in names:
                self._report("path-parameter-unused", (*path, "parameters", index), said)
                del parameters[index]
            elif (str(place), said) in seen:
                self._report("duplicate-parameter", (*path, "parameters", index), said)
                del parameters[index]
            seen.add((str(place), said))

    def _resolved(self, node: Any) -> Node:
        for _ in range(10):
            reference = reference_of(node, "parameter")
            if reference is None:
                break
            try:
                node = at(self._document, target(self._document, reference.removeprefix("#")))
            except LookupError:
                break
        return node if isinstance(node, dict) else {}

    def _parameter(self, node: Node, path: Path) -> Any:
        if "$ref" in node:
            return node
        name, place = node.get("name"), node.get("in")
        if isinstance(name, int | float):
            name = node["name"] = str(name)
        if not isinstance(name, str) or str(place) not in _PLACES:
            self._report("unusable-parameter", path, "a name, and to be in a place that there is")
            return DROP
        if place == "header" and not _is_token(name):
            self._report("unusable-header", path, repr(name))
            return DROP
        if place == "path" and node.get("required") is not True:
            self._report("path-parameter-optional", path, name)
            node["required"] = True
        return self._with_schema(node, name, path)

    def _header(self, node: Node, path: Path) -> Any:
        if path[-2] == "headers" and path[0] != "components" and not _is_token(str(path[-1])):
            self._report("unusable-header", path, repr(path[-1]))
            return DROP
        return node if "$ref" in node else self._with_schema(node, str(path[-1]), path)

    def _with_schema(self, node: Node, name: str, path: Path) -> Node:
        if "schema" not in node and not node.get("content"):
            self._report("parameter-without-schema", path, name)
            node["schema"] = {"type": "string"}
        return node

    def requirements(self, node: Node, path: Path) -> None:
        """Mend the security requirements of the document or of an operation."""
        if "security" in node:
            components = self._document.get("components", {})
            node["security"] = mend_requirements(
                node["security"],
                components.get("securitySchemes", {}),
                (*path, "security"),
                self._report,
            )
