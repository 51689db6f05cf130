"""Hold one contract: the raised document, its operations, and the document as it was written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from paydrill.openapi.bundling import Bundle, Document
from paydrill.openapi.findings import Finding, Origin, origin_of
from paydrill.openapi.kinds import methods_of
from paydrill.openapi.operation import Operation, id_of
from paydrill.openapi.overlays import Overlay
from paydrill.openapi.validators import Schemas
from paydrill.openapi.wording import FORM

NAMES = "x-paydrill-names"
"""The keyword of a component's schema whose values are names: of `operations` or `contracts`.

The names are written into the schema as its `enum` when all contracts are read.
"""


@dataclass(eq=False)
class Contract:
    """One OpenAPI document, complete in itself: it has no references outside."""

    name: str
    file: Path
    raised: Document
    """The document in the internal form: OpenAPI 3.1 with schemas of JSON Schema 2020-12."""

    findings: tuple[Finding, ...] = ()
    origins: dict[str, Origin] = field(default_factory=dict)
    mount: str | None = None
    """The path that it is served below; `None` for that of its first server."""

    allow_remote_refs: bool = False
    address: str | None = None
    """The address that the file was read from; `None` for a file of this machine."""

    overlays: tuple[Overlay, ...] = ()
    """The overlays that put it right, in their order."""

    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The ids of all operations of all contracts, and the names of these."""

    @property
    def title(self) -> str:
        """The document's title, or the contract's name."""
        return str(self.raised["info"]["title"] or self.name)

    @property
    def base_path(self) -> str:
        """Path that it is served below, without a slash at the end; empty for the root."""
        return server_path(self.raised) if self.mount is None else self.mount.rstrip("/")

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """Every operation, in the order of the document."""
        schemas = Schemas(self.raised)
        return tuple(
            Operation(
                self.name, self._base_of(definition), path, method, self.raised, definition, schemas
            )
            for path, method, definition in definitions(self.raised)
        )

    @property
    def document(self) -> Document:
        """The document as its author wrote it, with what it refers to in other files.

        What overlays say is said in it.
        """
        return self.written[0]

    @cached_property
    def written(self) -> tuple[Document, Mapping[str, Origin]]:
        """The document as its author wrote it, and the places that its nodes come from."""
        bundle = Bundle(
            self.file, {}, allow_remote_refs=self.allow_remote_refs, overlays=self.overlays
        )
        enumerate_names(bundle.document, self.names)
        return bundle.document, bundle.report.origins

    def origin(self, at: str) -> Origin:
        """Return the place in a file that a node of the raised document comes from."""
        return origin_of(self.origins, at)

    def address_of(self, file: str) -> str | None:
        """Return the address that a file of the contract was read from, if it has one."""
        return self.address if file == str(self.file.resolve()) else None

    @property
    def is_empty(self) -> bool:
        """Whether it has neither an operation nor a webhook."""
        return not self.raised.get("webhooks") and next(definitions(self.raised), None) is None

    @property
    def ids(self) -> Iterator[str]:
        """The ids of its operations."""
        for path, method, definition in definitions(self.raised):
            yield id_of(self.name, self._base_of(definition) + path, method, definition)

    @property
    def paths(self) -> Iterator[str]:
        """The templates of its operations' paths, base paths included."""
        for path, _, definition in definitions(self.raised):
            yield self._base_of(definition) + path

    def _base_of(self, definition: dict[str, Any]) -> str:
        """Return the base path of an operation, which may have servers of its own."""
        if self.mount is None and definition.get("servers"):
            return server_path(definition)
        return self.base_path


def server_path(document: Document) -> str:
    """Return the path of a document's first server, with its variables' defaults in place."""
    servers = document.get("servers") or [{}]
    server = servers[0] if isinstance(servers[0], dict) else {}
    url = str(server.get("url", ""))
    variables = server.get("variables")
    for name, variable in variables.items() if isinstance(variables, dict) else ():
        if isinstance(variable, dict):
            url = url.replace(f"{{{name}}}", str(variable.get("default", "")))
    try:
        path = urlsplit(url).path.rstrip("/")
    except ValueError:
        return ""
    if not path or "{" in path:
        return ""
    return path if path.startswith("/") else f"/{path.removeprefix('.').removeprefix('/')}"


def definitions(document: Document) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield path, method and definition of every operation, with what paths share in each."""
    for path, item in document["paths"].items():
        shared = item.get("parameters", [])
        for method in methods_of(item):
            definition = {"security": document.get("security", []), **item[method]}
            if item.get("servers"):
                definition["servers"] = definition.get("servers") or item["servers"]
            definition["parameters"] = [*shared, *definition.get("parameters", [])]
            yield path, method, definition


def enumerate_names(document: Document, names: Mapping[str, tuple[str, ...]]) -> None:
    """List the names that there are in the schemas that take such a name, and say one in words."""
    components = document.get("components")
    schemas = components.get("schemas") if isinstance(components, dict) else {}
    for schema in schemas.values() if isinstance(schemas, dict) else ():
        if isinstance(schema, dict) and schema.get(NAMES) in names:
            schema["enum"] = listed = list(names[schema[NAMES]])
            if isinstance(schema.get(FORM), str):
                usual = next((each for each in listed if "create" in each.lower()), listed[0])
                schema[FORM] = f"{schema[FORM]}, such as {usual}"
