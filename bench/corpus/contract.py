"""Read a contract, and list its operations as they were written, in any version of OpenAPI."""

import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import yaml

METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
"""`trace` is left out: no client library sends it."""

_LONGEST_CHAIN = 32
_BEYOND_PATH = re.compile(r"[?#]")
_TEMPLATE = re.compile(r"\{[^}]*\}")
_HTTP = re.compile(r"^(?:https?:)?//", re.IGNORECASE)


class _Yaml12(yaml.CSafeLoader):
    """YAML as OpenAPI means it: the JSON types of YAML 1.2, and every key a string."""


def _mapping(loader: _Yaml12, node: yaml.MappingNode) -> dict[str, Any]:
    """Make a mapping whose keys are the text that was written."""
    loader.flatten_mapping(node)
    return {
        key.value: loader.construct_object(value, deep=True)
        for key, value in node.value
        if isinstance(key, yaml.ScalarNode)
    }


_Yaml12.yaml_implicit_resolvers = {}  # not those of YAML 1.1, which are inherited
for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", "~nN\0"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+0123456789."),
    ("merge", r"<<", "<"),
):
    _Yaml12.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}",
        re.compile(rf"^(?:{_pattern})$"),
        [*_first.replace("\0", ""), *([""] if "\0" in _first else [])],
    )
_Yaml12.add_constructor("tag:yaml.org,2002:int", lambda _, node: int(node.value))
_Yaml12.add_constructor("tag:yaml.org,2002:map", _mapping)


class Unreadable(Exception):
    """A file that holds no contract."""


def read(path: Path) -> dict[str, Any]:
    """Read a JSON or YAML file. Raises `Unreadable`."""
    text = path.read_text(encoding="utf-8-sig")
    try:
        document = json.loads(text)
    except ValueError:
        try:
            document = yaml.load(text, _Yaml12)  # noqa: S506 - a loader of plain data
        except (yaml.YAMLError, ValueError) as error:
            raise Unreadable(f"neither JSON nor YAML: {error}") from error
    if not isinstance(document, dict) or not isinstance(document.get("paths"), dict):
        raise Unreadable("holds no object with paths")
    return document


class Operation(NamedTuple):
    """One operation of a contract, with the parameters of its path item merged into it."""

    path: str
    method: str
    definition: Mapping[str, Any]
    parameters: list[Mapping[str, Any]]
    base_path: str

    @property
    def label(self) -> str:
        """Method and path template, as people name it."""
        return f"{self.method.upper()} {self.path}"


class Contract:
    """A document with what is needed to judge by it."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document

    @cached_property
    def version(self) -> str:
        """The version of OpenAPI: `2.0`, `3.0`, or `3.1` for that and later."""
        if "swagger" in self.document:
            return "2.0"
        return "3.0" if str(self.document.get("openapi")).startswith("3.0") else "3.1"

    def find(self, reference: str) -> Any:
        """Return what a local reference points at, or `None`."""
        if not reference.startswith("#"):
            return None
        found: Any = self.document
        for token in reference.removeprefix("#").split("/")[1:]:
            key = unquote(token).replace("~1", "/").replace("~0", "~")
            if isinstance(found, dict) and key in found:
                found = found[key]
            elif isinstance(found, list) and key.isdecimal() and int(key) < len(found):
                found = found[int(key)]
            else:
                return None
        return found

    def resolve(self, node: Any) -> dict[str, Any]:
        """Follow references until an object is reached; an empty one where none is."""
        for _ in range(_LONGEST_CHAIN):
            if not isinstance(node, dict):
                return {}
            reference = node.get("$ref")
            if not isinstance(reference, str):
                return node
            node = self.find(reference)
        return {}

    def operations(self) -> Iterator[Operation]:
        """Yield every operation, in the order of the document."""
        for path, written in self.document["paths"].items():
            if not str(path).startswith("/"):
                continue
            item = self.resolve(written)
            for method in METHODS:
                definition = item.get(method)
                if isinstance(definition, dict):
                    yield Operation(
                        str(path),
                        method,
                        definition,
                        self._parameters(item, definition),
                        self._base_path(item, definition),
                    )

    def _parameters(self, *levels: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        merged: dict[tuple[str, str], Mapping[str, Any]] = {}
        for level in levels:
            written = level.get("parameters")
            for each in written if isinstance(written, list) else []:
                parameter = self.resolve(each)
                merged[str(parameter.get("name")), str(parameter.get("in"))] = parameter
        return list(merged.values())

    def _base_path(self, item: Mapping[str, Any], definition: Mapping[str, Any]) -> str:
        if self.version == "2.0":
            return str(self.document.get("basePath") or "").rstrip("/")
        for level in (definition, item, self.document):
            servers = level.get("servers")
            if isinstance(servers, list) and servers and isinstance(servers[0], dict):
                return _path_of(servers[0])
        return ""


def drawn(contract: Contract, seed: int, limit: int) -> list[Operation]:
    """Return the operations to try: all that a request can name, or so many drawn by seed.

    Where two templates differ in names only, a request for the one is a request for the other; and
    of a template with a query or a fragment HTTP sends the path alone.
    """
    operations = list(contract.operations())
    named = Counter(_route(each) for each in operations)
    operations = [
        each
        for each in operations
        if named[_route(each)] == 1 and not _BEYOND_PATH.search(each.path)
    ]
    if len(operations) <= limit:
        return operations
    return random.Random(seed).sample(operations, limit)  # noqa: S311 - seeded on purpose


def _route(operation: Operation) -> tuple[str, str]:
    return operation.method, _TEMPLATE.sub("{}", operation.path)


def _path_of(server: Mapping[str, Any]) -> str:
    url = str(server.get("url") or "")
    variables = server.get("variables")
    for name, variable in (variables if isinstance(variables, dict) else {}).items():
        if isinstance(variable, dict):
            url = url.replace(f"{{{name}}}", str(variable.get("default", "")))
    if not _HTTP.match(url) and not url.startswith("/"):
        url = f"/{url}" if url else ""
    try:
        return urlsplit(url).path.rstrip("/")
    except ValueError:
        return ""
