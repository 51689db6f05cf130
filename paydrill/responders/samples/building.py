"""Build one value by walking down its schema; what was noted of earlier builds is heeded."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from paydrill.responders.samples.arrays import array
from paydrill.responders.samples.believable import Named
from paydrill.responders.samples.choices import settle
from paydrill.responders.samples.combined import Impossible, Keywords, References
from paydrill.responders.samples.context import Context, words_of
from paydrill.responders.samples.fitting import fits
from paydrill.responders.samples.numbers import number
from paydrill.responders.samples.objects import object_
from paydrill.responders.samples.pages import leads_nowhere, leads_on
from paydrill.responders.samples.spot import NOTHING, Place, Spot
from paydrill.responders.samples.texts import text
from paydrill.responders.samples.truths import of_tests, truth
from paydrill.values.ids import Random, random_of

_MOST_VALUES = 20_000
_ENOUGH_VALUES = 1_500
_DEEPEST = 60
_DEEP = 5
_MOST_WAYS = 8
_MOST_FAILURES = 400

# The keywords that tell a type where none is named.
_TELLING: tuple[tuple[str, str], ...] = (
    ("properties", "object"),
    ("required", "object"),
    ("additionalProperties", "object"),
    ("patternProperties", "object"),
    ("minProperties", "object"),
    ("items", "array"),
    ("prefixItems", "array"),
    ("contains", "array"),
    ("minItems", "array"),
    ("minimum", "number"),
    ("maximum", "number"),
    ("multiples", "number"),
)


class TooLarge(Exception):
    """A schema whose values are larger than any answer should be."""


@dataclass
class Notes:
    """Demands of the judge on the values that were built before, by place."""

    attempts: dict[Place, int] = field(default_factory=lambda: defaultdict(int))
    needed: dict[Place, list[str]] = field(default_factory=lambda: defaultdict(list))
    banned: dict[Place, set[str]] = field(default_factory=lambda: defaultdict(set))
    failures: int = 0


class _Asked(NamedTuple):
    """A value to build: its keywords, its place, and the attempt that it is."""

    keywords: Keywords
    spot: Spot
    attempt: int
    rng: Random


class Builder:
    """Build the values of one sample."""

    def __init__(self, references: References, context: Context, notes: Notes) -> None:
        """Heed what `notes` say of earlier builds."""
        self.references = references
        self.context = context
        self.notes = notes
        self._built = 0

    def is_tight(self, spot: Spot) -> bool:
        """Tell whether a place is so deep, or the sample so large, that only what must be is."""
        return len(spot.at) > _DEEP or self._built > _ENOUGH_VALUES

    def build(self, schema: Any, spot: Spot) -> Any:
        """Build a value that should be valid. Raises `Impossible`, and `TooLarge`."""
        self._built += 1
        if self._built > _MOST_VALUES:
            raise TooLarge(f"its values have more than {_MOST_VALUES} parts")
        if len(spot.at) > _DEEPEST:
            raise Impossible("it is nested within itself without an end")
        attempt = self.notes.attempts.get(spot.at, 0)
        if (
            not attempt
            and not spot.is_hard
            and leads_nowhere(self.references, schema, *_names(spot))
        ):
            return None
        why: Impossible | None = None
        ways, way = 1, 0
        while way < min(ways, _MOST_WAYS):
            is_settled = False
            try:
                chosen = attempt + way + spot.salt
                keywords, ways = settle(self.references, schema, chosen, brief=self._is_brief(spot))
                is_settled = True
                return self._value(keywords, spot, attempt + way)
            except Impossible as error:
                why = why or error
                ways = ways if is_settled else _MOST_WAYS
                self.notes.failures += 1
                if self.notes.failures > _MOST_FAILURES:
                    raise TooLarge(f"nothing was found that fits: {error}") from None
            way += 1
        raise why or Impossible("it has no alternative")

    def _is_brief(self, spot: Spot) -> bool:
        return len(spot.trail) > len(set(spot.trail)) or self.is_tight(spot)

    def _value(self, keywords: Keywords, spot: Spot, attempt: int) -> Any:
        rng = random_of(f"{self.context.key}{spot.at}{attempt}{spot.salt}")
        spot = spot.within(keywords.get("refs", ()))
        if attempt == 0 and spot.base is NOTHING and not self.context.dynamic:
            spot = spot._replace(base=_spoken(keywords), is_hard=False)
        asked = _Asked(keywords, spot, attempt, rng)
        if "enum" in keywords:
            return _listed(asked)
        type_ = _type_of(asked)
        given = _given(asked, type_)
        if given is not NOTHING:
            return given
        return self._made(type_, asked)

    def _made(self, type_: str, asked: _Asked) -> Any:
        keywords, spot, _, rng = asked
        match type_:
            case "object":
                return object_(self, keywords, spot, rng)
            case "array":
                return array(self, keywords, spot)
            case "string":
                return text(keywords, Named(*_names(spot), rng, self.context))
            case "null":
                return None
            case "boolean":
                usual = truth(_names(spot)[0], rng)
                return usual if fits(keywords, usual) else not usual
        return number(keywords, _names(spot)[0], rng, self.context)


def _names(spot: Spot) -> tuple[str, str]:
    """Return the words of a field's name, and of the name of the object that has it.

    An object that stands for itself, or in a list of no name of its own, has that of its schema.
    """
    names = [words_of(step) for step in spot.at if isinstance(step, str)]
    own = names[-1] if names else ""
    if spot.at and isinstance(spot.at[-1], int):
        own = own.removesuffix("s")  # an item of `emails` is an e-mail
    owner = names[-2] if len(names) > 1 else ""
    if owner in _WRAPPERS and spot.owner:
        owner = words_of(spot.owner.rpartition("/")[2])
    return own, owner


_WRAPPERS = {"", "data", "items", "results", "list", "records", "content", "elements", "resources"}


def _spoken(keywords: Keywords) -> Any:
    """Return the example or the default of a schema."""
    if "example" in keywords:
        return keywords["example"]
    examples = keywords.get("examples")
    if examples and isinstance(examples, list | Mapping):
        return examples[0] if isinstance(examples, list) else NOTHING
    default = keywords.get("default")
    return NOTHING if default is None else default


def _listed(asked: _Asked) -> Any:
    """Choose one of the listed values."""
    keywords, spot, attempt, rng = asked
    fitting = [each for each in keywords["enum"] if fits(keywords, each)]
    plain = of_tests([each for each in fitting if each is not None]) or fitting
    if not plain:
        raise Impossible("none of its listed values fits the rest of its schema")
    for wanted in (spot.sent, spot.base):
        if attempt == 0 and wanted is not NOTHING and any(_same(wanted, each) for each in fitting):
            return wanted
    return rng.choice(plain) if attempt == 0 else fitting[attempt % len(fitting)]


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)


def _type_of(asked: _Asked) -> str:
    keywords, spot, attempt, _ = asked
    types = keywords.get("type")
    if not types:
        base = _type_name(spot.base)
        told = [type_ for keyword, type_ in _TELLING if keyword in keywords]
        sent = _type_name(spot.sent) or "string"
        types = [base] if base else told[:1] or [sent if spot.at else "object"]
        if _TEXTUAL & keywords.keys() and not base:
            types = ["string"]
    for wanted in (spot.base, spot.sent):
        name = _type_name(wanted)
        if attempt == 0 and (name in types or (name == "integer" and "number" in types)):
            return name
    plain = [each for each in types if each != "null"] or types
    return str(plain[0] if attempt == 0 else [*plain, *types][attempt % (len(plain) + len(types))])


_TEXTUAL = {"minLength", "maxLength", "patterns", "formats"}
_NAMES: dict[type, str] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
    type(None): "null",
}


def _type_name(value: Any) -> str:
    return "" if value is NOTHING else _NAMES.get(type(value), "")


def _given(asked: _Asked, type_: str) -> Any:
    """Return what was sent, or what the example has, where it fits and is no list or object."""
    keywords, spot, attempt, _ = asked
    if attempt or type_ in {"object", "array"}:
        return NOTHING
    if type_ == "string" and not spot.is_hard and leads_on(*_names(spot)) and fits(keywords, ""):
        return ""
    for value in (spot.sent, spot.base):
        if value is not NOTHING and not isinstance(value, dict | list) and fits(keywords, value):
            is_blank = value in ("", None) and value is spot.sent
            if not is_blank:
                return value
    return NOTHING
