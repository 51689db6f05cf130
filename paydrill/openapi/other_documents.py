"""Tell what a document is that is no OpenAPI document, and which of its keys is misspelt."""

from typing import Any

from paydrill.values.suggestions import closest, quoted

_VERSIONS = ("openapi", "swagger")
_OTHERS = {"scenario": "a scenario, for --scenario", "overlay": "an overlay, for --overlay"}
_NONE = "not an OpenAPI document"


def otherwise(document: Any) -> str:
    """Say what a document is that is no OpenAPI document of any version; nothing of one that is."""
    if document is None:
        return f"{_NONE}, but empty"
    keys = list(document) if isinstance(document, dict) else []
    if any(each in keys for each in _VERSIONS):
        return ""
    if other := next((told for key, told in _OTHERS.items() if key in keys), ""):
        return other
    near = ((str(each), closest(str(each), _VERSIONS)) for each in keys)
    slips = (f" ({quoted(key)}: did you mean {meant!r}?)" for key, meant in near if meant)
    return _NONE + next(slips, "")
