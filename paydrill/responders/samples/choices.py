"""Settle which branch of `oneOf`, `anyOf` and `if` holds, and what `not` and discriminators ask."""

from collections.abc import Iterator, Sequence
from typing import Any

from paydrill.responders.samples.combined import (
    Choice,
    Impossible,
    Keywords,
    References,
    merge,
)

_TYPES = ("string", "number", "boolean", "object", "array", "null")
_SCALARS = {"string", "number", "integer", "boolean", "null"}
_MOST_CHOICES = 50
_OF_OBJECTS = {"required", "properties", "additionalProperties"}


def settle(
    references: References, schema: Any, attempt: int, *, brief: bool
) -> tuple[Keywords, int]:
    """Combine a schema, with one branch of each choice, and count the ways to choose.

    The number of the attempt decides which of the ways; `brief` ones come first where the value is
    nested deeply. Raises `Impossible` where no branch agrees with the rest.
    """
    keywords = references.combine(schema)
    ways, chosen = 1, set[int]()
    while choices := keywords.get("choices"):
        choice, *others = choices
        keywords = {**keywords, "choices": others}
        if id(choice.branches) in chosen:  # a branch made of the schema that offers it
            continue
        chosen.add(id(choice.branches))
        if len(chosen) > _MOST_CHOICES:
            raise Impossible("it has too many choices within choices")
        # A second time round, the branches of `oneOf` that are not chosen are to be broken.
        count = len(choice.branches) * (2 if choice.is_exclusive else 1)
        keywords = _taken(references, keywords, choice, attempt // ways % count, brief=brief)
        ways *= count
    return _denied(references, _discriminated(references, keywords)), ways


def kind_of(references: References, schema: Any) -> str:
    """Return the type of a schema as far as it is plain to see; empty if it is not."""
    try:
        for _ in range(8):
            if not isinstance(schema, dict):
                break
            if "enum" in schema or "const" in schema:
                return "null" if schema.get("enum", [schema.get("const")]) == [None] else "string"
            if isinstance(schema.get("type"), str):
                return str(schema["type"])
            if "properties" in schema:
                return "object"
            parts = schema.get("allOf") or [None]
            schema = references.follow(schema["$ref"]) if "$ref" in schema else parts[0]
    except Impossible:
        pass
    return ""


def allows_null(references: References, schema: Any) -> bool:
    """Tell whether a schema, or a branch that it offers, names null."""
    try:
        keywords = references.combine(schema)
    except Impossible:
        return False
    branches = [each for choice in keywords.get("choices", ()) for each in choice.branches]
    return "null" in keywords.get("type", ()) or any(
        kind_of(references, each) == "null" for each in branches
    )


def _taken(
    references: References, keywords: Keywords, choice: Choice, start: int, *, brief: bool
) -> Keywords:
    """Take the first branch that agrees with the rest, beginning at the one numbered `start`."""
    kinds = [kind_of(references, each) for each in choice.branches]
    ranked = sorted(range(len(kinds)), key=lambda at: _rank(kinds[at], brief=brief))
    why = "it has no alternative"
    breaks_others, start = divmod(start, len(ranked))
    for number in (*ranked[start:], *ranked[:start]):
        branch = choice.branches[number]
        others = [each for at, each in enumerate(choice.branches) if at != number]
        try:
            merged = merge(keywords, references.combine(branch))
            if breaks_others:
                merged = merge(merged, {"nots": others})
        except Impossible as error:
            why = str(error)
            continue
        return _named(merged, choice, branch)
    raise Impossible(why)


def _rank(kind: str, *, brief: bool) -> int:
    if brief:
        return 0 if kind in _SCALARS else 1
    return 1 if kind == "null" else 0


def _named(keywords: Keywords, choice: Choice, branch: Any) -> Keywords:
    """Give the discriminating field the value by which the chosen branch is known."""
    field = choice.discriminator.get("propertyName")
    reference = branch.get("$ref") if isinstance(branch, dict) else None
    if not isinstance(field, str) or not isinstance(reference, str):
        return keywords
    return _with_value(keywords, field, _names_of(choice.discriminator, reference))


def _names_of(discriminator: Any, reference: str) -> list[str]:
    name = reference.rpartition("/")[2]
    mapping = discriminator.get("mapping", {})
    mapped = [key for key, target in mapping.items() if target in {reference, name}]
    return mapped or [name]


def _with_value(keywords: Keywords, field: str, values: list[str]) -> Keywords:
    """Add the field with the first of the values that its schema takes, if it takes any."""
    ruled = {"properties": {field: {"enum": values}}, "required": [field]}
    return merge(keywords, {**ruled, "soft": {field}}) if values else keywords


def _discriminated(references: References, keywords: Keywords) -> Keywords:
    """Name the schema itself where it is one of those that a discriminator tells apart."""
    discriminator = keywords.get("discriminator", {})
    field = discriminator.get("propertyName")
    if not isinstance(field, str) or field in keywords.get("soft", ()):
        return keywords
    refs = keywords.get("refs", [])
    mapping = discriminator.get("mapping", {})
    mapped = [name for each in refs for name in mapping if mapping[name] == each]
    names = mapped or list(mapping)[:1] or [each.rpartition("/")[2] for each in refs[:1]]
    own = keywords.get("properties", {}).get(field)
    if not names or references.peek(own, lambda node: bool({"enum", "const"} & node.keys())):
        return keywords
    return _with_value(keywords, field, names)


def _denied(references: References, keywords: Keywords) -> Keywords:
    """Add what can be said of the simple forms of `not`."""
    for schema in keywords.get("nots", ()):
        for rule in _negated(references, schema, keywords.get("type", _TYPES)):
            keywords = merge(keywords, rule)
    return keywords


def _negated(references: References, schema: Any, types: Sequence[str]) -> Iterator[Keywords]:
    """Yield rules that break a schema; none for forms that are left to chance and the judge.

    `types` are those that the value may have.
    """
    if schema in (True, {}):
        raise Impossible("its schema allows no value")
    if not isinstance(schema, dict):
        return
    if "$ref" in schema:
        schema = references.combine(schema)
    for branch in schema.get("anyOf", schema.get("oneOf", ())):
        yield from _negated(references, branch, types)
    if "not" in schema:
        yield references.combine(schema["not"])
        return
    own = schema.get("type", [])
    left = [each for each in types if each not in ([own] if isinstance(own, str) else own)]
    if own and left and ("object" not in types or not schema.keys() & _OF_OBJECTS):
        yield {"type": left}
    else:
        yield from _negated_object(schema)


def _negated_object(schema: dict[str, Any]) -> Iterator[Keywords]:
    """Yield a rule that breaks the first keyword of an object that can be broken."""
    if len(schema.get("properties", {})) == 1:
        field, rule = next(iter(schema["properties"].items()))
        yield {"properties": {field: {"not": rule}}, "required": [field]}
    elif len(schema.get("required", ())) == 1:
        yield {"forbidden": list(schema["required"])}
    elif schema.get("additionalProperties") is False:
        yield {"minProperties": 1, "forbidden": list(schema.get("properties", ()))}
