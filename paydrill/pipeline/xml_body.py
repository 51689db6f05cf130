"""Read XML by a schema and its `xml` objects: names, attributes, wrapped lists, namespaces.

An element without a description of its own is text, or an object of what is in it.
"""

from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from paydrill.openapi.shapes import Raw, Read, Shape
from paydrill.openapi.strict_json import DEEPEST
from paydrill.pipeline.content import Content, unreadable

_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"


def read_xml(content: Content, body: bytes, _: bytes) -> Any:
    """Read a document, which may have no DTD. Raises `Refused`."""
    try:
        root = fromstring(body, forbid_dtd=True)
    except DefusedXmlException:
        raise unreadable("must be XML without a document type.") from None
    except (ParseError, ValueError, LookupError) as error:
        raise unreadable(f"is not XML: {error}.") from None
    expected = _Name.of(content.shape, _component(content.shape))
    if expected.local and not expected.fits(root.tag):
        raise unreadable(f"must be the XML element {expected.written()}.")
    return content.shape.read(_raw(root, content.shape, 0))


class _Name(NamedTuple):
    """The name of an element or attribute; a namespace that is not documented may be any."""

    local: str
    namespace: str | None

    @classmethod
    def of(cls, shape: Shape, usual: str) -> "_Name":
        return cls(shape.xml.get("name", usual), shape.xml.get("namespace"))

    def fits(self, tag: str) -> bool:
        namespace, local = _split(tag)
        return local == self.local and self.namespace in {None, namespace}

    def written(self) -> str:
        return f"<{self.local}>" + (f" of {self.namespace}" if self.namespace else "")


def _component(shape: Shape) -> str:
    return str(shape.schema.get("$ref", "")).rpartition("/")[2]


def _split(tag: str) -> tuple[str, str]:
    namespace, _, local = tag.rpartition("}")
    return namespace.removeprefix("{"), local


def _raw(element: Element, shape: Shape, depth: int) -> Raw:
    if depth > DEEPEST:
        raise unreadable(f"is nested more than {DEEPEST} levels deep.")
    if element.get(_NIL) in {"true", "1"}:
        return Read(None)
    is_composed = len(element) > 0 or any(not name.startswith("{") for name in element.attrib)
    if shape.is_array and not shape.scalars:
        return [_raw(child, shape.item(n), depth + 1) for n, child in enumerate(element)]
    if (shape.is_object and not shape.scalars) or is_composed:
        return _fields(element, shape, depth)
    text = element.text or ""
    return text if "string" in shape.types else text.strip()


def _fields(element: Element, shape: Shape, depth: int) -> Raw:
    fields: dict[str, Raw] = {}
    properties = [_Property(name, shape.field(name)) for name in sorted(shape.names)]
    for tag, text in element.attrib.items():
        owner = next((each for each in properties if each.is_attribute(tag)), None)
        if owner is not None or not tag.startswith("{"):
            fields[tag if owner is None else owner.name] = text
    for child in element:
        owner = next((each for each in properties if each.has(child)), None)
        if owner is None:
            _add(fields, _split(child.tag)[1], _raw(child, shape.field(child.tag), depth + 1))
        else:
            owner.put(fields, child, depth + 1)
    for each in properties:
        if each.is_text and element.text is not None:
            fields[each.name] = element.text.strip()
    return fields


def _add(fields: dict[str, Raw], name: str, raw: Raw) -> None:
    """Add a field that is not documented; one that is repeated is a list."""
    if name not in fields:
        fields[name] = raw
    elif isinstance(fields[name], list):
        fields[name].append(raw)
    else:
        fields[name] = [fields[name], raw]


class _Property:
    """A documented property of an element, and how it is written."""

    def __init__(self, name: str, shape: Shape) -> None:
        self.name = name
        self._shape = shape
        xml = shape.xml
        self._node = xml.get("nodeType") or ("attribute" if xml.get("attribute") else "element")
        self._is_list = shape.is_array and not shape.scalars
        self._is_wrapped = self._is_list and bool(xml.get("wrapped"))
        self._own = _Name.of(shape, name)
        self._tag = self._own
        if self._is_list and not self._is_wrapped:
            self._tag = _Name.of(shape.item(0), self._own.local)

    @property
    def is_text(self) -> bool:
        """Whether it is the text of the element."""
        return self._node in {"text", "cdata"}

    def is_attribute(self, tag: str) -> bool:
        """Return whether it is the attribute of that name."""
        return self._node == "attribute" and self._own.fits(tag)

    def has(self, child: Element) -> bool:
        """Return whether a child belongs to it."""
        return self._node == "element" and self._tag.fits(child.tag)

    def put(self, fields: dict[str, Raw], child: Element, depth: int) -> None:
        """Add what is in a child of it."""
        if self._is_wrapped:
            item = _Name.of(self._shape.item(0), self._own.local)
            strange = next((each for each in child if not item.fits(each.tag)), None)
            if strange is not None:
                raise unreadable(f"must be a list of {item.written()}.", f"/{self.name}")
        if self._is_list and not self._is_wrapped:
            items = fields.setdefault(self.name, [])
            items.append(_raw(child, self._shape.item(len(items)), depth))
        else:
            fields[self.name] = _raw(child, self._shape, depth)
