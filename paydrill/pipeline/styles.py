"""Take apart what was sent as the `style` and `explode` of a parameter say.

The styles are those of OpenAPI's table of style examples. A style makes the raw value: text, a list
of texts, or texts by name; which of them, the `Shape` decides. Where clients write a value in two
ways, it makes both, and the first that the schema accepts is taken.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from paydrill.openapi.shapes import NotOfTypeError, Raw, Shape, Single
from paydrill.pipeline.brackets import Steps, nested, steps_below

Pairs = list[tuple[str, str]]
"""Names, decoded, and values as they were sent."""

Decode = Callable[[str], str]


class Sent(NamedTuple):
    """Names and values that were sent for a parameter; one without a name has its own."""

    name: str
    pairs: Pairs
    decode: Decode
    explode: bool
    others: frozenset[str] = frozenset()
    """Names of other parameters at the same place."""

    @property
    def last(self) -> str | None:
        """The last value of the own name; `None` if there is none."""
        return next((value for name, value in reversed(self.pairs) if name == self.name), None)


Style = Callable[[Sent, Shape], Iterator[Raw]]


def simple(sent: Sent, shape: Shape) -> Iterator[Raw]:
    """Read `blue,black` and `R,100,G,200`, exploded `R=100,G=200`."""
    if sent.last is not None:
        yield from _delimited(sent.last, ",", sent.decode, shape, explode=sent.explode)


def label(sent: Sent, shape: Shape) -> Iterator[Raw]:
    """Read `.blue,black`, exploded `.blue.black` and `.R=100.G=200`."""
    text = sent.last or ""
    if not text.startswith("."):
        raise NotOfTypeError("written with a dot in front")
    dots = sent.explode or (shape.is_object and "," not in text)
    yield from _delimited(text[1:], "." if dots else ",", sent.decode, shape, explode=sent.explode)
    if not dots and shape.is_array and "." in text[1:]:  # as OpenAPI 3.0.0 to 3.0.3 show it
        yield from _delimited(text[1:], ".", sent.decode, shape, explode=sent.explode)


def matrix(sent: Sent, shape: Shape) -> Iterator[Raw]:
    """Read `;color=blue,black`, exploded `;color=blue;color=black` and `;R=100;G=200`."""
    text = sent.last or ""
    if not text.startswith(";"):
        raise NotOfTypeError(f"written as ;{sent.name}=…")
    found = [part.partition("=") for part in text[1:].split(";")]
    pairs = [(sent.decode(name), value) for name, _, value in found]
    if sent.explode and shape.is_object:
        yield {name: sent.decode(value) for name, value in pairs}
        return
    if {name for name, _ in pairs} != {sent.name}:
        raise NotOfTypeError(f"written as ;{sent.name}=…")
    yield from form(sent._replace(pairs=pairs), shape)


def form(sent: Sent, shape: Shape) -> Iterator[Raw]:
    """Read `color=blue,black`, exploded `color=blue&color=black` and `R=100&G=200`."""
    if sent.explode:
        yield from _exploded(sent, shape)
    elif sent.last is not None:
        yield from _delimited(sent.last, ",", sent.decode, shape, explode=False)


def space_delimited(sent: Sent, shape: Shape) -> Iterator[Raw]:
    """Read `color=blue%20black`."""
    return _spelled(sent, shape, " ")


def pipe_delimited(sent: Sent, shape: Shape) -> Iterator[Raw]:
    """Read `color=blue%7Cblack`."""
    return _spelled(sent, shape, "|")


def deep_object(sent: Sent, shape: Shape) -> Iterator[Raw]:
    """Read `color[R]=100&color[G]=200`, and what is nested deeper; `color=blue` for other types.

    A list has brackets (`color[]=blue`) or several values: one value without them is no list.
    """
    found = [
        (steps, Single(sent.decode(value)))
        for name, value in sent.pairs
        if (steps := _steps(sent, name)) is not None
    ]
    if any(steps for steps, _ in found):
        yield nested(found)
    elif len(found) > 1 and shape.is_array:
        yield [value for _, value in found]
    elif found:
        yield found[-1][1]


ABSENT = object()


def read_by(style: Style, sent: Sent, shape: Shape) -> Any:
    """Read a value: the first reading that its schema accepts, or else the first; or `ABSENT`.

    Raises `NotOfTypeError` for what is not written in the style at all.
    """
    first = ABSENT
    for raw in style(sent, shape):
        value = shape.read(raw)
        if shape.is_valid(value):
            return value
        first = value if first is ABSENT else first
    return first


STYLES: dict[str, Style] = {
    "simple": simple,
    "label": label,
    "matrix": matrix,
    "form": form,
    "cookie": form,
    "spaceDelimited": space_delimited,
    "pipeDelimited": pipe_delimited,
    "deepObject": deep_object,
}


def spreads(style: Style, sent: Sent, shape: Shape) -> bool:
    """Return whether the fields of a value are written under their own names."""
    return style is form and sent.explode and shape.is_object


def owns(style: Style, sent: Sent, shape: Shape, name: str) -> bool:
    """Return whether a name belongs to the value."""
    if style is deep_object and steps_below(name, sent.name):
        return True
    return spreads(style, sent, shape) and _is_field(sent, shape, name)


def _steps(sent: Sent, name: str) -> Steps | None:
    """Return what is in the brackets of a name; `None` for a name of another parameter."""
    if name == sent.name:
        return []
    return None if name in sent.others else steps_below(name, sent.name)


def _exploded(sent: Sent, shape: Shape) -> Iterator[Raw]:
    values = [sent.decode(value) for name, value in sent.pairs if name == sent.name]
    if shape.is_object:
        fields: dict[str, Raw] = {}
        for name, value in sent.pairs:
            if _is_field(sent, shape, name):
                fields.setdefault(name, []).append(sent.decode(value))
        if fields:
            yield {name: each[0] if len(each) == 1 else each for name, each in fields.items()}
            return
    if values and shape.is_array and not (len(values) == 1 and shape.scalars):
        yield values
    elif values:
        yield values[-1]


def _is_field(sent: Sent, shape: Shape, name: str) -> bool:
    if name in shape.names:
        return name not in sent.others
    return shape.takes_other_names and name not in sent.others and name != sent.name


def _spelled(sent: Sent, shape: Shape, delimiter: str) -> Iterator[Raw]:
    """Read items between a delimiter that a URL has only encoded."""
    if sent.explode and not shape.is_object:
        yield from _exploded(sent, shape)
    elif sent.last is not None:
        yield from _delimited(sent.decode(sent.last), delimiter, str, shape, explode=False)


def _delimited(
    text: str, delimiter: str, decode: Decode, shape: Shape, *, explode: bool
) -> Iterator[Raw]:
    is_one = delimiter not in text
    if shape.is_array and not (shape.scalars and is_one):
        yield [decode(item) for item in text.split(delimiter)]
        if is_one and delimiter in decode(text):  # as clients write that encode a whole value
            yield decode(text).split(delimiter)
    elif shape.is_object and not (shape.scalars and is_one):
        if is_one and delimiter in decode(text):
            text, decode = decode(text), str
        yield _fields(text, delimiter, decode, explode=explode)
    else:
        yield decode(text)


def _fields(text: str, delimiter: str, decode: Decode, *, explode: bool) -> dict[str, str]:
    parts = text.split(delimiter)
    if explode:
        found = [part.partition("=") for part in parts]
        if not all(between for _, between, _ in found):
            raise NotOfTypeError(f"written as name=value, with '{delimiter}' between them")
        return {decode(name): decode(value) for name, _, value in found}
    if len(parts) % 2:
        raise NotOfTypeError(f"written as name and value in turn, with '{delimiter}' between them")
    return {decode(n): decode(v) for n, v in zip(parts[::2], parts[1::2], strict=True)}
