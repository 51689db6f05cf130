"""Mend the texts and flags of a document that are written as something else."""

from typing import Any

from paydrill.openapi.findings import Report
from paydrill.openapi.keyword_values import flag_of
from paydrill.openapi.kinds import Path

_TEXTS = frozenset({"description", "summary", "title", "operationId"})
_FLAGS = frozenset({"required", "deprecated", "allowEmptyValue", "allowReserved", "explode"})


def mend_scalars(node: dict[str, Any], path: Path, report: Report) -> None:
    """Let texts of a node be text, and flags be `true` or `false`; leave out what cannot be."""
    for name in _TEXTS & node.keys():
        value = node[name]
        if isinstance(value, int | float):
            report("wrong-type", (*path, name), "text")
            node[name] = str(value)
        elif not isinstance(value, str):
            report("wrong-shape", (*path, name), "text")
            del node[name]
    for name in _FLAGS & node.keys():
        value = node[name]
        if isinstance(value, bool):
            continue
        flag = flag_of(value)
        if flag is None:
            report("wrong-shape", (*path, name), "true or false")
            del node[name]
        else:
            report("wrong-type", (*path, name), str(flag).lower())
            node[name] = flag
