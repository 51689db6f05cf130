"""Publish contracts: bundled documents that name the server they came from."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

import yaml

from paydrill.openapi.contract import server_path
from paydrill.pages.for_generators import for_generators

# The key of a base path in a written document, until the reader's URL of this server is known.
_HERE = "paydrill:here"
_SERVERS = frozenset({"servers", "host", "basePath", "schemes"})
_IN_JSON = re.compile(rb'"paydrill:here": "([^"]*)"')
_IN_YAML = re.compile(rb"^( *)paydrill:here: '?([^'\n]*)'?$", re.MULTILINE)
_MANY = 300
_LONGEST_LABEL = 60


class Titled(Protocol):
    """A contract with a title."""

    @property
    def title(self) -> str:
        """The document's title."""


@dataclass(frozen=True)
class PublishedContract:
    """A contract to publish. Its document is read and written once, when first asked for."""

    name: str
    title: str
    base_path: str
    read: Callable[[], Mapping[str, Any]]
    """Reads the document, which may be large."""

    is_mounted: bool = False
    """Whether all of it is served below the base path, and servers of single paths do not count."""

    is_ours: bool = False
    """Whether it is one of this project's own, and written for generators of clients."""

    @cached_property
    def document(self) -> Mapping[str, Any]:
        """The document as its author wrote it."""
        return self.read()

    @property
    def is_large(self) -> bool:
        """Whether the document takes long to draw whole."""
        schemas = _object(_object(self.document.get("components")).get("schemas"))
        return len(_object(self.document.get("paths"))) + len(schemas) > _MANY

    def as_json(self, root: str, description: str) -> bytes:
        """Write the document as JSON in UTF-8, with the server at `root` for those it names."""

        def served(found: re.Match[bytes]) -> bytes:
            return json.dumps(self._server(root + found[1].decode(), description))[1:-1].encode()

        return _IN_JSON.sub(served, self._json)

    def as_yaml(self, root: str, description: str) -> bytes:
        """Write the document as YAML in UTF-8, without anchors: few readers expect them."""

        def served(found: re.Match[bytes]) -> bytes:
            fields = self._server(root + found[2].decode(), description)
            lines = (f"{found[1].decode()}{key}: {json.dumps(fields[key])}" for key in fields)
            return "\n".join(lines).encode()

        return _IN_YAML.sub(served, self._yaml)

    @cached_property
    def _json(self) -> bytes:
        """The document with base paths at `_HERE` instead of the servers that it names.

        Another server would answer there, perhaps a real one that moves money.
        """
        read = for_generators(self.document) if self.is_ours else self.document
        document = {**_moved(read, 0), _HERE: quote(self.base_path.rstrip("/"))}
        paths = _object(read.get("paths"))
        document["paths"] = {
            path: _moved(item, 1, keeps=not self.is_mounted) for path, item in paths.items()
        }
        return json.dumps(document, ensure_ascii=False, indent=2).encode()

    @cached_property
    def _yaml(self) -> bytes:
        text: str = yaml.dump(
            json.loads(self._json), Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False
        )
        return text.encode()

    def _server(self, url: str, description: str) -> dict[str, Any]:
        """Return the fields of the document, or of a part of it, that say where it is served."""
        if "swagger" not in self.document:
            return {"servers": [{"url": url or "/", "description": description}]}
        parts = urlsplit(url)
        origin = {"host": parts.netloc, "schemes": [parts.scheme]} if parts.netloc else {}
        return {**origin, "basePath": parts.path or "/"}


def labels_of(contracts: Mapping[str, Titled]) -> dict[str, str]:
    """Make a label for each contract: its title, cut if it is long; its name beside a used one."""
    labels: dict[str, str] = {}
    for name, contract in contracts.items():
        title = " ".join(contract.title.split())
        label = title if len(title) <= _LONGEST_LABEL else f"{title[: _LONGEST_LABEL - 1]}…"
        taken = label in labels.values()
        labels[name] = f"{label} ({name})" if taken else label or name
    return labels


def _object(value: Any) -> Mapping[str, Any]:
    """Return an object as it is; what an author has written in its place counts for nothing."""
    return value if isinstance(value, dict) else {}


def _moved(part: Any, levels: int, *, keeps: bool = False) -> Any:
    """Copy an object, and those `levels` below it, without the servers that they name.

    Where it `keeps` them, their path is at `_HERE`.
    """
    if not isinstance(part, dict) or levels < 0:
        return part
    moved = {k: _moved(v, levels - 1, keeps=keeps) for k, v in part.items() if k not in _SERVERS}
    if keeps and part.get("servers") and isinstance(part["servers"], list):
        moved[_HERE] = quote(server_path(part))
    return moved
