"""No fault of a document is beyond mending: values of any shape can stand anywhere in it."""

import json
import random
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from paydrill.openapi.documents import ContractError, ContractFile, load_contracts
from paydrill.openapi.examination import examine
from paydrill.openapi.kinds import every
from paydrill.openapi.skeleton import skeleton
from paydrill.openapi.validators import Schemas
from tests.unit.openapi.any_values import DOCUMENTS, ODD


def places(node: Any) -> Iterator[tuple[Any, Any]]:
    """Each place in a document where something stands."""
    for key, value in list(node.items() if isinstance(node, dict) else enumerate(node)):
        yield node, key
        if isinstance(value, dict | list):
            yield from places(value)


@pytest.mark.parametrize("seed", range(60))
def test_a_document_of_any_shape_is_served_or_refused(tmp_path: Path, seed: int):
    chance = random.Random(seed)
    document = deepcopy(chance.choice(DOCUMENTS))
    if "openapi" in document:
        document["openapi"] = chance.choice(["3.0.3", "3.1.0", "3.2.0", "4.0"])
    for _ in range(chance.choice([1, 2, 5])):
        node, key = chance.choice(list(places(document)))
        node[key] = deepcopy(chance.choice(ODD))
    file = tmp_path / "a.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    try:
        [contract] = load_contracts((), [ContractFile(file)])
    except ContractError:  # it is no document any more, or without operations
        return
    schemas = contract.operations[0].schemas if contract.operations else Schemas(contract.raised)
    for node, kind, _ in every(contract.raised, "document"):
        if kind == "schema":
            assert schemas.compile(node).is_valid({}) in {True, False}
    skeleton(contract)
    examine(contract)
