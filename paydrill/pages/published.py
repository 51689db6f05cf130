"""Publish contracts: bundled documents that name the server they came from."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import yaml

# Stands for the servers in a written document until the reader's URL of this server is known.
_SERVERS = "paydrill:servers"


@dataclass(frozen=True)
class PublishedContract:
    """A contract to publish. Its document is read and written once, when first asked for."""

    name: str
    title: str
    base_path: str
    document: Callable[[], Mapping[str, Any]]
    """Reads the document, which may be large."""

    def as_json(self, server: str, description: str) -> bytes:
        """Write the document as JSON in UTF-8, with the one server at which it is served."""
        return self._json.replace(json.dumps(_SERVERS).encode(), _servers(server, description))

    def as_yaml(self, server: str, description: str) -> bytes:
        """Write the document as YAML in UTF-8, without anchors: few readers expect them."""
        return self._yaml.replace(_SERVERS.encode(), _servers(server, description))

    @cached_property
    def _json(self) -> bytes:
        document = _without_servers(self.document())
        return json.dumps(document, ensure_ascii=False, indent=2).encode()

    @cached_property
    def _yaml(self) -> bytes:
        text: str = yaml.dump(
            json.loads(self._json), Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False
        )
        return text.encode()


def _servers(url: str, description: str) -> bytes:
    """Write a list of one server in JSON, which YAML reads as well."""
    return json.dumps([{"url": url, "description": description}]).encode()


def _without_servers(document: Mapping[str, Any]) -> dict[str, Any]:
    """Copy a document without the servers it names, for paths and operations too.

    Another server would answer there, perhaps a real one that moves money.
    """
    paths = {
        path: {key: _without_own(part) for key, part in item.items() if key != "servers"}
        for path, item in document.get("paths", {}).items()
    }
    return {**document, "servers": _SERVERS, "paths": paths}


def _without_own(part: Any) -> Any:
    if isinstance(part, dict):
        return {key: value for key, value in part.items() if key != "servers"}
    return part
