"""Write a value as XML, by the `xml` objects of its schema (OpenAPI, "XML Object")."""

import json
import re
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from paydrill.responders.samples.combined import Impossible, Keywords, References, rules_of

# XML 1.0 §2.3: letters and digits as Python knows them are some more.
_NOT_IN_A_NAME = re.compile(
    r"[^A-Za-z0-9_.:\u00b7\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u037d\u037f-\u1fff\u200c\u200d\u203f"
    r"\u2040\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff-]"
    r"|^(?=[^A-Za-z_])"
)
# Characters that XML 1.0 has no way to write.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_XMLNS = "xmlns:"
_BOUND = frozenset({"xml"})
_RESERVED = {"xml", "xmlns"}


def xml(value: Any, schema: Any, references: References) -> bytes:
    """Write an XML document; its root is named by the schema."""
    keywords = _keywords(references, schema)
    names = [each.rpartition("/")[2] for each in keywords.get("refs", ())]
    usual = names[0] if names else str(keywords.get("title", "root"))
    root = Element("x")
    _Writer(references).add(root, usual, value, schema)
    if len(root) != 1:  # a list without a wrapper: a document has one root
        root.tag = _tag(usual if isinstance(value, list) else "root")
        return _written(root)
    return _written(root[0])


def _written(root: Element) -> bytes:
    _bind(root, _BOUND)
    body: bytes = tostring(root, encoding="utf-8", xml_declaration=False)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body


def _bind(element: Element, bound: frozenset[str]) -> None:
    """Leave out prefixes that no element around declares; a document with one is not XML."""
    attributes = dict(element.items())
    bound |= {name.removeprefix(_XMLNS) for name in attributes if name.startswith(_XMLNS)}
    element.tag = _qualified(element.tag, bound)
    element.attrib.clear()
    for name, value in attributes.items():
        element.set(name if name.startswith(_XMLNS) else _qualified(name, bound), value)
    for child in element:
        _bind(child, bound)


def _qualified(name: str, bound: frozenset[str]) -> str:
    prefix, colon, local = name.partition(":")
    if not colon:
        return name
    local = _tag(local.replace(":", "_"))
    return f"{prefix}:{local}" if prefix in bound else local


class _Writer:
    """Write values as children and attributes of elements."""

    def __init__(self, references: References) -> None:
        self._references = references

    def add(self, parent: Element, name: str, value: Any, schema: Any) -> None:
        """Add a value to `parent`, under the name that its schema gives it or its own."""
        keywords = _keywords(self._references, schema)
        form = keywords.get("xml")
        form = form if isinstance(form, Mapping) else {}
        if form.get("attribute") is True or form.get("nodeType") == "attribute":
            parent.set(_tag(_named(form, name)), _text(value))
            if form.get("prefix"):  # without one, an attribute is in no namespace
                _declare(parent, form)
        elif isinstance(value, list):
            self._add_items(parent, name, value, keywords)
        else:
            self._fill(_child(parent, form, name), value, keywords)

    def _add_items(self, parent: Element, name: str, items: list[Any], keywords: Keywords) -> None:
        form = keywords.get("xml", {})
        schema = keywords.get("items", True)
        if form.get("wrapped") is True or form.get("nodeType") == "element":
            parent = _child(parent, form, name)
        elif form.get("name"):
            name = str(form["name"])
        for item in items:
            self.add(parent, name, item, schema)

    def _fill(self, element: Element, value: Any, keywords: Keywords) -> None:
        if not isinstance(value, dict):
            element.text = _text(value)
            return
        for name, each in value.items():
            self.add(element, name, each, rules_of(keywords, name))


def _keywords(references: References, schema: Any) -> Keywords:
    try:
        return references.combine(schema)
    except Impossible:
        return {}


def _named(form: Mapping[str, Any], name: str) -> str:
    name = str(form.get("name", name))
    return f"{_prefix(form)}:{name}" if form.get("prefix") else name


def _prefix(form: Mapping[str, Any]) -> str:
    return _tag(str(form["prefix"]).replace(":", "_"))


def _declare(element: Element, form: Mapping[str, Any]) -> None:
    """Declare the namespace of a name, unless its prefix stands for another already."""
    prefix = _prefix(form) if form.get("prefix") else ""
    if form.get("namespace") and prefix not in _RESERVED:
        element.attrib.setdefault(_XMLNS + prefix if prefix else "xmlns", _text(form["namespace"]))


def _child(parent: Element, form: Mapping[str, Any], name: str) -> Element:
    child = SubElement(parent, _tag(_named(form, name)))
    _declare(child, form)
    return child


def _tag(name: str) -> str:
    return _NOT_IN_A_NAME.sub("_", name) or "_"


def _text(value: Any) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return _UNWRITABLE.sub("", text)
