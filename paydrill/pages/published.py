"""Publish contracts: bundled documents that name the server they came from."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import yaml

# Stands for the servers in a written document until the reader's URL of this server is known.
_SERVERS = "paydrill:servers"
_MANY = 200
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

    @cached_property
    def document(self) -> Mapping[str, Any]:
        """The document as its author wrote it."""
        return self.read()

    @property
    def is_large(self) -> bool:
        """Whether the document takes long to draw whole."""
        schemas = (self.document.get("components") or {}).get("schemas") or {}
        return len(self.document.get("paths") or {}) + len(schemas) > _MANY

    def as_json(self, server: str, description: str) -> bytes:
        """Write the document as JSON in UTF-8, with the one server at which it is served."""
        return self._json.replace(json.dumps(_SERVERS).encode(), _servers(server, description))

    def as_yaml(self, server: str, description: str) -> bytes:
        """Write the document as YAML in UTF-8, without anchors: few readers expect them."""
        return self._yaml.replace(_SERVERS.encode(), _servers(server, description))

    @cached_property
    def _json(self) -> bytes:
        document = _without_servers(self.document)
        return json.dumps(document, ensure_ascii=False, indent=2).encode()

    @cached_property
    def _yaml(self) -> bytes:
        text: str = yaml.dump(
            json.loads(self._json), Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False
        )
        return text.encode()


def labels_of(contracts: Mapping[str, Titled]) -> dict[str, str]:
    """Make a label for each contract: its title, cut if it is long; its name beside a used one."""
    labels: dict[str, str] = {}
    for name, contract in contracts.items():
        title = " ".join(contract.title.split())
        label = title if len(title) <= _LONGEST_LABEL else f"{title[: _LONGEST_LABEL - 1]}…"
        taken = label in labels.values()
        labels[name] = f"{label} ({name})" if taken else label or name
    return labels


def _servers(url: str, description: str) -> bytes:
    """Write a list of one server in JSON, which YAML reads as well."""
    return json.dumps([{"url": url, "description": description}]).encode()


def _without_servers(document: Mapping[str, Any]) -> dict[str, Any]:
    """Copy a document without the servers it names, for paths and operations too.

    Another server would answer there, perhaps a real one that moves money.
    """
    paths = {path: _without_own(item, 1) for path, item in (document.get("paths") or {}).items()}
    return {**document, "servers": _SERVERS, "paths": paths}


def _without_own(part: Any, levels: int) -> Any:
    """Copy an object without `servers`, and without those of the objects `levels` below it."""
    if not isinstance(part, dict) or levels < 0:
        return part
    return {key: _without_own(it, levels - 1) for key, it in part.items() if key != "servers"}
