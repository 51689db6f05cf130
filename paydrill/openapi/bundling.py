"""Take what a contract refers to in other files into the document, so that it is complete."""

import re
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path as File
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from paydrill.openapi.component_names import free_name, name_of
from paydrill.openapi.fetching import fetch
from paydrill.openapi.findings import Origin, Report
from paydrill.openapi.kinds import SECTIONS, Path, kind_at, parts, reference_of
from paydrill.openapi.other_documents import otherwise
from paydrill.openapi.outlines import OUTLINE_OF, outline, outlined
from paydrill.openapi.overlaying import apply
from paydrill.openapi.overlays import Overlay
from paydrill.openapi.pointers import at, is_at, pointer, reference_to, target
from paydrill.openapi.reading import parse, read_bytes
from paydrill.openapi.trees import copied

Document = dict[str, Any]
Files = dict[str, bytes]
"""Contents of files and URLs that were read, by their names."""

_REMOTE = ("http://", "https://")
_OUTWARD = re.compile(rb"""(?:\$ref|x-paydrill-outline-of)["']?\s*:\s*["']?(?![#"'\s])""")
"""A text without it has no reference to another file."""

_INWARD = re.compile(
    rb"""\$ref["']?\s*:\s*["']?#/(?!(?:components/\w+|definitions|parameters|responses)/[^/"'\s,}]+["'\s,}])"""
)
"""A text without it has no reference to a place that the specification does not know."""

_SECTIONS_OF_2_0 = {"schema": "definitions", "parameter": "parameters", "response": "responses"}


class NotOpenApi(ValueError):
    """A file that can be read, and is no OpenAPI document, or has nothing to serve."""


class _Missing(Exception):
    """A reference to what cannot be had: the finding's code, and its words."""

    def __init__(self, code: str, what: str) -> None:
        super().__init__(code, what)
        self.code = code
        self.what = what


class Bundle:
    """A contract file with a copy, in its components, of all it refers to in other files.

    `document` is as its author wrote it but for the references. `digests` has the SHA-256 of each
    file that was read, by name, and `None` for one that could not be.
    """

    def __init__(
        self,
        file: File,
        files: Files,
        *,
        allow_remote_refs: bool = False,
        overlays: Iterable[Overlay] = (),
    ) -> None:
        """Read a contract, and apply overlays; `files` caches what several contracts refer to.

        Raises `ValueError` if the file itself cannot be read, `NotOpenApi` if it is something else.
        """
        self.root = str(file.resolve())
        self.report = Report(self.root)
        self.digests: dict[str, str | None] = {}
        self._files = files
        self._folder = file.resolve().parent
        self._allow_remote_refs = allow_remote_refs
        self._parsed: dict[str, Any] = {}
        self._adopted: dict[tuple[str, str, str], str] = {}
        self._foreign: set[Path] = set()
        self._waiting: list[tuple[Any, str, str, Path]] = []
        self._lost: list[tuple[Any, Path, _Missing]] = []
        document = self._read(self.root)
        if other := otherwise(document):
            raise NotOpenApi(f"is {other}")
        self.document: Document = document
        if self._leads_out():
            self._adopt_namesakes()
            self._waiting.append((document, "document", self.root, ()))
        self._follow_all()
        for overlay in overlays:
            for path in apply(overlay, document, self.report):
                self._take_in(path)
            self._follow_all()
        for item, path, missing in self._lost:
            if is_at(document, path, item):
                self.report(missing.code, (*path, "$ref"), missing.what)

    def _follow_all(self) -> None:
        while self._waiting:
            self._follow(*self._waiting.pop())

    def _take_in(self, path: Path) -> None:
        """Wait to follow references that an overlay has put at a path."""
        while (kind := kind_at(path)) is None:
            path = path[:-1]
        with suppress(LookupError):  # a later action took them out
            self._waiting.append((at(self.document, path), kind, self.root, path))

    def _leads_out(self) -> bool:
        """Return whether there is anything to follow; to look for it in vain would take long."""
        paths = self.document.get("paths")
        items = list(paths.values()) if isinstance(paths, dict) else []
        is_written_out = not any(reference_of(item, "path item") for item in items)
        text = self._files[self.root]
        return not is_written_out or any(each.search(text) for each in (_OUTWARD, _INWARD))

    def _adopt_namesakes(self) -> None:
        """Put the value in the place of each component that is only a reference to its namesake."""
        for part in parts(self.document.get("components"), "components"):
            reference = reference_of(part.value, part.kind)
            if reference is None or reference.startswith("#"):
                continue
            node = part.value
            try:
                other, found = self._target(reference, self.root)
                key = (other, pointer(found), part.kind)
                if name_of(other, found) == part.key and key not in self._adopted:
                    del part.holder[part.key]
                    self._adopt(reference, part.kind, self.root)
            except _Missing:
                part.holder[part.key] = node

    def _follow(self, node: Any, kind: str, source: str, path: Path) -> None:
        """Rewrite the references within a node that came from `source`."""
        if kind == "schema" and isinstance(node, dict) and OUTLINE_OF in node:
            self._fill_in(node, source)
        if kind == "path item":
            source = self._written_out(node, source, path)
        elif (reference := reference_of(node, kind)) is not None:
            try:
                if source != self.root or not reference.startswith("#") or self._is_odd(reference):
                    node["$ref"] = self._adopt(reference, kind, source)
            except _Missing as missing:
                self.report.suspect(missing.code, (*path, "$ref"), missing.what)
        for part in parts(node, kind):
            if source != self.root or path + part.steps not in self._foreign:
                self._follow(part.value, part.kind, source, path + part.steps)

    def _is_odd(self, reference: str) -> bool:
        """Return whether a reference finds what the specification has no place for."""
        try:
            return kind_at(target(self.document, reference[1:])) is None
        except LookupError:
            return False

    def _adopt(self, reference: str, kind: str, source: str) -> str:
        """Copy what a reference points at into the components; return the reference to it there."""
        other, found = self._target(reference, source)
        if other == self.root and kind_at(found) is not None:
            return reference_to(found)
        key = (other, pointer(found), kind)
        if key not in self._adopted:
            value = at(self._read(other), found)
            if not isinstance(value, dict | bool):
                raise _Missing("missing-reference", repr(reference))
            section, into = self._section(kind)
            name = free_name(into, name_of(other, found))
            path = (*section, name)
            self._adopted[key] = reference_to(path)
            self.report.origins[pointer(path)] = Origin(other, pointer(found))
            into[name] = copied(value)
            self._foreign.add(path)
            self._waiting.append((into[name], kind, other, path))
        return self._adopted[key]

    def _written_out(self, item: Any, source: str, path: Path) -> str:
        """Put a path item in place of the references to it; return the file that it is from."""
        passed = {(source, pointer(path))}
        while (reference := reference_of(item, "path item")) is not None:
            del item["$ref"]
            try:
                source, found = self._target(reference, source)
                value = self._item_at(source, found, reference, passed)
            except _Missing as missing:
                self._lost.append((item, path, missing))
                break
            self.report.origins[pointer(path)] = Origin(source, pointer(found))
            for name, each in value.items():
                item.setdefault(name, copied(each))
        return source

    def _item_at(
        self, source: str, found: list[str], reference: str, passed: set[tuple[str, str]]
    ) -> Document:
        """Return the path item at a place where none was looked for yet. Raises `_Missing`."""
        place = (source, pointer(found))
        value = at(self._read(source), found)
        if place in passed:
            raise _Missing("circular-reference", repr(reference))
        if not isinstance(value, dict):
            raise _Missing("missing-reference", repr(reference))
        passed.add(place)
        return value

    def _fill_in(self, schema: Document, source: str) -> None:
        """Add to a schema the outline of a JSON Schema; what it says itself is left as it is.

        Raises `ValueError` where there is no such schema: only this project's contracts have any.
        """
        schemas = self._read(source).get("components", {}).get("schemas", {})
        names = {
            reference: name
            for name, each in schemas.items()
            if OUTLINE_OF in each
            for reference in outlined(each)
        }
        try:
            other, found = self._target(outlined(schema)[0], source)
            places = [(self._target(each, source), name) for each, name in names.items()]
        except _Missing as missing:
            raise ValueError(f"{OUTLINE_OF} {missing.what} points at nothing") from None
        del schema[OUTLINE_OF]
        known = {pointer(path): name for (file, path), name in places if file == other}
        own = dict(schema)
        schema.update(outline(self._read(other), pointer(found), known) | own)

    def _target(self, reference: str, source: str) -> tuple[str, list[str]]:
        """Return file and path that a reference points at. Raises `_Missing`."""
        said = repr(reference)
        try:
            place, fragment = urldefrag(reference)
            other = self._locate(place, source, said) if place else source
            return other, target(self._read(other), fragment)
        except LookupError:
            raise _Missing("missing-reference", said) from None
        except (OSError, RuntimeError, ValueError) as error:  # also of names that no file has
            why = getattr(error, "strerror", None) or error
            raise _Missing("unreadable-reference", f"{said}: {why}") from None

    def _locate(self, place: str, source: str, said: str) -> str:
        """Return the file that a reference in `source` names. Raises `_Missing`."""
        if source.startswith(_REMOTE) or urlsplit(place).scheme:
            joined = urljoin(source, place)
            if not self._allow_remote_refs and joined not in self._files:
                raise _Missing("remote-reference", said)
            if not joined.startswith(_REMOTE):
                raise _Missing("reference-outside", said)
            self.digests.setdefault(joined, None)
            return joined
        file = (File(source).parent / unquote(place)).resolve()
        if not file.is_relative_to(self._folder):
            raise _Missing("reference-outside", said)
        if not file.is_file():
            self.digests[str(file)] = None
            raise _Missing("missing-reference", said)
        return str(file)

    def _section(self, kind: str) -> tuple[Path, dict[str, Any]]:
        """Return the path, and the section itself, for nodes of a kind that are adopted."""
        if "swagger" in self.document:
            section: Path = (_SECTIONS_OF_2_0.get(kind, SECTIONS[kind]),)
        else:
            section = ("components", SECTIONS[kind])
        node: Any = self.document
        for step in section:
            if not isinstance(node.get(step), dict):
                node[step] = {}
            node = node[step]
        return section, node

    def _read(self, source: str) -> Any:
        """Return the value of a file or URL. Raises `ValueError`."""
        if source not in self._parsed:
            data = self._contents(source)
            self.digests[source] = sha256(data).hexdigest()
            self._parsed[source] = parse(
                data,
                is_json=source.endswith(".json"),
                twice=lambda path, key: self._twice(source, path, key),
            )
        return self._parsed[source]

    def _contents(self, source: str) -> bytes:
        if source not in self._files:
            is_remote = source.startswith(_REMOTE)
            self._files[source] = fetch(source) if is_remote else read_bytes(File(source))
        return self._files[source]

    def _twice(self, source: str, path: list[Any], key: str) -> None:
        if source == self.root:
            self.report("duplicate-key", [*path, key], key)
