"""Raise a document to the one internal form, and mend what is wrong with it on the way."""

from typing import Any

from paydrill.openapi.dangling import mark_unservable
from paydrill.openapi.defaults import drop_unfit_defaults
from paydrill.openapi.dialects import dialect_of
from paydrill.openapi.findings import Report
from paydrill.openapi.identifiers import IDENTIFIERS, point_by_path
from paydrill.openapi.keywords import raise_schema
from paydrill.openapi.kinds import Found, Path, parts, reference_of
from paydrill.openapi.mended_security import DROP
from paydrill.openapi.mending import Mender
from paydrill.openapi.pointers import resolve

Document = dict[str, Any]


def raise_document(document: Document, report: Report) -> Document:
    """Return a document as OpenAPI 3.1 with schemas of JSON Schema 2020-12.

    Its nodes are used again, so the document is no longer what its author wrote. What is wrong goes
    into the report; after that, every node has the shape that the specification gives it.
    """
    dialect = dialect_of(document, report)
    document = dialect.translate(document, report)
    raising = _Raising(document, report, siblings=dialect.siblings, nullable=dialect.nullable)
    raising.run()
    if raising.has_identifiers:
        point_by_path(document)
    mark_unservable(document, raising.references, report)
    _write_out(document, raising.references)
    drop_unfit_defaults(document, raising.defaults, report)
    document["openapi"] = "3.1.0"
    return document


def _write_out(document: Document, references: list[Found]) -> None:
    """Put media types in place of the references to them, which no reader follows."""
    for node, kind, _ in references:
        if kind == "media type" and "$ref" in node:
            found = resolve(document, node)
            del node["$ref"]
            node.update({**found, **node})


_DYNAMIC = frozenset({"$dynamicRef", "$recursiveRef"})


class _Raising:
    def __init__(
        self, document: Document, report: Report, *, siblings: bool, nullable: bool
    ) -> None:
        self._document = document
        self._report = report
        self._siblings = siblings
        self._nullable = nullable
        self._mender = Mender(document, report)
        self.has_identifiers = False
        self.references: list[Found] = []
        self.defaults: list[Found] = []

    def run(self) -> None:
        self._mender.mend(self._document, "document", ())
        both = list(parts(self._document, "document"))
        reached_paths = False
        # What operations refer to comes first: requirements name schemes that can be used.
        for part in sorted(both, key=lambda each: each.steps[0] == "paths"):
            if part.steps[0] == "paths" and not reached_paths:
                reached_paths = True
                self._mender.requirements(self._document, ())
            self._part(part.holder, part.key, part.kind, part.steps)
        self._mender.finish()

    def _note(self, node: Any, kind: str, path: Path) -> None:
        """Note what is looked at again when all has its shape."""
        if reference_of(node, kind) is not None or (
            kind == "schema" and isinstance(node, dict) and not _DYNAMIC.isdisjoint(node)
        ):
            self.references.append(Found(node, kind, path))
        if kind == "schema" and isinstance(node, dict):
            if "default" in node:
                self.defaults.append(Found(node, kind, path))
            self.has_identifiers = self.has_identifiers or not IDENTIFIERS.isdisjoint(node)

    def _part(self, holder: Any, key: Any, kind: str, path: Path) -> bool:
        """Raise the node `holder[key]`; return whether it is still there."""
        node = holder[key]
        if kind == "schema":
            raised = raise_schema(
                node, path, self._report, siblings=self._siblings, nullable=self._nullable
            )
        else:
            raised = self._mender.mend(node, kind, path)
        if raised is DROP:
            del holder[key]
            return False
        holder[key] = raised
        self._note(raised, kind, path)
        inner = raised
        if kind == "schema" and isinstance(node, dict) and "anyOf" in raised and raised is not node:
            inner = raised["anyOf"][0]  # it was nullable
        # From the end, so that a node that is left out moves none that is still to come.
        if inner is not raised:
            self._note(inner, kind, path)
        for part in reversed(list(parts(inner, kind))):
            self._part(part.holder, part.key, part.kind, path + part.steps)
        return True
