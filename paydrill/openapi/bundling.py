"""Make a contract self-contained: copy what it refers to in other files into its components."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from paydrill.openapi.anatomy import PATH_ITEM, SCHEMA, parts
from paydrill.openapi.files import Document, beside, pointed_at, read_document
from paydrill.openapi.operation import unescape
from paydrill.openapi.outlines import OUTLINE_OF, outline, outlined

_Target = tuple[Path, str]
"""A file, and a JSON Pointer into it; an empty one means the whole file."""


def bundle(file: Path, parts: dict[Path, Document]) -> Document:
    """Return the document of a contract file, with no references outside itself.

    A reference may lead to any value of any file in the contract's folder. The value becomes a
    component of the contract; a path item is written in place. `parts` caches such files for the
    next contract. Raises `ValueError` for a file that cannot be read, and a reference to nothing.
    """
    return _Bundle(file, parts).document


class _Bundle:
    """A contract file with a copy, in its components, of everything it refers to in other files."""

    def __init__(self, file: Path, parts: dict[Path, Document]) -> None:
        self._root = file.resolve()
        self._parts = parts
        self._adopted: dict[_Target, str] = {}
        self._outlined: dict[Path, dict[_Target, str]] = {}
        self.document = read_document(self._root)
        self._adopt_namesakes()
        self._rewrite(self.document, "document", self._root)

    def _adopt_namesakes(self) -> None:
        """Put the value in the place of each component that is only a reference to its namesake."""
        if "components" not in self.document:
            return
        components = _mapping_in(self.document, "components")
        for section in list(components):
            entries = _mapping_in(components, section)
            for name, entry in list(entries.items()):
                reference = entry.get("$ref") if isinstance(entry, dict) else None
                if isinstance(reference, str) and not reference.startswith("#"):
                    target = self._target(reference, self._root)
                    if _name_of(target) == name and target not in self._adopted:
                        del entries[name]
                        self._adopt(reference, target, section)

    def _rewrite(self, node: Any, kind: str, file: Path) -> None:
        """Let the references of an object that comes from `file` lead into the document."""
        if not isinstance(node, dict):
            return
        if kind == SCHEMA and OUTLINE_OF in node:
            self._fill_in(node, file)
        reference = node.get("$ref")
        if isinstance(reference, str):
            if kind == PATH_ITEM:
                self._write_out(node, file, ())
                return
            node["$ref"] = self._adopt(reference, self._target(reference, file), kind)
        for part, its_kind in list(parts(node, kind)):
            self._rewrite(part, its_kind, file)

    def _adopt(self, reference: str, target: _Target, kind: str) -> str:
        """Make the value a component, unless it is one; return a reference to it."""
        if target[0] == self._root:
            return f"#{target[1]}"
        if target not in self._adopted:
            value = _copied(self._find(reference, target))
            entries = _mapping_in(_mapping_in(self.document, "components"), kind)
            name = _fresh(_name_of(target), entries)
            entries[name] = value
            self._adopted[target] = f"#/components/{kind}/{name}"
            self._rewrite(value, kind, target[0])
        return self._adopted[target]

    def _write_out(self, item: dict[str, Any], file: Path, passed: tuple[_Target, ...]) -> None:
        """Replace a path item's reference by what it refers to."""
        reference = item.pop("$ref")
        target = self._target(reference, file)
        if target in passed:
            raise ValueError(f"$ref {reference!r} leads back to itself")
        found = _copied(self._find(reference, target))
        if isinstance(found.get("$ref"), str):
            self._write_out(found, target[0], (*passed, target))
        else:
            self._rewrite(found, PATH_ITEM, target[0])
        self._rewrite(item, PATH_ITEM, file)
        own = dict(item)
        item.clear()
        item.update(found | own)

    def _fill_in(self, schema: dict[str, Any], file: Path) -> None:
        """Add to a schema the outline of a JSON Schema; what it says itself is left as it is."""
        if file not in self._outlined:
            self._outlined[file] = dict(self._outlines_in(file))
        reference = outlined(schema)[0]
        source, pointer = self._target(reference, file)
        self._find(reference, (source, pointer))
        del schema[OUTLINE_OF]
        places = self._outlined[file].items()
        names = {place: name for (origin, place), name in places if origin == source}
        own = dict(schema)
        schema.update(outline(self._read(source), pointer, names) | own)

    def _outlines_in(self, file: Path) -> Iterator[tuple[_Target, str]]:
        """Yield what the components of a file outline, with the names of the components."""
        components = self._read(file).get("components", {})
        for name, schema in _mapping_in(components, "schemas").items():
            if isinstance(schema, dict) and OUTLINE_OF in schema:
                for reference in outlined(schema):
                    yield self._target(reference, file), name

    def _target(self, reference: str, file: Path) -> _Target:
        place, _, pointer = reference.partition("#")
        try:
            source = beside(file, place, self._root.parent) if place else file
        except ValueError as error:
            raise ValueError(f"$ref {reference!r} {error}") from None
        return source, unquote(pointer)

    def _find(self, reference: str, target: _Target) -> dict[str, Any]:
        source, pointer = target
        try:
            document = self._read(source)
        except ValueError as error:
            raise ValueError(f"$ref {reference!r}: {source.name} {error}") from None
        try:
            found = pointed_at(document, pointer)
        except ValueError as error:
            raise ValueError(f"$ref {reference!r} {error}") from None
        if not isinstance(found, dict):
            raise ValueError(f"$ref {reference!r} points at no object")  # noqa: TRY004 - the file is wrong
        return found

    def _read(self, file: Path) -> Document:
        if file == self._root:
            return self.document
        if file not in self._parts:
            self._parts[file] = read_document(file)
        return self._parts[file]


def _copied(value: Any) -> Any:
    """Copy a value to be changed, what YAML's aliases have in common included."""
    if isinstance(value, dict):
        return {key: _copied(each) for key, each in value.items()}
    return [_copied(each) for each in value] if isinstance(value, list) else value


def _mapping_in(node: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a field that holds entries by name, new if there is none."""
    entries = node.setdefault(name, {})
    if not isinstance(entries, dict):
        raise ValueError(f"is not OpenAPI: {name} must be an object")  # noqa: TRY004 - the file is wrong
    return entries


def _name_of(target: _Target) -> str:
    """Name a component after the last step of its pointer, or after its file."""
    source, pointer = target
    last = unescape(pointer.rpartition("/")[2]) or source.name.partition(".")[0]
    return re.sub(r"[^A-Za-z0-9._-]+", "_", last)


def _fresh(name: str, taken: dict[str, Any]) -> str:
    """Return the name, with a number if another value has it already."""
    number, fresh = 1, name
    while fresh in taken:
        number += 1
        fresh = f"{name}-{number}"
    return fresh
