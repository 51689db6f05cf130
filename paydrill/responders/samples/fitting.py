"""Tell whether a single value fits the keywords that speak of it alone.

The judge is the validator that judges the whole answer in the end, so both agree on patterns and
formats.
"""

import json
from functools import lru_cache
from typing import Any

from jsonschema_rs import Draft202012Validator

from paydrill.responders.samples.combined import Keywords

_ALONE = (
    "type",
    "enum",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
)
_PLURALS = {"patterns": "pattern", "formats": "format", "multiples": "multipleOf"}


def fits(keywords: Keywords, value: Any) -> bool:
    """Tell whether a value fits all keywords that do not speak of what is within it."""
    judge = _compiled(_alone(keywords))
    try:
        return judge is None or judge.is_valid(value)
    except ValueError:  # a number beyond what it can hold
        return False


def _alone(keywords: Keywords) -> str:
    schema = {name: keywords[name] for name in _ALONE if name in keywords}
    parts = [
        {single: each} for plural, single in _PLURALS.items() for each in keywords.get(plural, ())
    ]
    parts += [{"not": each} for each in keywords.get("nots", ()) if "$ref" not in json.dumps(each)]
    return json.dumps({**schema, "allOf": parts} if parts else schema, sort_keys=True)


@lru_cache(maxsize=4096)
def _compiled(schema: str) -> Draft202012Validator | None:
    found = json.loads(schema)
    for part in (found, {**found, "allOf": [{}]}):
        try:
            return Draft202012Validator(part, validate_formats=True)
        except ValueError:  # a pattern that cannot be used is not checked by any judge
            continue
    return None
