"""Write an overlay that says what was found of a contract's resources, to be put right by hand."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from paydrill.openapi.contract import Contract
from paydrill.openapi.resource_words import NO_ROLE, RESOURCE, ROLE


def overlay_template(
    contracts: Sequence[Contract], rows: Iterable[Mapping[str, Any]]
) -> Iterator[str]:
    """Yield the lines of an overlay for the first contract, with an action for each operation."""
    contract = contracts[0]
    yield "overlay: 1.0.0"
    yield f"info: {{title: {json.dumps(f'Resources of {contract.title}')}, version: 1.0.0}}"
    yield f"extends: {json.dumps(contract.file.name)}"
    yield "actions:"
    found = {row["operation_id"]: row for row in rows}
    for operation in contract.operations:
        about = found[operation.id].get("resource", {})
        update = {ROLE: about.get("role", NO_ROLE)}
        if about:
            update[RESOURCE] = about["name"]
        target = f"$.paths[{json.dumps(operation.template)}].{operation.method}"
        yield f"  - target: {json.dumps(target)}"
        yield f"    update: {{{', '.join(f'{key}: {value}' for key, value in update.items())}}}"
