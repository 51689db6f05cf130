"""Let references by `$id` and `$anchor` point by path, as all others do."""

from typing import Any
from urllib.parse import urldefrag, urljoin

from paydrill.openapi.kinds import Path, every, reference_of
from paydrill.openapi.pointers import at, reference_to, steps_of, target

Document = dict[str, Any]

IDENTIFIERS = frozenset({"$id", "$anchor", "$dynamicAnchor", "$dynamicRef", "$recursiveRef"})
"""The keywords by which a schema can be named, or pointed at by name."""


def point_by_path(document: Document) -> None:
    """Rewrite the references of a document's schemas, and drop the identifiers they needed."""
    schemas = [
        (node, path)
        for node, kind, path in every(document, "document")
        if kind == "schema" and isinstance(node, dict)
    ]
    found = _Identifiers(schemas)
    for node, path in schemas:
        for keyword in ("$dynamicRef", "$recursiveRef"):
            if isinstance(node.get(keyword), str):
                node["$ref"] = node.pop(keyword)
        reference = reference_of(node, "schema")
        if reference is not None and (to := found.path_of(document, reference, path)) is not None:
            node["$ref"] = reference_to(to)
    for node, _ in schemas:
        for name in IDENTIFIERS:
            node.pop(name, None)


def _absolute(base: str, reference: str) -> tuple[str, str]:
    """Split a reference into its absolute URI and its fragment; one that is none stays whole."""
    try:
        place, fragment = urldefrag(urljoin(base, reference) if base else reference)
    except ValueError:
        return reference, ""
    return place, fragment


class _Identifiers:
    """Paths of schemas by their absolute URIs, and base URIs by path."""

    def __init__(self, schemas: list[tuple[Document, Path]]) -> None:
        self._bases: dict[Path, str] = {}
        self._paths: dict[str, Path] = {}
        for node, path in schemas:
            base = self._base(path)
            if isinstance(node.get("$id"), str):
                base, _ = _absolute(base, node["$id"])
                self._bases[path] = base
                self._paths.setdefault(base, path)
            for name in ("$anchor", "$dynamicAnchor"):
                if isinstance(node.get(name), str):
                    self._paths.setdefault(f"{base}#{node[name]}", path)

    def _base(self, path: Path) -> str:
        for length in range(len(path), -1, -1):
            if path[:length] in self._bases:
                return self._bases[path[:length]]
        return ""

    def path_of(self, document: Document, reference: str, path: Path) -> Path | None:
        """Return where a reference leads; `None` if it is to be left as it is."""
        base = self._base(path)
        place, fragment = _absolute(base, reference)
        if f"{place}#{fragment}" in self._paths:
            return self._paths[f"{place}#{fragment}"]
        if place not in self._paths:
            return None
        within = self._paths[place]
        if not fragment.startswith("/"):
            return within if not fragment else None
        # A pointer starts at the schema with the `$id`; many authors start at the document.
        for start in (within, ()):
            try:
                target(at(document, start), fragment)
            except LookupError:
                continue
            return (*start, *steps_of(fragment))
        return None
