"""Read forms (`application/x-www-form-urlencoded`) by their `encoding`, or with brackets."""

from typing import Any
from urllib.parse import unquote_plus

from paydrill.openapi.pointers import pointer
from paydrill.openapi.shapes import NotOfTypeError, Raw, Read, Shape
from paydrill.openapi.strict_json import JsonError, parse
from paydrill.openapi.types import ANY
from paydrill.pipeline.brackets import Steps, nested, split_name
from paydrill.pipeline.content import Content, unreadable
from paydrill.pipeline.styles import ABSENT, STYLES, Pairs, Sent, owns, read_by

MOST_FIELDS = 10_000


def read_form(content: Content, body: bytes, _: bytes) -> Any:
    """Read a form by the schema and the encoding of its properties. Raises `Refused`."""
    shape = content.shape
    try:
        text = body.decode()
        pairs = [_pair(part) for part in text.split("&", MOST_FIELDS) if part]
    except UnicodeDecodeError:
        raise unreadable("is not percent-encoded UTF-8.") from None
    if not shape.is_object and shape.types != ANY:
        return shape.read(text)
    if len(pairs) > MOST_FIELDS:
        raise unreadable(f"has more than {MOST_FIELDS} fields.")
    fields, rest = _encoded(content, pairs)
    by_name = [(name, _decode(value)) for name, value in rest]
    return shape.read(fields | together(by_name, shape))


def together(values: list[tuple[str, Raw]], shape: Shape) -> dict[str, Raw]:
    """Put values together by name: what is sent again is a list, brackets lead to what is nested.

    Raises `Refused`.
    """
    plain = dict(values)
    if len(plain) == len(values) and "[" not in "".join(plain):
        return plain  # as most forms are
    found: dict[str, list[tuple[Steps, Raw]]] = {}
    for name, value in values:
        root, steps = (name, []) if name in shape.names else split_name(name)
        found.setdefault(root, []).append((steps, value))
    return {name: _value(name, each) for name, each in found.items()}


def _value(name: str, found: list[tuple[Steps, Raw]]) -> Raw:
    if not any(steps for steps, _ in found):
        return found[0][1] if len(found) == 1 else [value for _, value in found]
    try:
        return nested(found)
    except NotOfTypeError as error:
        raise unreadable(f"must be {error}.", pointer([name])) from None


def _encoded(content: Content, pairs: Pairs) -> tuple[dict[str, Raw], Pairs]:
    """Read the properties that have an encoding of their own; return the pairs of the others."""
    fields: dict[str, Raw] = {}
    roots = {name.partition("[")[0] for name, _ in pairs}
    if len(content.nested) == len(content.encoding) and content.nested.isdisjoint(roots):
        return fields, pairs
    for name, encoding in content.encoding.items():
        if name in content.nested and name not in roots:
            continue
        media_type = str(encoding.get("contentType", ""))
        if {"style", "explode", "allowReserved"} & encoding.keys():
            fields[name], pairs = _by_style(name, encoding, content.shape, pairs)
        elif media_type.endswith("json"):
            fields |= {own: _json(own, _decode(value)) for own, value in pairs if own == name}
            pairs = [pair for pair in pairs if pair[0] != name]
    return {name: value for name, value in fields.items() if value is not ABSENT}, pairs


def _by_style(name: str, encoding: dict[str, Any], shape: Shape, pairs: Pairs) -> tuple[Raw, Pairs]:
    named = encoding.get("style", "form")
    style = STYLES.get(named, STYLES["form"])
    explode = bool(encoding.get("explode", named == "form"))
    field = shape.field(name)
    sent = Sent(name, pairs, _decode, explode, shape.names - {name})
    own = [p for p in pairs if p[0] == name or owns(style, sent, field, p[0])]
    if not own:
        return ABSENT, pairs
    try:
        value = read_by(style, sent._replace(pairs=own), field)
    except NotOfTypeError as error:
        raise unreadable(f"must be {error}.", pointer([name])) from None
    names = {own_name for own_name, _ in own}
    rest = [pair for pair in pairs if pair[0] not in names]
    return ABSENT if value is ABSENT else Read(value), rest


def _json(name: str, text: str) -> Read:
    try:
        return Read(parse(text.encode()))
    except JsonError as error:
        raise unreadable(str(error), pointer([name])) from None


def _pair(part: str) -> tuple[str, str]:
    name, _, value = part.partition("=")
    _decode(value)
    return _decode(name), value


def _decode(text: str) -> str:
    return unquote_plus(text, errors="strict") if "%" in text or "+" in text else text
