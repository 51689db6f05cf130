"""Build objects: their required fields, and those that an example or a default speaks for."""

from collections.abc import Iterator
from typing import Any

from paydrill.responders.samples.choices import kind_of, settle
from paydrill.responders.samples.combined import (
    Impossible,
    Keywords,
    both,
    matches,
    merge,
    rules_of,
)
from paydrill.responders.samples.context import words_of
from paydrill.responders.samples.expanding import is_expanded, whole
from paydrill.responders.samples.pages import counted, leads_on
from paydrill.responders.samples.patterns import texts_matching
from paydrill.responders.samples.repeating import may_be_repeated
from paydrill.responders.samples.spot import NOTHING, Building, Spot
from paydrill.values.ids import Random

_SCALARS = {"string", "number", "integer", "boolean"}
_SPEAKING = ("example", "examples", "default")
_EXTRA = ("key", "note", "reference", "label", "channel", "region")
_MOST_EXTRA = 1_000
_MOST_DRAWN = 20
_DEEP_FULL = 3
_ROUNDS = 5


def object_(builder: Building, keywords: Keywords, spot: Spot, rng: Random) -> dict[str, Any]:
    """Build an object. Raises `Impossible`."""
    banned = builder.notes.banned.get(spot.at, set()) | set(keywords.get("forbidden", ()))
    must = _must(builder, keywords, spot)
    if not banned.isdisjoint(must):
        banned -= set(builder.notes.banned.get(spot.at, ()))
    if conflict := banned & set(must):
        raise Impossible(f"it must have, and must not have, {min(conflict)}")
    names = [each for each in _wanted(builder, keywords, spot, must) if each not in banned]
    keywords, names = _depending(builder, keywords, names)
    required = dict.fromkeys([*must, *keywords.get("required", ())])
    must = [each for each in required if each in names]
    most = keywords.get("maxProperties", len(names))
    if len(must) > keywords.get("maxProperties", len(must)):
        raise Impossible("it must have more fields than it may have")
    optional = [each for each in names if each not in must][: max(0, int(most) - len(must))]
    result: dict[str, Any] = {}
    for name in [each for each in names if each in must or each in optional]:
        try:
            result[name] = _property(builder, keywords, name, spot)
        except Impossible as error:
            if name in must:
                raise _placed(error, name) from None
    _fill(builder, keywords, spot, result, (rng, banned))
    return result | counted(result)


def _placed(error: Impossible, name: str) -> Impossible:
    text = str(error)
    return Impossible(f"/{name}{text}" if text.startswith("/") else f"/{name}: {text}")


def _must(builder: Building, keywords: Keywords, spot: Spot) -> list[str]:
    needed = builder.notes.needed.get(spot.at, [])
    hidden = {
        name
        for name in keywords.get("required", ())
        if name not in needed and _is_hidden(builder, keywords, name)
    }
    return [
        each
        for each in dict.fromkeys([*keywords.get("required", ()), *needed])
        if each not in hidden
    ]


def _is_hidden(builder: Building, keywords: Keywords, name: str) -> bool:
    """Tell whether a field is only for requests; the judge says so if it must be there anyway."""
    schema = keywords.get("properties", {}).get(name)
    return builder.references.peek(schema, lambda node: node.get("writeOnly") is True)


def _wanted(builder: Building, keywords: Keywords, spot: Spot, must: list[str]) -> list[str]:
    """List the names of the fields that the object is to have, in their usual order."""
    base = spot.base if isinstance(spot.base, dict) else {}
    properties = keywords.get("properties", {})
    kept = [name for name in base if spot.is_hard or name in properties]
    mapped = _mapped(builder, keywords, spot)
    chosen = {*must, *kept, *mapped, *_optional(builder, keywords, spot)}
    if not chosen and not builder.is_tight(spot):
        chosen = {*_plain(builder, properties, spot)}
    usual = [*kept, *properties, *must, *mapped]
    return [
        name
        for name in dict.fromkeys(usual)
        if name in chosen
        and (name in must or (rules_of(keywords, name) is not False))
        and (name in must or not _is_hidden(builder, keywords, name))
        and (name in must or spot.is_hard or not leads_on(words_of(name), _owner(spot)))
    ]


def _mapped(builder: Building, keywords: Keywords, spot: Spot) -> list[str]:
    """List the names that the request has in a map, such as metadata."""
    if keywords.get("properties") or not spot.at or not isinstance(spot.sent, dict):
        return []
    return [
        name
        for name, value in spot.sent.items()
        if value not in ("", None)
        and may_be_repeated(name, value)
        and _may_be_called(builder, keywords, name)
    ]


def _is_map(builder: Building, schema: Any) -> bool:
    keywords = builder.references.combine(schema)
    return not any(keywords.get(each) for each in ("properties", "choices", "items"))


def _owner(spot: Spot) -> str:
    return words_of(next((step for step in reversed(spot.at) if isinstance(step, str)), ""))


def _optional(builder: Building, keywords: Keywords, spot: Spot) -> list[str]:
    """List the optional fields that something speaks for."""
    if builder.is_tight(spot):
        return []
    properties = keywords.get("properties", {})
    sent = spot.sent if isinstance(spot.sent, dict) else {}
    is_deep = len(spot.at) > _DEEP_FULL
    return [
        name
        for name, schema in properties.items()
        if (name in sent and may_be_repeated(name, sent[name]))
        or name == "id"
        or is_expanded(builder.context.sent, spot.at, name)
        or (not builder.context.dynamic and builder.references.peek(schema, _speaks))
        or (
            builder.context.full
            and not _returns(builder, schema, spot)
            and not (is_deep and kind_of(builder.references, schema) not in _SCALARS)
        )
    ]


def _speaks(node: dict[str, Any]) -> bool:
    return any(node.get(each) is not None for each in _SPEAKING)


def _plain(builder: Building, properties: dict[str, Any], spot: Spot) -> list[str]:
    """List the fields of an object of which none must be there: without any it would say nothing.

    These are all that an answer has at its top, and texts and numbers within it.
    """
    return [
        name
        for name, schema in properties.items()
        if kind_of(builder.references, schema) in _SCALARS
        or (len(spot.at) <= 1 and not _returns(builder, schema, spot))
    ]


def _returns(builder: Building, schema: Any, spot: Spot) -> bool:
    """Tell whether a schema leads back to one that it is within."""
    return builder.references.peek(
        schema,
        lambda node: (
            node.get("$ref") in spot.trail
            or (isinstance(node.get("items"), dict) and node["items"].get("$ref") in spot.trail)
        ),
    )


def _depending(
    builder: Building, keywords: Keywords, names: list[str]
) -> tuple[Keywords, list[str]]:
    """Add the fields that others ask for."""
    used: set[str] = set()
    for _ in range(_ROUNDS):
        required = keywords.get("dependentRequired", {})
        more = [each for name in names for each in required.get(name, ())]
        schemas = {n: s for n, s in keywords.get("dependentSchemas", {}).items() if n in names}
        for name in schemas.keys() - used:
            used.add(name)
            ruled, _ways = settle(builder.references, schemas[name], 0, brief=False)
            keywords = merge(keywords, ruled)
            more += ruled.get("required", ())
        if set(more) <= set(names):
            break
        names = list(dict.fromkeys([*names, *more]))
        keywords = merge(keywords, {"required": more})
    return keywords, names


def _property(builder: Building, keywords: Keywords, name: str, spot: Spot) -> Any:
    base = spot.base.get(name, NOTHING) if isinstance(spot.base, dict) else NOTHING
    sent = NOTHING if _is_hidden(builder, keywords, name) else _sent(builder, keywords, name, spot)
    schema = rules_of(keywords, name)
    if is_expanded(builder.context.sent, spot.at, name):
        schema = whole(builder.references, schema)
        sent = {"id": sent} if isinstance(sent, str) else sent
    return builder.build(schema, spot.below(name, base, sent))


def _sent(builder: Building, keywords: Keywords, name: str, spot: Spot) -> Any:
    """Return what was sent for a field; all of it, where the field wraps what was sent."""
    if not isinstance(spot.sent, dict):
        return NOTHING
    if name in spot.sent:
        return spot.sent[name]
    wraps = spot.sent.keys().isdisjoint(keywords.get("properties", {})) and len(spot.at) <= 1
    return spot.sent if wraps and not _is_map(builder, rules_of(keywords, name)) else NOTHING


def _fill(
    builder: Building,
    keywords: Keywords,
    spot: Spot,
    result: dict[str, Any],
    draw: tuple[Random, set[str]],
) -> None:
    """Add fields until there are as many as there must be."""
    rng, banned = draw
    least = keywords.get("minProperties", 0)
    if least > _MOST_EXTRA:
        raise Impossible(f"it must have {least} fields, more than any answer should have")
    if not keywords.get("properties") and isinstance(keywords.get("additionalProperties"), dict):
        # A map without an entry would not show what its entries are.
        least = max(least, 0 if builder.is_tight(spot) or spot.is_hard else 1)
    if len(result) >= least:
        return
    least = min(least, keywords.get("maxProperties", least))
    failures = 0
    for name in _extra_names(builder, keywords, rng):
        if len(result) >= least:
            return
        if name in result or name in banned or not _may_be_called(builder, keywords, name):
            continue
        try:
            result[name] = _property(builder, keywords, name, spot)
        except Impossible:
            failures += 1
            if failures == _MOST_DRAWN:
                break
    if len(result) < keywords.get("minProperties", 0):
        raise Impossible(f"it must have {least} fields, and has names for {len(result)}")


def _extra_names(builder: Building, keywords: Keywords, rng: Random) -> Iterator[str]:
    yield from keywords.get("properties", {})
    rule = keywords.get("propertyNames")
    if isinstance(rule, dict):
        spots = (Spot(("name",), salt=salt) for salt in range(_MOST_DRAWN))
        yield from (each for spot in spots if isinstance(each := _name(builder, rule, spot), str))
    for pattern in keywords.get("patternProperties", {}):
        yield from texts_matching(pattern, rng, 50)
    for number in range(_MOST_EXTRA):
        yield f"{_EXTRA[number % len(_EXTRA)]}{number // len(_EXTRA) or ''}"


def _name(builder: Building, rule: dict[str, Any], spot: Spot) -> Any:
    try:
        return builder.build(both(rule, {"type": "string"}), spot)
    except Impossible:
        return None


def _may_be_called(builder: Building, keywords: Keywords, name: str) -> bool:
    if rules_of(keywords, name) is False or _is_hidden(builder, keywords, name):
        return False
    rule = keywords.get("propertyNames", True)
    patterns = builder.references.combine(rule).get("patterns", ()) if rule else ()
    return all(matches(pattern, name) for pattern in patterns)
