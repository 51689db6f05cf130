"""Leave out defaults that their own schemas refuse."""

from collections.abc import Iterable
from typing import Any

from paydrill.openapi.findings import Report
from paydrill.openapi.kinds import Found
from paydrill.openapi.validators import Schemas, faults
from paydrill.openapi.wording import in_one_sentence

_ANNOTATIONS = {"default", "description", "example", "examples", "title"}


def drop_unfit_defaults(
    document: dict[str, Any], candidates: Iterable[Found], report: Report
) -> None:
    """Leave out defaults that their schemas refuse, in a document of sound structure."""
    schemas = Schemas(document)
    for node, _, path in candidates:
        judged = {key: value for key, value in node.items() if key not in _ANNOTATIONS}
        if not judged:
            continue
        validator = schemas.compile(judged)
        if validator.is_valid(node["default"]):
            continue
        said = in_one_sentence(faults(validator, node["default"])[:3])
        report("default-of-wrong-type", (*path, "default"), said)
        del node["default"]
