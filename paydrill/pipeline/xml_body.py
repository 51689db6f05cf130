"""Read XML by a schema and its `xml` objects: names, attributes, wrapped lists, namespaces.

An element without a description of its own is text, or an object of what is in it.
"""

from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from paydrill.openapi.pointers import pointer
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
    return content.shape.read(_Reader().raw(root, content.shape, 0))


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


class _Reader:
    """Read the elements of one document; what a shape says of elements is found out once."""

    def __init__(self) -> None:
        self._layouts: dict[int, _Layout] = {}

    def raw(self, element: Element, shape: Shape, depth: int) -> Raw:
        """Read an element. Raises `Refused`."""
        if depth > DEEPEST:
            raise unreadable(f"is nested more than {DEEPEST} levels deep.")
        if element.get(_NIL) in {"true", "1"}:
            return Read(None)
        if shape.is_array and not shape.scalars:
            return [self.raw(child, shape.item(n), depth + 1) for n, child in enumerate(element)]
        is_composed = len(element) > 0 or any(not name.startswith("{") for name in element.attrib)
        if (shape.is_object and not shape.scalars) or is_composed:
            return self._fields(element, shape, depth)
        text = element.text or ""
        return text if "string" in shape.types else text.strip()

    def _fields(self, element: Element, shape: Shape, depth: int) -> Raw:
        layout = self._layouts.get(id(shape))
        if layout is None:
            layout = self._layouts[id(shape)] = _Layout(shape)
        fields = layout.attributes(element)
        for child in element:
            owner = layout.owner(child.tag)
            if owner is None:
                raw = self.raw(child, shape.field(child.tag), depth + 1)
                _add(fields, _split(child.tag)[1], raw)
            else:
                owner.check(child)
                owner.put(fields, self.raw(child, owner.next_shape(fields), depth + 1))
        return fields


def _add(fields: dict[str, Raw], name: str, raw: Raw) -> None:
    """Add a field that is not documented; one that is repeated is a list."""
    if name not in fields:
        fields[name] = raw
    elif isinstance(fields[name], list):
        fields[name].append(raw)
    else:
        fields[name] = [fields[name], raw]


class _Layout:
    """The properties of an object, by the names of the elements and attributes that hold them."""

    def __init__(self, shape: Shape) -> None:
        properties = [_Property(name, shape.field(name)) for name in sorted(shape.names)]
        self._attributes = [each for each in properties if each.node == "attribute"]
        self._texts = [each for each in properties if each.node in {"text", "cdata"}]
        self._elements: dict[str, list[_Property]] = {}
        for each in properties:
            if each.node == "element":
                self._elements.setdefault(each.tag.local, []).append(each)

    def owner(self, tag: str) -> "_Property | None":
        """Return the property that an element belongs to."""
        candidates = self._elements.get(_split(tag)[1], ())
        return next((each for each in candidates if each.tag.fits(tag)), None)

    def attributes(self, element: Element) -> dict[str, Raw]:
        """Read the attributes and the text of an element, as far as they are properties."""
        fields: dict[str, Raw] = {}
        for tag, text in element.attrib.items():
            owner = next((each for each in self._attributes if each.tag.fits(tag)), None)
            if owner is not None or not tag.startswith("{"):
                fields[tag if owner is None else owner.name] = text
        if element.text is not None:
            fields |= {each.name: element.text.strip() for each in self._texts}
        return fields


class _Property:
    """A documented property of an element, and how it is written."""

    def __init__(self, name: str, shape: Shape) -> None:
        self.name = name
        xml = shape.xml
        self.node = xml.get("nodeType") or ("attribute" if xml.get("attribute") else "element")
        self._shape = shape
        is_list = shape.is_array and not shape.scalars
        self._is_wrapped = is_list and bool(xml.get("wrapped"))
        self._is_repeated = is_list and not self._is_wrapped
        own = _Name.of(shape, name)
        self._item = _Name.of(shape.item(0), own.local)
        self.tag = self._item if self._is_repeated else own

    def next_shape(self, fields: dict[str, Raw]) -> Shape:
        """Return the shape of its next element."""
        is_item = self._is_repeated
        return self._shape.item(len(fields.get(self.name, ()))) if is_item else self._shape

    def check(self, child: Element) -> None:
        """Refuse a wrapped list with elements that are no items. Raises `Refused`."""
        if self._is_wrapped and not all(self._item.fits(each.tag) for each in child):
            raise unreadable(f"must be a list of {self._item.written()}.", pointer([self.name]))

    def put(self, fields: dict[str, Raw], raw: Raw) -> None:
        """Add an element."""
        if self._is_repeated:
            fields.setdefault(self.name, []).append(raw)
        else:
            fields[self.name] = raw
